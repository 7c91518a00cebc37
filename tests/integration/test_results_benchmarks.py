"""References: directions among themselves, past waves, exchange files sent and received."""

from __future__ import annotations

import contextlib
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import add_departments, questionnaire, units_of, viewer
from tests.waves import add_wave, hidden, shown
from transfo_rh.access.model import Role, administrator_operator
from transfo_rh.access.service import audit_trail
from transfo_rh.campaigns.formats.benchmark_exchange import read
from transfo_rh.campaigns.results.benchmarks import (
    benchmarks,
    delete_benchmark,
    exchange_file,
    export_benchmark,
    import_benchmark,
    imported_benchmarks,
)
from transfo_rh.core.database import Database
from transfo_rh.core.errors import Conflict, InvalidFile, InvalidInput, NotFound, PermissionDenied

HR = viewer(Role.HR)
PARENTS = {"DG": None, "A": "DG", "B": "DG", "C": "DG"}
CODED = {"code": "maturite", "version": "1.0"}


def _wave(on: date = date(2026, 5, 4), score: int = 55, **more: Any) -> int:
    ids = more.pop("ids", None) or add_departments(PARENTS)
    return add_wave(
        units=units_of(PARENTS, ids),
        questionnaire=questionnaire(),
        cells=[
            shown(None, "D", score, 417, favourable=61),
            shown(None, "Q1", 50, 29),
            shown(None, "Q2", 60, 400, favourable=80, capped=True),
            shown(1, "D", 40),
            shown(2, "D", 70),
            more.pop("third", shown(3, "D", 52)),
        ],
        on=on,
        definition=CODED,
        **more,
    )


def _file(**changes: Any) -> bytes:
    value: dict[str, Any] = {
        "format": "transfo-rh-benchmark",
        "schema_version": 1,
        "authority": "Communauté de Valdombre",
        "wave": "2026-03-01",
        "questionnaire": {"code": "maturite", "version": "1.0"},
        "measures": [{"code": "D", "kind": "dimension", "score": 48, "favourable": 40, "n": 350}],
    }
    return json.dumps(value | changes).encode()


def test_every_kind_of_reference_stands_beside_the_score(any_database: Database) -> None:
    ids = add_departments(PARENTS)
    _wave(on=date(2025, 5, 4), score=47, ids=ids, title="Vague 2025")
    campaign_id = _wave(ids=ids)
    import_benchmark(viewer=HR, name="valdombre.json", content=_file())
    (row,) = benchmarks(viewer=HR, campaign_id=campaign_id).rows
    assert row.internal is not None
    assert (row.internal.count, row.internal.median, row.internal.lowest, row.internal.highest) == (
        3,
        52,
        40,
        70,
    )
    assert [(other.label, other.score, other.is_imported) for other in row.others] == [
        ("Vague 2025", 47, False),
        ("Communauté de Valdombre", 48, True),
    ]


def test_a_range_needs_three_shown_directions(sqlite_database: Database) -> None:
    campaign_id = _wave(third=hidden(3, "D"))
    assert benchmarks(viewer=HR, campaign_id=campaign_id).rows[0].internal is None


def test_another_questionnaire_is_no_reference(sqlite_database: Database) -> None:
    campaign_id = _wave()
    import_benchmark(
        viewer=HR, name="x.json", content=_file(questionnaire={"code": "autre", "version": "1.0"})
    )
    assert benchmarks(viewer=HR, campaign_id=campaign_id).rows[0].others == ()


def test_the_exchange_file_holds_the_whole_alone(any_database: Database) -> None:
    campaign_id = _wave()
    content = export_benchmark(viewer=HR, campaign_id=campaign_id, authority="Valdambre")
    value = json.loads(content)
    assert value["measures"] == [
        {"code": "D", "kind": "dimension", "score": 55, "favourable": 61, "n": 410},
        {"code": "Q2", "kind": "item", "score": 60, "favourable": None, "n": 400},
    ]
    assert "Service" not in content.decode()
    exchange = read(name="x.json", content=content)
    assert (exchange.authority, exchange.wave) == ("Valdambre", date(2026, 5, 4))
    with pytest.raises(InvalidInput, match="nom de votre collectivité"):
        export_benchmark(viewer=HR, campaign_id=campaign_id, authority=" ")


def test_the_same_wave_is_imported_once_and_can_be_forgotten(any_database: Database) -> None:
    imported = import_benchmark(viewer=HR, name="x.json", content=_file())
    with pytest.raises(Conflict, match="déjà importés"):
        import_benchmark(viewer=HR, name="x.json", content=_file())
    assert [one.authority for one in imported_benchmarks(viewer=HR)] == ["Communauté de Valdombre"]
    delete_benchmark(viewer=HR, benchmark_id=imported.id)
    assert imported_benchmarks(viewer=HR) == ()
    with pytest.raises(NotFound):
        delete_benchmark(viewer=HR, benchmark_id=imported.id)


MEASURE = {"code": "D", "kind": "dimension", "score": 48, "favourable": 40, "n": 350}


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"", "JSON valide"),
        (b"\xff\xfe\x00", "JSON valide"),
        (b"[" * 100_000, "JSON valide"),
        (b'{"format": 1, "format": 2}', "JSON valide"),
        (b'{"format": NaN}', "JSON valide"),
        (b"{\n\n  oops}", "ligne 3"),
        (b'{"format": 1' + b"0" * 5000 + b"}", "JSON valide"),
        (b"[]", "format"),
        (b" " * 1_000_001, "1 Mo"),
        (_file(schema_version=2), "schema_version"),
        (_file(wave="hier"), "wave"),
        (_file(units=[]), "units (élément inattendu)"),
        (_file(measures=[]), "measures (hors des bornes)"),
        (_file(measures=[MEASURE, MEASURE]), "mesure répétée"),
        (_file(measures=[MEASURE | {"n": 29}]), "measures.1.n (hors des bornes)"),
        (_file(measures=[MEASURE | {"score": 48.5}]), "measures.1.score"),
        (_file(measures=[MEASURE | {"score": "48"}]), "measures.1.score"),
        (_file(measures=[MEASURE | {"unit": "A"}]), "measures.1.unit (élément inattendu)"),
        (_file(authority="a\u0000b"), "authority"),
        (_file(authority="\ud800"), "n’est pas repris"),
    ],
)
def test_a_bad_file_is_refused_with_its_place(sqlite_database: Database, content: bytes, where: str) -> None:
    with pytest.raises(InvalidFile) as caught:
        import_benchmark(viewer=HR, name="recu.json", content=content)
    assert where in str(caught.value)
    assert "recu.json" in str(caught.value)
    assert imported_benchmarks(viewer=HR) == ()


@settings(max_examples=200)
@given(st.binary(max_size=200), st.integers(0, 400), st.integers(0, 30))
def test_damaged_files_never_break_the_reader(noise: bytes, start: int, length: int) -> None:
    content = _file()
    damaged = content[:start] + noise + content[start + length :]
    with contextlib.suppress(InvalidFile):  # any other exception fails the test
        read(name="x.json", content=damaged)


@pytest.mark.parametrize("role", list(Role))
def test_roles(any_database: Database, role: Role) -> None:
    ids = add_departments(PARENTS)
    campaign_id = _wave(ids=ids)
    who = viewer(role, ids["A"]) if role is Role.DEPARTMENT_HEAD else viewer(role)
    if role is Role.ADMIN:
        with pytest.raises(PermissionDenied):
            benchmarks(viewer=who, campaign_id=campaign_id)
    else:
        (row,) = benchmarks(viewer=who, campaign_id=campaign_id).rows
        assert (row.internal is None) is (role is Role.AGENT)
    if role is not Role.HR:
        with pytest.raises(PermissionDenied):
            export_benchmark(viewer=who, campaign_id=campaign_id, authority="X")
        with pytest.raises(PermissionDenied):
            import_benchmark(viewer=who, name="x.json", content=_file())
        with pytest.raises(PermissionDenied):
            delete_benchmark(viewer=who, benchmark_id=1)


def test_looking_at_the_file_is_not_handing_it_over(sqlite_database: Database) -> None:
    def handed_over() -> int:
        page = audit_trail(viewer=administrator_operator(), action="survey.export_benchmark")
        return len(page.events)

    campaign_id = _wave()
    content = exchange_file(viewer=HR, campaign_id=campaign_id, authority="Val-d’Ambre")
    assert handed_over() == 0
    assert export_benchmark(viewer=HR, campaign_id=campaign_id, authority="Val-d’Ambre") == content
    assert handed_over() == 1
