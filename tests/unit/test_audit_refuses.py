"""Hand-made publications that give a hidden group away: the audit refuses each of them, and says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from transfo_rh.campaigns.model import Basis, CellState, Measure, MeasureKind, PublishedCell, Thresholds, Unit
from transfo_rh.campaigns.publication.attestation import Attestation
from transfo_rh.campaigns.publication.audit import AuditedContent, audit
from transfo_rh.campaigns.publication.plan import key_of
from transfo_rh.campaigns.publication.repair import is_cross

DAY = date(2026, 11, 23)
UNITS = tuple(Unit(place, name, name, None) for place, name in enumerate("ABC"))
FEW, PRECAUTION, NONE = CellState.TOO_FEW, CellState.PRECAUTION, CellState.NO_ANSWER


def shown(n: int | str, score: int = 50, **where: object) -> PublishedCell:
    numbers = {"n_band": n} if isinstance(n, str) else {"n": n}
    place = {"unit": None, "attribute": None, "value": None, **where}
    return PublishedCell(
        measure="Q",
        state=CellState.SHOWN,
        score=score,
        favourable=score,
        unfavourable=100 - score,
        **place,
        **numbers,
    )  # type: ignore[arg-type]


def hidden(state: CellState = FEW, **where: object) -> PublishedCell:
    place = {"unit": None, "attribute": None, "value": None, **where}
    return PublishedCell(measure="Q", state=state, **place)  # type: ignore[arg-type]


def content(
    *cells: PublishedCell, complete: tuple[str, ...] = (), names: tuple[str, ...] = ()
) -> AuditedContent:
    return AuditedContent(
        UNITS,
        Basis.PERSON,
        Thresholds(),
        (Measure("Q", "Q", MeasureKind.ITEM, None),),
        cells,
        names,
        frozenset(complete),
    )


def verdict(*cells: PublishedCell, **more: tuple[str, ...]) -> Attestation:
    return audit(content(*cells, **more), on=DAY)


BOTH = (hidden(PRECAUTION, unit=1), hidden(PRECAUTION, unit=2))


def test_two_hidden_groups_that_hold_enough_pass() -> None:
    found = verdict(shown(60), shown(40, unit=0), *BOTH, complete=("",))
    assert found.passed, found.reasons
    assert found.worst_count_interval == 20


def test_an_exact_subtraction() -> None:
    found = verdict(shown(43), shown(20, unit=0), shown(20, unit=1), hidden(unit=2), complete=("",))
    assert not found.passed
    assert found.worst_count_interval == 0
    assert found.worst_mean_interval is not None


def test_a_number_known_within_less_than_k() -> None:
    found = verdict(shown(44), shown(40, unit=0), hidden(unit=1), hidden(unit=2), complete=("",))
    assert found.worst_count_interval == 4
    assert "a hidden number is known within fewer than k" in found.reasons


def test_a_difference_of_nested_groups() -> None:
    found = verdict(shown(43), shown(20, unit=0), shown(20, unit=1), hidden(NONE, unit=2))
    assert "a difference leaves fewer than k" in found.reasons


def test_a_mean_known_within_25_points() -> None:
    """Forty of sixty answer 0 and the whole 33: the others, three and seventeen people, all answer 100 or nearly."""
    rest = (hidden(unit=1), hidden(PRECAUTION, unit=2))
    found = verdict(shown(60, 33), shown(40, 0, unit=0), *rest, complete=("",))
    assert "the mean of a hidden group is known within 25 points" in found.reasons
    assert found.worst_mean_interval is not None
    assert found.worst_mean_interval < 25


def _table(*states: PublishedCell) -> Attestation:
    margins = [shown(40, attribute="x", value=value) for value in ("1", "2")]
    return verdict(
        shown(80), shown(40, unit=0), shown(40, unit=1), hidden(NONE, unit=2), *margins, *states,
        complete=("", "attribute:x"), names=("x",),
    )  # fmt: skip


def test_a_table_with_one_hidden_cell_in_a_line() -> None:
    def cell(unit: int, value: str) -> dict[str, object]:
        return {"unit": unit, "attribute": "x", "value": value}

    found = _table(
        shown(35, **cell(0, "1")), hidden(**cell(0, "2")),
        hidden(**cell(1, "1")), shown(35, **cell(1, "2")),
    )  # fmt: skip
    assert not found.passed
    every = [hidden(PRECAUTION, **cell(unit, value)) for unit in (0, 1) for value in ("1", "2")]
    whole = _table(*every)
    assert whole.passed, whole.reasons
    assert all(is_cross(key_of(one)) for one in every)


def test_two_publications_that_differ_by_fewer_than_k() -> None:
    first = content(shown(60), shown(40, unit=0), *BOTH, complete=("",))

    def second(n: int | str, whole: int = 70) -> Attestation:
        cells = (shown(whole), shown(n, unit=0), *first.cells[2:])
        return audit(replace(first, cells=cells), on=DAY, previous=first)

    assert second(40).passed
    assert second(45).passed
    assert "changed by fewer than k answers" in second(43).reasons
    assert "changed by fewer than k answers" in second(39).reasons
    assert "changed by fewer than k answers" in second("5–9").reasons


def test_bands_that_may_have_changed_enough_are_accepted() -> None:
    first = content(shown(60), shown("5–9", unit=0), *BOTH, complete=("",))
    for n in ("5–9", 10, 14):
        later = replace(first, cells=(shown(70), shown(n, unit=0), *BOTH))
        assert audit(later, on=DAY, previous=first).passed


def test_a_cell_hidden_in_one_publication_only() -> None:
    first = content(shown(60), shown(40, unit=0), *BOTH, complete=("",))
    later = replace(first, cells=(shown(70), hidden(PRECAUTION, unit=0), *first.cells[2:]))
    assert "not the same cells in both publications" in audit(later, on=DAY, previous=first).reasons
