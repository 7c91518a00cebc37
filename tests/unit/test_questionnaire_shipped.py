"""The three questionnaires that ship: complete, bilingual, short enough, on their frameworks."""

from __future__ import annotations

import re

import pytest

from transfo_rh.campaigns.questionnaires.definition import (
    LikertItem,
    MatrixItem,
    QuestionnaireFile,
    Respondents,
    TextItem,
)
from transfo_rh.campaigns.questionnaires.duration import estimated_minutes
from transfo_rh.campaigns.questionnaires.files import load_questionnaire, questionnaire_codes
from transfo_rh.campaigns.questionnaires.frameworks import (
    european_competences,
    european_level,
    framework,
    framework_data,
    national_competences,
)
from transfo_rh.campaigns.questionnaires.layout import scored
from transfo_rh.campaigns.questionnaires.themes import Theme
from transfo_rh.core.errors import NotFound
from transfo_rh.core.paths import data_folder

AGENT, DIAGNOSIS, PULSE = "maturite_numerique_agent", "diagnostic_service", "pouls_changement"


def _texts(value: object) -> list[dict[str, str]]:
    if isinstance(value, dict):
        if set(value) == {"fr", "en"}:
            return [value]
        return [text for part in value.values() for text in _texts(part)]
    if isinstance(value, list | tuple):
        return [text for part in value for text in _texts(part)]
    return []


def _shipped(code: str) -> QuestionnaireFile:
    return load_questionnaire(code)


def test_three_questionnaires_ship() -> None:
    assert questionnaire_codes() == (DIAGNOSIS, AGENT, PULSE)


@pytest.mark.parametrize("code", [AGENT, DIAGNOSIS, PULSE])
def test_the_words_are_complete_typeset_and_different_in_both_languages(code: str) -> None:
    texts = _texts(_shipped(code).model_dump(mode="json"))
    same = {text["fr"] for text in texts if text["fr"] == text["en"]}
    assert same <= {"Culture et organisation"}
    for text in texts:
        assert not re.search(r"'|\.\.\.|\s{2}|[a-zé][?!;:]", text["fr"]), text["fr"]
        assert not re.search(r"\b(l|d|qu|n|s|j)'", text["fr"])
    lines = [row.text.fr for _item, row in _shipped(code).rows()]
    assert len(set(lines)) == len(lines)


@pytest.mark.parametrize("code", [AGENT, DIAGNOSIS])
def test_every_theme_of_the_transformation_is_asked(code: str) -> None:
    assert all(_shipped(code).stakes()[theme] for theme in Theme)


@pytest.mark.parametrize("code", [AGENT, DIAGNOSIS, PULSE])
def test_it_takes_no_longer_than_it_says(code: str) -> None:
    questionnaire = _shipped(code)
    assert estimated_minutes(questionnaire) <= questionnaire.duration_minutes
    assert questionnaire.purpose is not None


def test_the_agents_questionnaire_stays_short_and_checks_itself() -> None:
    questionnaire = _shipped(AGENT)
    assert questionnaire.duration_minutes <= 12
    rows = [row for _item, row in questionnaire.rows()]
    assert 45 <= len(rows) <= 62
    assert sum(row.reverse for row in rows) >= 5
    assert sum(row.not_applicable for row in rows) >= 20
    assert [row.code for row in rows if row.outcome] == ["CF1"]
    assert sum(isinstance(item, TextItem) for item in questionnaire.items()) == 2
    columns = scored(questionnaire)
    sizes = {dimension.code: len(columns.items_of(dimension.code)) for dimension in columns.dimensions}
    assert sizes.pop("environnement_numerique") == 2, "the national framework has two there"
    assert min(sizes.values()) >= 3
    assert sizes["preparation_changement"] == 5


def test_the_sixteen_national_competences_are_rated_on_eight_levels() -> None:
    questionnaire = _shipped(AGENT)
    rated = [(item, row) for item, row in questionnaire.rows() if row.reference is not None]
    assert [row.reference.code for _item, row in rated if row.reference] == [
        line.national for line in framework_data().crosswalk
    ]
    assert len(rated) == 16
    for item, row in rated:
        assert isinstance(item, MatrixItem)
        assert len(questionnaire.scale_of(item).labels) == framework("crcn", "2019").levels == 8
        assert row.code == f"CRCN_{row.reference.code.replace('.', '_')}" if row.reference else False
    cited = {(entry.code, entry.version) for entry in questionnaire.frameworks}
    assert cited == {("crcn", "2019"), ("digcomp", "3.0")}
    assert all(framework(code, version).url for code, version in cited)


def test_the_pulse_asks_what_the_long_questionnaire_asks() -> None:
    long = {row.code: row for _item, row in _shipped(AGENT).rows()}
    pulse = list(_shipped(PULSE).items())
    assert len(pulse) == 6
    for item in pulse:
        assert isinstance(item, LikertItem)
        assert (item.text, item.reverse) == (long[item.code].text, long[item.code].reverse)


def test_the_diagnosis_is_attributed_on_six_steps_with_a_comment_per_theme() -> None:
    diagnosis = _shipped(DIAGNOSIS)
    assert diagnosis.respondents is Respondents.DEPARTMENT_HEAD
    scale = next(iter(diagnosis.scales.values())).labels
    assert (len(scale), scale[0].fr, scale[-1].fr) == (6, "Sujet non abordé", "Amélioration continue")
    assert len(diagnosis.sections) == len(diagnosis.dimensions) == 14
    for section in diagnosis.sections:
        assert [type(item) for item in section.items] == [MatrixItem, TextItem]


def test_every_european_competence_is_covered_or_said_not_to_be() -> None:
    sizes = {"1": 3, "2": 6, "3": 4, "4": 4, "5": 4}
    european = {f"{area}.{number}" for area, size in sizes.items() for number in range(1, size + 1)}
    assert len(european) == 21
    covered = {code for line in framework_data().crosswalk for code in line.european}
    assert covered | set(framework_data().not_covered) == european
    assert not covered & set(framework_data().not_covered)
    for line in framework_data().crosswalk:
        assert all(
            line.national in national_competences(code) for code in european_competences(line.national)
        )


def test_every_national_level_falls_in_one_european_level() -> None:
    assert [european_level(level).rank for level in range(1, 9)] == [1, 1, 2, 2, 3, 3, 4, 4]
    with pytest.raises(NotFound):
        european_level(9)
    with pytest.raises(NotFound):
        european_competences("6.1")
    with pytest.raises(NotFound):
        framework("digcomp", "4.0")
    assert framework("digcomp", "3.0").area_name("4.2") == "Sécurité, bien-être et usage responsable"
    with pytest.raises(NotFound):
        framework("digcomp", "3.0").area_name("9.1")


def test_the_sources_of_the_frameworks_are_written_down() -> None:
    assert "digital_frameworks.yaml" in (data_folder("data") / "README.md").read_text(encoding="utf-8")
