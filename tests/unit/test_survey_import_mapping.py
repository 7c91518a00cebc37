"""The correspondence document: what it accepts, what it refuses and how it says so."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfo_rh.campaigns.importing.mapping import (
    Layout,
    ResultsMapping,
    dump_mapping,
    load_mapping,
    mapping_from,
)
from transfo_rh.core.errors import InvalidFile

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "mapping.md"


def load(text: str | bytes) -> ResultsMapping:
    return load_mapping(name="m.yaml", content=text if isinstance(text, bytes) else text.encode())


def test_every_example_of_the_guide_is_accepted() -> None:
    examples = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(examples) == 2
    complete = load(examples[0])
    assert complete.layout is Layout.LONG
    assert complete.items[2].reverse
    assert complete.scales["accord"].values[2] == ("Plutôt d’accord", "Assez d’accord")
    assert load(dump_mapping(complete)) == complete


def test_the_guide_names_every_key() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    assert [key for key in ResultsMapping.model_fields if f"`{key}`" not in guide] == []


def test_scalars_stay_text() -> None:
    mapping = load("scales:\n  s:\n    values: [No, Yes]\n    not_applicable: 9\nfilters:\n  A: 1.0\n")
    assert mapping.scales["s"].values == (("No",), ("Yes",))
    assert mapping.scales["s"].not_applicable == ("9",)
    assert mapping.filters == {"A": ("1.0",)}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("scale: x", "la clé « scale » est inconnue"),
        ("items:\n  - source: a\n    colour: red", "items › 1 › colour"),
        ("items:\n  - code: a", "la clé « items › 1 › source » manque"),
        ("layout: square", "« layout »"),
        ("attributes: [a, b, c, d]", "au plus 3 attributs"),
        ("items:\n  - source: a\n    scale: s", "l’échelle « s » n’est pas décrite"),
        ("items:\n  - source: a\n    dimension: d", "la dimension « d » n’est pas décrite"),
        ("dimensions: {a: A}\nitems:\n  - {source: x, code: a}", "le code « a » est donné deux fois"),
        ("unknown_departments: maybe", "« unknown_departments »"),
        ("a: [b", "ligne 1"),
        ("layout: long\nlayout: wide", "ligne 1"),
        ("a: &x [1]\nb: *x", "YAML"),
        ("- a\n- b", "clé: valeur"),
        ("", "clé: valeur"),
        (b"\xff\xfe\x00", "UTF-8"),
        ("version: 2", "« version »"),
        ("scales: {s: {values: [only]}}", "« scales › s › values »"),
        ("{" * 5000, "YAML"),
    ],
)
def test_a_wrong_document_is_refused_in_one_sentence(text: str | bytes, message: str) -> None:
    with pytest.raises(InvalidFile, match=re.escape(message)) as refusal:
        load(text)
    assert "\n" not in refusal.value.message


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_anything_else_is_a_mapping_or_a_refusal(content: bytes) -> None:
    with contextlib.suppress(InvalidFile):
        load_mapping(name="m", content=content)


def test_what_a_campaign_stored_reads_back() -> None:
    mapping = load("department: [Direction, Service]\ndepartments: {RH: DRH}\nunknown_departments: own\n")
    assert mapping_from(mapping.as_json(), name="campagne 1") == mapping
