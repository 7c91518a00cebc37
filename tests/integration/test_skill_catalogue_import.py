"""A workbook of the catalogue comes in: preview, all or nothing, located problems, the command line."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from tests.factories import add_departments, viewer
from tests.skills_factories import (
    SINCE,
    add_agent,
    give_levels,
    role_content,
    skill_content,
    small_catalogue,
    store_catalogue,
)
from transfo_rh.access.model import Role as AccessRole
from transfo_rh.cli.main import app
from transfo_rh.core.database import Database, database
from transfo_rh.core.errors import Conflict, InvalidFile, PermissionDenied
from transfo_rh.exchange.problems import RefusedImport
from transfo_rh.skills.assessment import repository as assessment
from transfo_rh.skills.catalogue import editing, importing, service
from transfo_rh.skills.catalogue.changes import EntryKind, catalogue_changes, role_changes
from transfo_rh.skills.catalogue.files import shipped_catalogue
from transfo_rh.skills.catalogue.workbook import catalogue_workbook
from transfo_rh.skills.model import Bilingual, Catalogue, Origin, Requirement, SkillKind

HR = viewer(AccessRole.HR)
LATER = date(2027, 3, 1)


def _current(on: date | None = None) -> Catalogue:
    return service.current_catalogue(viewer=HR, on=on)


def _workbook(changes: Mapping[tuple[str, str], object]) -> bytes:
    book = load_workbook(io.BytesIO(catalogue_workbook(_current())))
    for (sheet, cell), value in changes.items():
        book[sheet][cell] = value
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _store(content: bytes, **more: object) -> importing.CatalogueChanges:
    return importing.store_workbook(viewer=HR, name="catalogue.xlsx", content=content, **more)  # type: ignore[arg-type]


def _preview(content: bytes, on: date | None = None) -> importing.CatalogueChanges:
    return importing.preview_workbook(viewer=HR, name="catalogue.xlsx", content=content, valid_from=on)


def test_the_same_workbook_again_changes_nothing(any_database: Database) -> None:
    store_catalogue()
    content = _workbook({})
    changes = _preview(content)
    assert changes.is_empty
    assert changes.unchanged == 2 + 6 + 4
    before = _current()
    assert _store(content, previewed=changes) == changes
    assert _current() == before


def test_what_was_previewed_is_written_from_its_day_on(any_database: Database) -> None:
    store_catalogue()
    content = _workbook(
        {
            ("Familles", "A4"): "drones",
            ("Familles", "B4"): "Drones",
            ("Compétences", "E2"): "SQL",
            ("Exigences", "C2"): 4,
        }
    )
    changes = _preview(content, LATER)
    assert [(entry.kind, entry.code) for entry in changes.added] == [(EntryKind.FAMILY, "drones")]
    assert [entry.code for entry in changes.changed] == ["sql", "analyst"]
    assert [(field.before, field.after) for field in changes.changed[0].fields] == [
        ("Interroger une base de données", "SQL")
    ]
    assert changes.changed[1].fields[0].field.endswith("SQL")
    assert len(_current().families) == 2, "a preview writes nothing"
    _store(content, valid_from=LATER, previewed=changes)
    after, before = _current(LATER), _current(date(2027, 2, 28))
    assert [family.code for family in after.families] == ["data", "services", "drones"]
    for catalogue, label, level in ((before, "Interroger une base de données", 3), (after, "SQL", 4)):
        skill, role = catalogue.skill("sql"), catalogue.role("analyst")
        assert skill is not None
        assert role is not None
        assert (skill.label, role.content.requirements[0].level) == (label, level)


def test_the_shipped_catalogue_comes_into_an_empty_database_by_its_workbook(any_database: Database) -> None:
    shipped = shipped_catalogue()
    store_catalogue(shipped)
    content = catalogue_workbook(_current())
    with database().write() as session:  # a database without a catalogue
        from sqlalchemy import delete

        from transfo_rh.skills import tables

        for table in (
            tables.RoleRequirementRow,
            tables.RoleVersionRow,
            tables.RoleRow,
            tables.SkillVersionRow,
            tables.SkillRow,
            tables.SkillFamilyVersionRow,
            tables.SkillFamilyRow,
        ):
            session.execute(delete(table))
    changes = _store(content)
    assert len(changes.added) == len(shipped.families) + len(shipped.skills) + len(shipped.roles)
    found = _current()
    assert found.families == shipped.families
    assert tuple(skill.content for skill in found.skills) == shipped.skills
    assert tuple(role.content for role in found.roles) == shipped.roles
    assert {entry.origin for entry in (*found.skills, *found.roles)} == {Origin.OWN}


def test_one_problem_and_nothing_is_written(any_database: Database) -> None:
    store_catalogue()
    before = _current()
    content = _workbook(
        {("Compétences", "E2"): "SQL", ("Compétences", "B3"): "zz", ("Familles", "A4"): "Été"}
    )
    with pytest.raises(RefusedImport) as refused:
        _store(content)
    located = {(problem.sheet, problem.row) for problem in refused.value.problems}
    assert {("Compétences", 3), ("Familles", 4)} <= located
    assert _current() == before
    marked = importing.marked_catalogue(
        name="catalogue.xlsx", content=content, problems=refused.value.problems
    )
    cell = load_workbook(io.BytesIO(marked))["Compétences"]["A3"]
    assert cell.comment is not None
    assert "zz" in cell.comment.text


def test_a_skill_made_soft_may_not_break_a_role_that_the_workbook_leaves_out(any_database: Database) -> None:
    store_catalogue()
    book = load_workbook(io.BytesIO(_workbook({("Compétences", "C2"): SkillKind.SOFT.label})))
    for sheet in ("Métiers", "Exigences", "Familles"):
        del book[sheet]
    written = io.BytesIO()
    book.save(written)
    with pytest.raises(RefusedImport, match="Analyste de données"):
        _preview(written.getvalue())


def test_a_change_between_the_preview_and_the_agreement_is_a_conflict(any_database: Database) -> None:
    store_catalogue()
    content = _workbook({("Compétences", "E2"): "SQL"})
    changes = _preview(content)
    skill = _current().skill("sql")
    assert skill is not None
    other = replace(skill.content, label=Bilingual("Bases de données"))
    editing.save_skill(viewer=HR, content=other, version=skill.version)
    with pytest.raises(Conflict, match="depuis l’aperçu"):
        _store(content, previewed=changes)
    kept = _current().skill("sql")
    assert kept is not None
    assert kept.label == "Bases de données"


def test_a_new_review_period_changes_the_levels(any_database: Database) -> None:
    catalogue = store_catalogue()
    agent = add_agent("1", add_departments({"A": None})["A"])
    give_levels(catalogue, {agent: {"sql": 3}}, on=date(2024, 6, 1))
    _store(_workbook({("Compétences", "D2"): 36}), valid_from=SINCE)
    with database().read() as session:
        assert assessment.levels_of(session, agent_id=agent, on=date(2026, 12, 1)) == {"sql": 3}


@pytest.mark.parametrize("role", [role for role in AccessRole if role is not AccessRole.HR])
def test_only_human_resources_import(any_database: Database, role: AccessRole) -> None:
    other = viewer(role)
    for refused in (importing.preview_workbook, importing.store_workbook):
        with pytest.raises(PermissionDenied):
            refused(viewer=other, name="c.xlsx", content=b"")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"%PDF-1.7", b"code;label\n1;2\n"])
def test_another_file_is_refused(any_database: Database, content: bytes) -> None:
    store_catalogue()
    with pytest.raises(InvalidFile):
        _preview(content)


def test_what_changes_in_a_role_is_said_line_by_line() -> None:
    before = role_content("r", [Requirement("sql", 2), Requirement("charts", 1)])
    after = replace(before, requirements=(Requirement("quality", 1, 1), Requirement("sql", 2)))
    found = [
        (change.field.split()[-1], change.before, change.after) for change in role_changes(before, after)
    ]
    assert found == [("charts", "niveau 1, cœur de métier", ""), ("quality", "", "niveau 1, utile")]
    assert role_changes(before, before) == ()


def test_new_entries_are_added_and_the_rest_counted() -> None:
    content = small_catalogue()
    empty = Catalogue(SINCE, (), (), ())
    more = replace(content, skills=(*content.skills, skill_content("drone")))
    changes = catalogue_changes(empty, more)
    assert (len(changes.added), changes.changed, changes.unchanged) == (2 + 7 + 4, (), 0)


def test_the_command_line_installs_exports_and_imports(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("transfo_rh.cli.skills_catalogue.ready_database", lambda: sqlite_database)
    run = CliRunner().invoke
    file = tmp_path / "catalogue.xlsx"
    assert run(app, ["skills", "catalogue", "install"]).exit_code == 0
    again = run(app, ["skills", "catalogue", "install"])
    assert isinstance(again.exception, Conflict)
    assert run(app, ["skills", "catalogue", "export", str(file)]).exit_code == 0
    book = load_workbook(file)
    book["Compétences"]["E2"] = "Une culture"
    book.save(file)
    said = run(app, ["skills", "catalogue", "import", str(file), "--dry-run", "--json"])
    assert said.exit_code == 0, said.exception
    document = json.loads(said.output)
    assert (document["written"], document["added"]) == (False, [])
    assert [entry["kind"] for entry in document["changed"]] == ["skill"]
    assert run(app, ["skills", "catalogue", "import", str(file)]).exit_code == 0
    first = _current().skills[0]
    assert first.content.label.fr == "Une culture"
    unreadable = run(app, ["skills", "catalogue", "import", str(tmp_path / "missing.xlsx")])
    assert isinstance(unreadable.exception, InvalidFile)
