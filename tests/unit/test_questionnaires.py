"""Questionnaires of ``surveys/``: what ships is sound, what is wrong is located."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from transfo_rh.campaigns.questionnaires.definition import (
    QuestionnaireFile,
    load_questionnaire,
    questionnaire_codes,
    read_questionnaire,
)
from transfo_rh.core.errors import InvalidFile, NotFound
from transfo_rh.core.paths import data_folder

MINIMAL = """
code: short
version: "1.0"
title: {fr: "Court", en: "Short"}
scales:
  yes_no:
    labels: [{fr: "Non", en: "No"}, {fr: "Oui", en: "Yes"}]
dimensions:
  - code: mood
    label: {fr: "Moral", en: "Mood"}
    items:
      - {code: M1, text: {fr: "Ça va ?", en: "All well?"}}
      - {code: M2, text: {fr: "Ça va mal ?", en: "Unwell?"}, reverse: true}
"""


def _written(folder: Path, content: str) -> Path:
    path = folder / "short.yaml"
    path.write_text(content, encoding="utf-8")
    return path


def _refusal(folder: Path, change: Callable[[dict[str, Any]], object]) -> str:
    content = yaml.safe_load(MINIMAL)
    change(content)
    with pytest.raises(InvalidFile) as refused:
        read_questionnaire(_written(folder, yaml.safe_dump(content, allow_unicode=True)))
    return refused.value.message


@pytest.mark.parametrize("code", questionnaire_codes())
def test_every_shipped_questionnaire_loads(code: str) -> None:
    questionnaire = load_questionnaire(code)
    assert questionnaire.code == code
    assert len({item.text.fr for item in questionnaire.items}) == len(questionnaire.items)
    assert all(item.text.fr != item.text.en for item in questionnaire.items)


def test_the_agents_questionnaire_covers_the_themes_within_its_length() -> None:
    questionnaire = load_questionnaire("maturite_numerique_agent")
    assert len(questionnaire.dimensions) == 11
    assert all(3 <= len(dimension.items) <= 5 for dimension in questionnaire.dimensions)
    assert 36 <= len(questionnaire.items) <= 40
    assert sum(item.reverse for item in questionnaire.items) >= 3
    assert any(item.not_applicable for item in questionnaire.items)


def test_the_schema_file_is_the_one_of_the_models() -> None:
    written = json.loads((data_folder("surveys") / "questionnaire.schema.json").read_text(encoding="utf-8"))
    assert written.pop("$schema") == "https://json-schema.org/draft/2020-12/schema"
    assert written == QuestionnaireFile.model_json_schema()


def test_the_scored_part_keeps_order_points_and_reversal(tmp_path: Path) -> None:
    scored = read_questionnaire(_written(tmp_path, MINIMAL)).scored("en")
    assert [(item.code, item.label, item.dimension, item.points, item.reverse) for item in scored.items] == [
        ("M1", "All well?", "mood", 2, False),
        ("M2", "Unwell?", "mood", 2, True),
    ]
    assert scored.dimensions[0].label == "Mood"
    assert read_questionnaire(_written(tmp_path, MINIMAL)).scored().items[0].label == "Ça va ?"


def _item(content: dict[str, Any], number: int) -> dict[str, Any]:
    return content["dimensions"][0]["items"][number]


@pytest.mark.parametrize(
    ("change", "place", "reason"),
    [
        (lambda c: _item(c, 1)["text"].pop("en"), "dimensions[1].items[2].text.en", "manque"),
        (lambda c: _item(c, 0).update(revers=True), "dimensions[1].items[1].revers", "pas prévue"),
        (lambda c: c.update(version=1.0), "version", "entre guillemets"),
        (lambda c: c.update(dimensions=[]), "dimensions", "trop courte"),
        (lambda c: _item(c, 0).update(code="M 1"), "dimensions[1].items[1].code", "forme attendue"),
        (lambda c: _item(c, 0)["text"].update(fr="  "), "dimensions[1].items[1].text.fr", "vide"),
        (lambda c: _item(c, 0).update(reverse="perhaps"), "dimensions[1].items[1].reverse", "« false »"),
        (lambda c: _item(c, 1).update(code="M1"), "short.yaml", "« M1 » est utilisé deux fois"),
        (lambda c: _item(c, 1).update(code="mood"), "short.yaml", "« mood » est utilisé deux fois"),
        (lambda c: _item(c, 0).update(scale="nowhere"), "short.yaml", "échelle inconnue : « nowhere »"),
        (lambda c: _item(c, 0).update(not_applicable=True), "short.yaml", "« M1 » admet « sans objet »"),
        (lambda c: c["scales"].update(other=c["scales"]["yes_no"]), "short.yaml", "doit nommer son échelle"),
    ],
)
def test_a_wrong_questionnaire_is_refused_where_it_is_wrong(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], place: str, reason: str
) -> None:
    message = _refusal(tmp_path, change)
    assert "short.yaml" in message
    assert place in message
    assert reason in message


def test_broken_yaml_is_located(tmp_path: Path) -> None:
    with pytest.raises(InvalidFile, match="ligne 3"):
        read_questionnaire(_written(tmp_path, "code: a\nversion: [\n}"))


def test_other_unreadable_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes("code: été".encode("latin-1"))
    with pytest.raises(InvalidFile, match="UTF-8"):
        read_questionnaire(path)
    with pytest.raises(InvalidFile, match="ne peut pas être lu"):
        read_questionnaire(tmp_path / "absent.yaml")
    with pytest.raises(InvalidFile, match=r"short\.yaml"):
        read_questionnaire(_written(tmp_path, ""))


def test_an_unknown_code_is_not_found() -> None:
    with pytest.raises(NotFound, match="« nothing »"):
        load_questionnaire("nothing")
    with pytest.raises(NotFound):
        load_questionnaire("../data/demo/names")
