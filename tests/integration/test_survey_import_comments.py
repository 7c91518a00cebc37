"""Open answers of results that bring their questionnaire: masked comments, published like the others."""

from __future__ import annotations

from sqlalchemy import select

from tests.factories import add_departments
from tests.integration.survey_imports import HR, WAVE, source
from transfo_rh.campaigns.answers import CommentRow
from transfo_rh.campaigns.importing.columns import SourceFile
from transfo_rh.campaigns.importing.mapping import load_mapping
from transfo_rh.campaigns.importing.service import ImportReport, import_results, preview
from transfo_rh.campaigns.publication.service import publish
from transfo_rh.campaigns.results.comments import comments
from transfo_rh.campaigns.tables import CampaignRow
from transfo_rh.core import clock
from transfo_rh.core.database import Database
from transfo_rh.exchange.writers import SheetContent, workbook_bytes
from transfo_rh.staff.tables import AgentRow

FORM = workbook_bytes(
    [
        SheetContent(
            "survey",
            ("type", "name", "label::Français (fr)"),
            [
                ("text", "q1", "Quels sont vos nom et prénom ?"),
                ("text", "q2", "Votre service"),
                ("select_one accord", "sens", "Mes missions sont claires"),
                ("text", "avis", "Que faut-il améliorer ?"),
            ],
        ),
        SheetContent(
            "choices",
            ("list name", "name", "label::Français (fr)"),
            [
                ("accord", "1", "Pas d’accord"),
                ("accord", "2", "Plutôt d’accord"),
                ("accord", "3", "Tout à fait d’accord"),
            ],
        ),
    ]
)
ANSWERS = ("Pas d’accord", "Plutôt d’accord", "Tout à fait d’accord")
SAID = {0: "Écrivez à Zoé Quéméner, 06 12 34 56 78", 1: "Quéméner", 2: "Un bureau plus calme", 29: "  "}


def results() -> SourceFile:
    lines = [
        f"Personne{line};{'DRH' if line % 2 else 'Voirie'};{1 + line % 3};{SAID.get(line, '')}"
        for line in range(30)
    ]
    return source("\n".join(["q1;q2;sens;avis", *lines]), "resultats.csv")


def run(*, kept: bool = True) -> ImportReport:
    given = load_mapping(name="m.yaml", content=b"unknown_departments: own\ndepartment: q2\n")
    return import_results(
        viewer=HR,
        files=[SourceFile("form.xlsx", FORM), results()],
        mapping=given,
        title="Kobo",
        wave_on=WAVE,
        comments=kept,
    )


def add_agent(database: Database) -> None:
    department = add_departments({"X": None})["X"]
    with database.write() as session:
        session.add(
            AgentRow(
                matricule="M1",
                last_name="Quéméner",
                first_name="Zoé",
                department_id=department,
                updated_at=clock.now(),
            )
        )


def stored(database: Database) -> list[tuple[str, str, int | None]]:
    with database.read() as session:
        return sorted((row.item, row.text, row.unit_position) for row in session.scalars(select(CommentRow)))


def test_open_answers_are_masked_before_they_are_stored(any_database: Database) -> None:
    add_agent(any_database)
    report = run()
    assert report.counts.comments == 3
    assert any("3 réponses libres deviennent des commentaires" in notice for notice in report.notices)
    assert [(item, text) for item, text, _unit in stored(any_database)] == [
        ("avis", "Un bureau plus calme"),
        ("avis", "Écrivez à [nom], [numéro]"),
    ]
    with any_database.read() as session:
        definition = session.scalars(select(CampaignRow.definition)).one()
    assert definition is not None
    asked = {item["code"] for section in definition["sections"] for item in section["items"]}
    assert asked == {"sens", "avis"}  # neither the name nor the department is a question any more


def test_imported_comments_are_published_like_the_others(any_database: Database) -> None:
    add_agent(any_database)
    report = run()
    publish(viewer=HR, campaign_id=report.campaign_id)
    view = comments(viewer=HR, campaign_id=report.campaign_id)
    assert {line.text for line in view.comments} == {"Un bureau plus calme", "Écrivez à [nom], [numéro]"}
    assert {line.question for line in view.comments} == {"Que faut-il améliorer ?"}


def test_they_may_be_left_out(sqlite_database: Database) -> None:
    add_agent(sqlite_database)
    run(kept=False)
    assert stored(sqlite_database) == []


def test_without_staff_nothing_could_be_masked_and_nothing_is_kept(sqlite_database: Database) -> None:
    given = load_mapping(name="m.yaml", content=b"unknown_departments: own\ndepartment: q2\n")
    seen = preview(viewer=HR, files=[SourceFile("form.xlsx", FORM), results()], mapping=given, wave_on=WAVE)
    assert seen.counts.comments == 0
    assert any("aucun agent n’est connu" in notice for notice in seen.notices)
    run()
    assert stored(sqlite_database) == []


def test_a_table_alone_keeps_no_free_text(sqlite_database: Database) -> None:
    add_agent(sqlite_database)
    lines = "\n".join(
        f"{ANSWERS[n % 3]};Une remarque assez longue et toujours différente, numéro {n}" for n in range(30)
    )
    import_results(viewer=HR, files=[source(f"Q1;Remarques\n{lines}\n")], title="CSV", wave_on=WAVE)
    assert stored(sqlite_database) == []
