"""LimeSurvey results with whole questions and answers as headings and values, beside their structure."""

from __future__ import annotations

import pytest

from tests.integration.survey_imports import HR, source
from transfo_rh.campaigns.formats.limesurvey_tsv import write_tsv
from transfo_rh.campaigns.formats.limesurvey_writing import survey_of
from transfo_rh.campaigns.importing.columns import SourceFile
from transfo_rh.campaigns.importing.mapping import load_mapping
from transfo_rh.campaigns.importing.service import preview
from transfo_rh.campaigns.questionnaires.files import parsed_questionnaire
from transfo_rh.core.database import Database

QUESTIONNAIRE = """
code: essai
version: "1.0"
title: {fr: Essai, en: Trial}
respondents: agent
duration_minutes: 2
scales:
  accord:
    labels:
      - {fr: Pas d’accord, en: Disagree}
      - {fr: Plutôt d’accord, en: Rather}
      - {fr: Tout à fait d’accord, en: Agree}
dimensions: []
sections:
  - code: page
    title: {fr: Page, en: Page}
    items:
      - code: ens
        type: matrix
        text: {fr: "Êtes-vous d’accord ?", en: "Do you agree?"}
        scale: accord
        rows:
          - {code: m1, text: {fr: Mes missions sont claires, en: Clear}}
          - {code: m2, text: {fr: Je suis fier, en: Proud}}
      - code: outils
        type: multiple
        text: {fr: "Quels outils ?", en: "Which tools?"}
        options: [{code: a, text: {fr: Messagerie, en: Mail}}, {code: b, text: {fr: Tableur, en: Sheets}}]
      - code: rang
        type: ranking
        text: {fr: Classez, en: Rank}
        options: [{code: x, text: {fr: Salaire, en: Pay}}, {code: y, text: {fr: Sens, en: Sense}}]
"""
HEADINGS = (
    "ID de la réponse",
    "Êtes-vous d’accord ? [Mes missions sont claires]",
    "Êtes-vous d’accord ? [Je suis fier]",
    "Quels outils ? [Messagerie]",
    "Quels outils ? [Tableur]",
    "Classez [Rang 1]",
    "Classez [Rang 2]",
)
ANSWERS = ("1", "Tout à fait d’accord", "Plutôt d’accord", "Oui", "Non", "Salaire", "Sens")


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_every_kind_of_question_is_found_by_its_words(sqlite_database: Database, separator: str) -> None:
    definition = parsed_questionnaire(QUESTIONNAIRE.encode(), name="essai.yaml")
    lines = [separator.join(f'"{cell}"' for cell in row) for row in (HEADINGS, ANSWERS, ("2", *ANSWERS[1:]))]
    seen = preview(
        viewer=HR,
        files=[SourceFile("essai.txt", write_tsv(survey_of(definition))), source("\n".join(lines), "r.csv")],
        mapping=load_mapping(name="m.yaml", content=b"unknown_departments: own\n"),
    )
    assert not seen.problems
    assert (seen.counts.answers, seen.counts.blanks) == (12, 0)
    assert [column.name for column in seen.dropped] == ["ID de la réponse"]
