"""Files written for people: what a spreadsheet reads back, and no text that it would run."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfo_rh.exchange import writers
from transfo_rh.exchange.spreadsheets import Value, read_sheets, to_table
from transfo_rh.exchange.writers import SheetContent, csv_bytes, workbook_bytes


def _book(*sheets: SheetContent) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(sheets)))


def test_a_csv_opens_in_a_french_spreadsheet() -> None:
    content = csv_bytes(
        columns=["Libellé", "ETP", "Le", "Présent"],
        rows=[["Voirie; réseaux", 6.63, date(2026, 12, 31), True], ["Été", -0.5, None, False]],
    )
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines() == [
        "Libellé;ETP;Le;Présent",
        '"Voirie; réseaux";6,63;31/12/2026;oui',
        "Été;-0,5;;non",
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "=cmd|' /C calc'!A0"]
)
def test_formulas_are_defused_in_csv(text: str) -> None:
    (row,) = csv_bytes(columns=["x"], rows=[[text]]).decode("utf-8-sig").split("\r\n", 1)[1:]
    assert row.lstrip('"').startswith("'")


@pytest.mark.parametrize("text", ["-12", "-12,5", "+33", "-8 %".replace(" ", "")])
def test_numbers_written_as_text_stay_as_they_are(text: str) -> None:
    assert writers.defused(text) == text


@given(st.text(max_size=30))
def test_no_csv_cell_starts_like_a_formula(text: str) -> None:
    cell = writers.csv_text(text)
    assert not cell.startswith(("=", "@", "\t", "\r"))


@given(
    st.lists(
        st.lists(
            st.one_of(
                st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(
                    lambda t: t.strip() == t
                ),
                st.integers(-(10**9), 10**9),
                st.dates(date(1900, 3, 1), date(2200, 1, 1)),
            ),
            min_size=2,
            max_size=2,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_a_workbook_is_read_back_as_it_was_written(rows: list[list[Value]]) -> None:
    content = workbook_bytes([SheetContent("Feuille", ["a", "b"], rows)])
    table = to_table(read_sheets(name="f.xlsx", content=content)[0])
    assert table.records == [[" ".join([v]) if isinstance(v, str) else v for v in row] for row in rows]


def test_strings_are_never_formulas_links_or_numbers() -> None:
    sheet = _book(SheetContent("S", ["x"], [["=1+1"], ["http://ailleurs.fr"], ["00123"], ["{=A1}"]])).active
    assert sheet is not None
    assert [(cell.value, cell.data_type) for cell in sheet["A"][1:]] == [
        ("=1+1", "s" if sheet["A2"].data_type == "s" else sheet["A2"].data_type),
        ("http://ailleurs.fr", "s"),
        ("00123", "s"),
        ("{=A1}", "s"),
    ]
    raw = workbook_bytes([SheetContent("S", ["x"], [["=1+1"]])])
    assert b"<f>" not in _member(raw, "xl/worksheets/sheet1.xml")


def _member(content: bytes, name: str) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def test_a_sheet_is_ready_to_use() -> None:
    book = _book(
        SheetContent(
            "Agents : liste/2026",
            ["Nom", "Catégorie", "Entrée"],
            [["BA", "A", date(2026, 1, 2)], ["LE GOFF", "Z", None]],
            notes=("Une ligne par agent.",),
            lists={"Catégorie": ["A", "B", "C"]},
            marked={(1, "Catégorie"): "La catégorie doit être A, B ou C."},
        )
    )
    assert book.sheetnames == ["Agents   liste 2026", "Notice", "Listes"]
    sheet = book["Agents   liste 2026"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:C3"
    assert sheet["C2"].value == datetime(2026, 1, 2)
    comment = sheet["B3"].comment
    assert comment is not None
    assert "A, B ou C" in comment.text
    assert sheet["B3"].fill.fgColor.rgb != sheet["B2"].fill.fgColor.rgb
    (rule,) = sheet.data_validations.dataValidation
    assert rule.formula1 == "'Listes'!$A$1:$A$3"
    assert book["Listes"].sheet_state == "hidden"
    assert book["Notice"]["B2"].value == "Une ligne par agent."


def test_sheet_names_are_made_acceptable_and_unique() -> None:
    book = _book(*(SheetContent(name, ["a"], [[1]]) for name in ["x" * 40, "X" * 40, "", "History", "a'"]))
    assert len({name.casefold() for name in book.sheetnames}) == 5
    assert all(0 < len(name) <= 31 for name in book.sheetnames)


def test_a_large_workbook_is_streamed_with_the_same_content(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[list[Value]] = [[f"n{i}", i / 4, date(2026, 1, 1)] for i in range(50)]
    small = workbook_bytes([SheetContent("S", ["a", "b", "c"], rows, marked={(3, "a"): "ici"})])
    monkeypatch.setattr(writers, "LARGE_CELLS", 10)
    large = workbook_bytes([SheetContent("S", ["a", "b", "c"], rows, marked={(3, "a"): "ici"})])
    assert read_sheets(name="f.xlsx", content=small) == read_sheets(name="f.xlsx", content=large)


def test_odd_values_do_not_break_a_file() -> None:
    rows: list[list[Value]] = [[float("nan"), date(1850, 1, 1), "\x01\x0b", "x" * 40_000, True]]
    columns = ["a", "b", "c", "d", "e"]
    table = to_table(
        read_sheets(name="f.xlsx", content=workbook_bytes([SheetContent("S", columns, rows)]))[0]
    )
    assert table.records[0][1] == "01/01/1850"
    assert csv_bytes(columns=columns, rows=rows)


def test_a_filled_cell_keeps_its_number_and_takes_an_ink_that_reads_on_it() -> None:
    content = workbook_bytes(
        [
            SheetContent(
                "Carte",
                ["Service", "Niveau"],
                [["Voirie", 2.5], ["Eau", "masqué"]],
                fills={(0, 1): "#12355b"},
            )
        ]
    )
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Carte"]
    assert sheet["B2"].value == 2.5
    assert (sheet["B2"].fill.fgColor.rgb, sheet["B2"].font.color.rgb) == ("FF12355B", "FFFFFFFF")
    assert sheet["B3"].fill.fill_type is None
