"""Printed documents: what the file says, what it embeds, that it never changes by itself."""

from __future__ import annotations

import re

import pytest

from transfo_rh.core.colours import SCORE_SCALE
from transfo_rh.exchange import document_style
from transfo_rh.exchange.documents import (
    Align,
    Copy,
    Document,
    Hatch,
    Paper,
    PrintedBar,
    PrintedCell,
    TableColumn,
)


def _example(copies: tuple[Copy, ...] = (), rows: int = 3) -> bytes:
    document = Document(title="Rapport <b> & C°", authority="Ville", subject="Baromètre", copies=copies)
    document.heading("Participation")
    document.paragraph("12 agents sur 20 : « 62 % » ≥ 5.\nÀ suivre…")
    document.bullets(["un", "deux"])
    document.notice("Réponses confidentielles.", title="À savoir")
    document.figures([("Invités", "20"), ("Taux", "62 %")])
    document.bars(
        [
            PrintedBar("Voirie", 62, "62 %", reference=75),
            PrintedBar("Parcs", None, "masqué", hatch=Hatch.DOTS),
        ],
        reference_title="Objectif",
    )
    document.heatmap(
        columns=["Autonomie", "Alignement"],
        rows=[("Voirie", [PrintedCell("40", SCORE_SCALE.colour(40)), PrintedCell(hatch=Hatch.STRIPES)])],
        legend={Hatch.STRIPES: "Masqué par précaution", Hatch.DOTS: "Jamais rencontré"},
    )
    document.table(
        columns=[TableColumn("Service", share=3), TableColumn("Taux", align=Align.RIGHT)],
        rows=[(f"Service {n}", f"{n} %") for n in range(rows)],
    )
    with document.together():
        document.qr("https://exemple.fr/q/ABCD", beside=["Répondre", "avec un téléphone"])
    return document.bytes()


def _page_count(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


def test_the_same_calls_give_the_same_bytes() -> None:
    assert _example() == _example()
    assert _example().startswith(b"%PDF-")


def test_language_title_and_fonts_are_in_the_file() -> None:
    pdf = _example()
    assert b"/Lang (fr)" in pdf
    assert b"/DisplayDocTitle true" in pdf
    assert pdf.count(b"/FontFile2") == 2  # regular and bold, embedded


def test_each_copy_repeats_the_pages_without_repeating_their_drawing() -> None:
    one = _example(rows=80)
    hundred = _example(tuple(Copy(f"CODE-{n:04d}", f"https://exemple.fr/q/{n}") for n in range(100)), rows=80)
    pages = _page_count(one)
    assert pages >= 3
    assert _page_count(hundred) == 100 * pages
    assert len(hundred) < len(one) + 100 * pages * 1_500


@pytest.mark.parametrize("levels", [(2,), (3, 1, 3), (1, 3, 2, 3), (2, 1)])
def test_headings_may_come_at_any_level(levels: tuple[int, ...]) -> None:
    document = Document(title="T", authority="A")
    for level in levels:
        document.heading(f"Niveau {level}", level=level)
    assert b"/Outlines" in document.bytes()


def test_text_is_printed_as_it_is() -> None:
    document = Document(title="T", authority="A")
    document.paragraph("<para>&amp;</b> <img src='file:///etc/passwd'/>")
    document.heading("<b>")
    assert document.bytes()


def test_a_sign_that_the_fonts_lack_is_replaced() -> None:
    assert document_style.printable("① → \u200bŒ≥") == "1 › Œ≥"
    assert "?" in document_style.printable("漢")


def test_an_empty_document_is_still_a_page() -> None:
    assert _page_count(Document(title="T", authority="A", masthead=False, paper=Paper.A3).bytes()) == 1


@pytest.mark.parametrize("width", [1, 5, 6, 7, 14])
def test_heat_maps_of_any_width_fit(width: int) -> None:
    document = Document(title="T", authority="A", paper=Paper.A4_LANDSCAPE)
    names = [f"Dimension au nom assez long numéro {n}" for n in range(width)]
    cells = [PrintedCell(str(n), SCORE_SCALE.colour(n * 7)) for n in range(width)]
    document.heatmap(columns=names, rows=[(f"Service {n}", cells) for n in range(60)])
    assert _page_count(document.bytes()) >= 2
