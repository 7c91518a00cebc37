"""Questionnaires of ``surveys/`` and their format: what ships is sound, what is wrong is located."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from transfo_rh.campaigns.model import ItemKind
from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile
from transfo_rh.campaigns.questionnaires.files import (
    MAXIMUM_BYTES,
    load_questionnaire,
    parsed_questionnaire,
    questionnaire_codes,
    questionnaire_yaml,
    read_questionnaire,
)
from transfo_rh.campaigns.questionnaires.layout import encoded, scored
from transfo_rh.core.errors import InvalidFile, InvalidInput, NotFound
from transfo_rh.core.paths import data_folder

MINIMAL = """
code: short
version: "1.0"
title: {fr: "Court", en: "Short"}
frameworks:
  - {code: crcn, name: "CRCN", version: "2019"}
scales:
  agreement:
    labels: [{fr: "Non", en: "No"}, {fr: "Un peu", en: "A little"}, {fr: "Oui", en: "Yes"}]
dimensions:
  - {code: mood, label: {fr: "Moral", en: "Mood"}}
sections:
  - code: page_1
    title: {fr: "Page 1", en: "Page 1"}
    items:
      - {code: M1, type: likert, dimension: mood, text: {fr: "Ça va ?", en: "All well?"}}
      - {code: M2, type: likert, dimension: mood, text: {fr: "Ça va mal ?", en: "Unwell?"}, reverse: true}
      - code: G
        type: matrix
        text: {fr: "Et ailleurs ?", en: "And elsewhere?"}
        rows:
          - {code: G1, text: {fr: "À la maison", en: "At home"}}
      - code: C1
        type: single
        text: {fr: "Lequel ?", en: "Which one?"}
        options: [{code: a, text: {fr: "A", en: "A"}}, {code: b, text: {fr: "B", en: "B"}}]
      - code: S
        type: multiple
        maximum: 1
        text: {fr: "Lesquels ?", en: "Which ones?"}
        options: [{code: a, text: {fr: "A", en: "A"}}, {code: b, text: {fr: "B", en: "B"}}]
      - code: R
        type: ranking
        text: {fr: "Dans quel ordre ?", en: "In which order?"}
        options: [{code: a, text: {fr: "A", en: "A"}}, {code: b, text: {fr: "B", en: "B"}}]
      - {code: Y, type: yes_no, text: {fr: "D’accord ?", en: "Agreed?"}}
      - {code: N, type: number, text: {fr: "Combien ?", en: "How many?"}, maximum: 10}
      - {code: T, type: text, text: {fr: "Pourquoi ?", en: "Why?"}, when: {item: Y, values: [no]}}
"""


def minimal() -> QuestionnaireFile:
    return parsed_questionnaire(MINIMAL.encode(), name="short.yaml")


def deepcopied(content: Any) -> Any:
    """The content without any shared part, which YAML would write as an alias."""
    return json.loads(json.dumps(content))


def _refusal(change: Callable[[dict[str, Any]], object]) -> str:
    content = yaml.safe_load(MINIMAL)
    content["sections"][0]["items"][-1]["when"]["values"] = ["no"]
    change(content)
    written = yaml.safe_dump(deepcopied(content), allow_unicode=True).encode()
    with pytest.raises(InvalidFile) as refused:
        parsed_questionnaire(written, name="short.yaml")
    return refused.value.message


def test_the_schema_file_is_the_one_of_the_models() -> None:
    written = json.loads((data_folder("surveys") / "questionnaire.schema.json").read_text(encoding="utf-8"))
    assert written.pop("$schema") == "https://json-schema.org/draft/2020-12/schema"
    assert written == QuestionnaireFile.model_json_schema()


@pytest.mark.parametrize("code", questionnaire_codes())
def test_every_shipped_questionnaire_survives_writing_and_reading(code: str) -> None:
    shipped = load_questionnaire(code)
    assert shipped.code == code
    assert parsed_questionnaire(questionnaire_yaml(shipped).encode(), name="written") == shipped


def test_a_written_questionnaire_is_read_back_the_same_with_every_type_of_item() -> None:
    assert parsed_questionnaire(questionnaire_yaml(minimal()).encode(), name="written") == minimal()


def test_an_unquoted_yes_or_no_in_a_condition_is_understood() -> None:
    condition = list(minimal().items())[-1].when
    assert condition is not None
    assert condition.values == ("no",)


def test_the_columns_keep_order_points_and_reversal() -> None:
    columns = scored(minimal(), "en")
    assert [(item.code, item.kind, item.points, item.reverse) for item in columns.items] == [
        ("M1", ItemKind.SCALE, 3, False),
        ("M2", ItemKind.SCALE, 3, True),
        ("G1", ItemKind.SCALE, 3, False),
        ("C1", ItemKind.CHOICE, 2, False),
        ("S_a", ItemKind.FLAG, 2, False),
        ("S_b", ItemKind.FLAG, 2, False),
        ("R_a", ItemKind.RANK, 2, True),
        ("R_b", ItemKind.RANK, 2, True),
        ("Y", ItemKind.FLAG, 2, False),
        ("N", ItemKind.NUMBER, 11, False),
    ]
    assert columns.dimensions[0].label == "Mood"
    assert columns.items[0].label == "All well?"
    assert scored(minimal()).items[0].label == "Ça va ?"


def test_answers_become_one_byte_per_column() -> None:
    answers = {
        "M1": 3, "G1": 1, "C1": "b", "S": ["b"], "R": ["b", "a"], "Y": False, "N": 4, "T": "parce que",
    }  # fmt: skip
    assert list(encoded(minimal(), answers)) == [3, 0, 1, 2, 1, 2, 2, 1, 1, 5]
    assert set(encoded(minimal(), {})) == {0}


@pytest.mark.parametrize(
    "answers",
    [{"M1": 4}, {"M1": "na"}, {"M1": True}, {"C1": "c"}, {"C1": ["a"]}, {"S": ["a", "b"]}, {"S": "a"},
     {"R": ["a", "a"]}, {"Y": "no"}, {"N": 11}, {"N": float("nan")}, {"N": True}],
)  # fmt: skip
def test_an_answer_that_is_not_offered_is_refused(answers: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match=next(iter(answers))):
        encoded(minimal(), answers)


def _item(content: dict[str, Any], number: int) -> dict[str, Any]:
    return content["sections"][0]["items"][number]


ITEM_1 = "sections[1].items[1]"


@pytest.mark.parametrize(
    ("change", "place", "reason"),
    [
        (lambda c: _item(c, 1)["text"].pop("en"), "sections[1].items[2].text.en", "manque"),
        (lambda c: _item(c, 1)["text"].pop("en"), "question « M2 »", "manque"),
        (lambda c: _item(c, 0).update(revers=True), f"{ITEM_1}.revers", "pas prévue"),
        (lambda c: c.update(version=1.0), "version", "entre guillemets"),
        (lambda c: c.update(sections=[]), "sections", "trop courte (au moins 1)"),
        (lambda c: c.update(sections="page"), "sections", "une liste est attendue"),
        (lambda c: _item(c, 0).update(code="M 1"), f"{ITEM_1}.code", "forme attendue"),
        (lambda c: _item(c, 0)["text"].update(fr="  "), f"{ITEM_1}.text.fr", "vide"),
        (lambda c: _item(c, 0).update(text="Ça va ?"), f"{ITEM_1}.text", "clés et leurs valeurs"),
        (lambda c: _item(c, 0).update(reverse="perhaps"), f"{ITEM_1}.reverse", "« false »"),
        (lambda c: _item(c, 0).update(weight="lourd"), f"{ITEM_1}.weight", "un nombre est attendu"),
        (lambda c: _item(c, 0).update(weight=0), f"{ITEM_1}.weight", "supérieur à 0"),
        (lambda c: _item(c, 0).update(weight=11), f"{ITEM_1}.weight", "d’au plus 10"),
        (lambda c: _item(c, 0).update(type="slider"), ITEM_1, "le type « slider » n’existe pas"),
        (lambda c: _item(c, 0).pop("type"), ITEM_1, "le « type » de cette question manque"),
        (lambda c: _item(c, 4).update(maximum=1.5), "items[5].maximum", "nombre entier"),
        (lambda c: _item(c, 4).update(options=[]), "items[5].options", "au moins 2"),
        (lambda c: _item(c, 7).update(maximum=-1), "items[8]", "« maximum » doit dépasser « minimum »"),
        (lambda c: _item(c, 7).update(maximum=float("inf")), "items[8].maximum", "un nombre est attendu"),
        (lambda c: _item(c, 7).update(maximum=float("nan")), "items[8].maximum", "un nombre est attendu"),
        (lambda c: c.update(respondents="elu"), "respondents", "agent, department_head"),
        (lambda c: c["scales"].update({"à b": c["scales"]["agreement"]}), "scales.à b", "forme attendue"),
        (lambda c: c["scales"]["agreement"].update(labels=[]), "scales.agreement.labels", "au moins 2"),
        (lambda c: c.update(duration_minutes=0), "duration_minutes", "d’au moins 1"),
        (lambda c: _item(c, 8).update(when={}), "items[9].when", "un seul"),
        (lambda c: _item(c, 8).update(when={"item": "Y"}), "items[9].when", "« values », « at_least »"),
        (lambda c: _item(c, 8)["when"].update(values=[1.5]), "items[9].when.values[1]", "texte"),
        (lambda c: _item(c, 8)["when"].update(item="Z"), "short.yaml", "« Z », qui n’est pas posée avant"),
        (lambda c: _item(c, 8)["when"].update(values=["a"]), "short.yaml", "« a », que la question « Y »"),
        (lambda c: _item(c, 8)["when"].update(item="M1", values=[4]), "short.yaml", "« 4 »"),
        (lambda c: _item(c, 1).update(code="M1"), "short.yaml", "« M1 » est utilisé deux fois"),
        (lambda c: _item(c, 1).update(code="mood"), "short.yaml", "« mood » est utilisé deux fois"),
        (lambda c: _item(c, 1).update(code="S_a"), "short.yaml", "« S_a » est utilisé deux fois"),
        (lambda c: _item(c, 3)["options"][1].update(code="a"), "« C1 »", "deux options « a »"),
        (lambda c: c["sections"].append(c["sections"][0]), "short.yaml", "deux fois"),
        (lambda c: _item(c, 0).update(scale="nowhere"), "short.yaml", "échelle inconnue : « nowhere »"),
        (lambda c: _item(c, 0).update(dimension="nowhere"), "short.yaml", "« nowhere » n’est pas déclarée"),
        (lambda c: c["dimensions"].append({"code": "z", "label": {"fr": "Z", "en": "Z"}}), "« z »", "aucune"),
        (lambda c: _item(c, 0).update(not_applicable=True), "short.yaml", "« M1 » admet « sans objet »"),
        (
            lambda c: _item(c, 0).update(reference={"framework": "pix", "code": "1.1"}),
            "« M1 »",
            "référentiel inconnu",
        ),
        (
            lambda c: c["scales"].update(other=c["scales"]["agreement"]),
            "short.yaml",
            "doit nommer son échelle",
        ),
    ],
)
def test_a_wrong_questionnaire_is_refused_where_it_is_wrong(
    change: Callable[[dict[str, Any]], object], place: str, reason: str
) -> None:
    message = _refusal(change).replace("\u00a0", " ")
    assert "short.yaml" in message
    assert place in message
    assert reason in message
    assert not {"Input", "should", "error"} & set(message.split()), "pydantic's own words reach nobody"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"code: a\nversion: [\n}", "ligne 3"),
        ("code: été".encode("latin-1"), "UTF-8"),
        (b"", "des clés et leurs valeurs"),
        (b"- 1", "des clés et leurs valeurs"),
        (b"code: a\ncode: b", "ligne 2, colonne 1 : la clé « code » est écrite deux fois"),
        (b"a: &x [1]\nb: *x", "ligne 2, colonne 4 : les renvois"),
        (b"a: !!python/object/apply:os.system [x]", "ligne 1"),
        (b"[" * 20_000, "imbriqué"),
        (b"a: 2024-13-45", "date ou un nombre impossible"),
        (b" " * (MAXIMUM_BYTES + 1), "1 Mo"),
    ],
)
def test_other_contents_are_refused_in_words(content: bytes, message: str) -> None:
    with pytest.raises(InvalidFile) as refused:
        parsed_questionnaire(content, name="x.yaml")
    assert message in refused.value.message.replace("\u00a0", " ")


@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(str.encode),
        st.text(alphabet="ab:-[]{}&*!|>'\"#?,0<%@ \n", max_size=80).map(str.encode),
    )
)
@example(b"a: 0b")
@example(b"a: 1_:_")
@example(b"? [a]\n: 1\n? [a]\n: 2")
@example(b"<<: 1")
@example(b"a: !!binary x")
def test_no_content_gets_past_the_reading(content: bytes) -> None:
    with pytest.raises(InvalidFile):
        parsed_questionnaire(content, name="x.yaml")


@given(data=st.data())
def test_a_damaged_file_is_read_or_refused_in_words(data: st.DataObject) -> None:
    written = MINIMAL.encode()
    start = data.draw(st.integers(0, len(written) - 1))
    damage = data.draw(st.sampled_from([b"", b"\x00", b":", b"\n", b"- ", b"0", b"{", b"~", b".nan"]))
    damaged = written[:start] + damage + written[start + data.draw(st.integers(0, 30)) :]
    try:
        definition = parsed_questionnaire(damaged, name="x.yaml")
    except InvalidFile as refused:
        said = refused.message
    else:
        said = f"{len(scored(definition).items)} columns."
    assert said.endswith(".")


def test_an_absent_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(InvalidFile, match="ne peut pas être lu"):
        read_questionnaire(tmp_path / "absent.yaml")


def test_an_unknown_code_is_not_found() -> None:
    with pytest.raises(NotFound, match="nothing"):
        load_questionnaire("nothing")
    with pytest.raises(NotFound):
        load_questionnaire("../data/demo/names")
