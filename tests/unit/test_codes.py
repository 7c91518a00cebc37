"""Personal codes: enough chance, no character to misread, every way of typing one."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfo_rh.campaigns.collection.codes import ALPHABET, LENGTH, hashed, new_code, normalised

codes = st.text(st.sampled_from(ALPHABET), min_size=LENGTH, max_size=LENGTH).map(
    lambda text: "-".join(text[start : start + 4] for start in (0, 4, 8))
)


def test_a_code_has_sixty_bits_and_no_look_alike() -> None:
    assert LENGTH * math.log2(len(ALPHABET)) == 60
    assert not set("ILOU") & set(ALPHABET)
    drawn = {new_code() for _n in range(2_000)}
    assert len(drawn) == 2_000
    assert set("".join(drawn)) == set(ALPHABET) | {"-"}


@given(codes)
def test_a_code_survives_every_way_of_typing_it(code: str) -> None:
    bare = code.replace("-", "")
    for typed in (
        code,
        bare,
        code.lower(),
        f"  {bare} ",
        code.replace("-", " "),
        code.replace("-", "–"),
        code.replace("-", "\u00a0"),
        " ".join(bare),
        code.replace("0", "O").replace("1", "I"),
        code.replace("0", "o").replace("1", "l"),
    ):
        assert normalised(typed) == code
        assert hashed(typed) == hashed(code)


@given(st.text(max_size=100))
def test_any_text_is_a_code_or_none(text: str) -> None:
    meant = normalised(text)
    assert meant is None or normalised(meant) == meant
    assert len(hashed(text)) == 64


@pytest.mark.parametrize(
    "text", ["", "ABCD", "ABCD-EFGH-JKMNP", "ABCD-EFGH-JKM!", "ABCD-EFGH-JKMU", "é" * 12, "0" * 5000]
)
def test_what_cannot_be_a_code_is_none(text: str) -> None:
    assert normalised(text) is None
