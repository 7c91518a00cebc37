"""Results that come with their questionnaire: LimeSurvey archives, Kobo exports beside their XLSForm."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tests.integration.survey_imports import HR, WAVE, everything_written, matrix, source, units_of
from transfo_rh.campaigns import repository
from transfo_rh.campaigns.importing.columns import SourceFile
from transfo_rh.campaigns.importing.mapping import load_mapping
from transfo_rh.campaigns.importing.service import ImportReport, import_results, preview
from transfo_rh.campaigns.model import Basis, ItemKind
from transfo_rh.core.database import Database
from transfo_rh.core.errors import InvalidFile
from transfo_rh.exchange.problems import RefusedImport
from transfo_rh.exchange.writers import SheetContent, workbook_bytes

FORM = workbook_bytes(
    [
        SheetContent(
            "survey",
            ("type", "name", "label::Français (fr)", "appearance"),
            [
                ("start", "start", "", ""),
                ("begin group", "vous", "Vous", ""),
                ("text", "nom", "Votre nom", ""),
                ("select_one services", "service", "Dans quel service travaillez-vous ?", ""),
                ("end group", "", "", ""),
                ("begin group", "travail", "Votre travail", ""),
                ("select_one accord", "sens", "Mes missions sont claires", "likert"),
                ("select_multiple outils", "outils", "Vos outils", ""),
                ("integer", "annees", "Années de service", ""),
                ("end group", "", "", ""),
                ("begin repeat", "enfants", "Enfants", ""),
                ("text", "prenom", "Prénom", ""),
                ("end repeat", "", "", ""),
            ],
        ),
        SheetContent(
            "choices",
            ("list name", "name", "label::Français (fr)"),
            [
                ("services", "drh", "DRH"),
                ("services", "voirie", "Voirie"),
                ("accord", "non", "Pas d’accord"),
                ("accord", "moyen", "Plutôt d’accord"),
                ("accord", "oui", "Tout à fait d’accord"),
                ("accord", "so", "Sans objet"),
                ("outils", "mail", "Messagerie"),
                ("outils", "chat", "Discussion"),
            ],
        ),
    ]
)
RESULTS = """start;vous/nom;vous/service;travail/sens;travail/outils;travail/outils/mail;travail/outils/chat;travail/annees;enfants[1]/prenom;_id;_uuid;_submission_time;_submitted_by
2026-03-01T10:00:00;Dupont;drh;oui;mail chat;1;1;12;Zoé;101;aaaa;2026-03-01T10:05:00;dupont
2026-03-01T11:00:00;Durand;drh;so;mail;1;0;4;;102;bbbb;2026-03-01T11:05:00;durand
2026-03-01T12:00:00;Petit;voirie;non;;0;0;n/a;;103;cccc;2026-03-01T12:05:00;petit
"""
OWN = "unknown_departments: own\n"


def run(*files: SourceFile, mapping: str = OWN) -> ImportReport:
    given = load_mapping(name="m.yaml", content=mapping.encode())
    return import_results(viewer=HR, files=files, mapping=given, title="Kobo", wave_on=WAVE)


def sample(path: Path) -> SourceFile:
    return SourceFile(path.name, path.read_bytes())


def test_a_limesurvey_archive_is_imported_with_its_respondents(any_database: Database, samples: Path) -> None:
    report = run(sample(samples / "limesurvey" / "survey_statistics_two.lsa"))
    assert (report.counts.respondents, report.counts.questions, report.basis) == (10, 3, Basis.PERSON)
    assert [(item.code, item.kind, item.points) for item in report.items] == [
        ("Q00", ItemKind.CHOICE, 3),
        ("Q01", ItemKind.SCALE, 5),
        ("Q02", ItemKind.CHOICE, 3),
    ]
    answers, _units = matrix(any_database, report)
    assert sorted(answers[:, 1].tolist()) == [0, 0, 1, 2, 3, 3, 4, 4, 5, 5]
    assert sorted(answers[:, 0].tolist()) == [0, 0, 0, 1, 1, 1, 1, 2, 2, 3]
    with any_database.read() as session:
        campaign = repository.campaign(session, report.campaign_id)
    assert campaign is not None
    assert any("anonymis" in notice for notice in report.notices)


def test_an_archive_of_comments_only_keeps_its_two_respondents(
    sqlite_database: Database, samples: Path
) -> None:
    report = run(sample(samples / "limesurvey" / "survey_archive_2_basic_responses.lsa"))
    assert (report.counts.respondents, report.counts.questions, report.items) == (2, 1, ())


def test_kobo_results_are_coded_by_their_form(any_database: Database) -> None:
    report = run(SourceFile("form.xlsx", FORM), source(RESULTS, "resultats.csv"))
    assert (report.counts.lines, report.counts.respondents, report.counts.departments) == (3, 3, 2)
    assert [item.code for item in report.items] == ["sens", "outils_mail", "outils_chat", "annees"]
    answers, units = matrix(any_database, report)
    rows = sorted(map(tuple, answers.tolist()))
    assert rows == [(-1, 2, 1, 5), (1, 0, 0, 0), (3, 2, 2, 13)]
    assert {unit.name for unit in units_of(any_database, report)} == {"DRH", "Voirie"}
    assert (units >= 0).all()


@pytest.mark.parametrize("separator", ["_", "."])
def test_kobo_headings_may_have_other_separators_or_no_group(
    sqlite_database: Database, separator: str
) -> None:
    heading, *lines = RESULTS.splitlines()
    report = run(
        SourceFile("form.xlsx", FORM),
        source("\n".join([heading.replace("/", separator), *lines]), "r.csv"),
    )
    assert [item.code for item in report.items] == ["sens", "outils_mail", "outils_chat", "annees"]
    bare = heading.replace("vous/", "").replace("travail/", "")
    report = run(SourceFile("form.xlsx", FORM), source("\n".join([bare, *lines]), "r.csv"))
    assert report.counts.answers == 8


def test_kobo_answers_may_be_labels(sqlite_database: Database) -> None:
    labels = RESULTS.replace(";oui;", ";Tout à fait d’accord;").replace(
        ";mail chat;", ";Messagerie, Discussion;"
    )
    report = run(SourceFile("form.xlsx", FORM), source(labels, "r.csv"))
    assert report.counts.not_applicable == 1


def test_names_and_identifiers_are_never_stored(sqlite_database: Database, tmp_path: Path) -> None:
    run(SourceFile("form.xlsx", FORM), source(RESULTS, "resultats.csv"))
    path = Path(str(sqlite_database.engine.url.database))
    written = path.read_bytes() + path.with_name(path.name + "-wal").read_bytes()
    for word in ("Dupont", "Durand", "Zoé", "aaaa", "dupont", "10:05"):
        assert word.encode() not in written


def test_an_answer_that_the_form_does_not_offer_is_refused_with_its_place(sqlite_database: Database) -> None:
    before = everything_written(sqlite_database)
    with pytest.raises(RefusedImport) as refusal:
        run(SourceFile("form.xlsx", FORM), source(RESULTS.replace(";non;", ";peut-être;"), "r.csv"))
    problem = refusal.value.problems[0]
    assert (problem.row, problem.column, problem.value) == (4, "travail/sens", "peut-être")
    assert everything_written(sqlite_database) == before


def test_a_form_without_results_and_results_of_another_form_are_refused(sqlite_database: Database) -> None:
    with pytest.raises(InvalidFile, match="sans réponses"):
        run(SourceFile("form.xlsx", FORM))
    with pytest.raises(InvalidFile, match="vont ensemble"):
        run(SourceFile("form.xlsx", FORM), source("a;b\n1;2\n", "autre.csv"))


def test_an_archive_without_responses_is_refused(sqlite_database: Database, samples: Path) -> None:
    with zipfile.ZipFile(samples / "limesurvey" / "survey_statistics_two.lsa") as archive:
        structure = archive.read("survey_282669.lss")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("survey_282669.lss", structure)
    with pytest.raises(InvalidFile, match=r"_responses\.lsr"):
        run(SourceFile("a.lsa", buffer.getvalue()))


def test_tokens_are_never_read(sqlite_database: Database, samples: Path) -> None:
    with zipfile.ZipFile(samples / "limesurvey" / "survey_statistics_two.lsa") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.writestr("survey_282669_tokens.lst", "<not xml, never opened: jean.dupont@ville.fr")
        archive.writestr("survey_282669_timings.lsi", "<never opened")
    seen = preview(viewer=HR, files=[SourceFile("a.lsa", buffer.getvalue())])
    assert seen.counts.respondents == 10
    assert seen.structured


@pytest.mark.parametrize("mark", ["/", " ["])
def test_boxes_are_found_by_the_words_of_question_and_option(sqlite_database: Database, mark: str) -> None:
    end = "]" if mark == " [" else ""
    lines = "drh;Plutôt d’accord;1;0\n" * 3
    heading = f"vous/service;Mes missions sont claires;Vos outils{mark}Messagerie{end};Vos outils{mark}Discussion{end}"
    seen = preview(
        viewer=HR,
        files=[SourceFile("form.xlsx", FORM), source(f"{heading}\n{lines}", "r.csv")],
        mapping=load_mapping(name="m.yaml", content=OWN.encode()),
    )
    assert seen.counts.answers == 9
    assert not seen.dropped


def test_an_archive_may_be_called_zip(sqlite_database: Database, samples: Path) -> None:
    content = (samples / "limesurvey" / "survey_statistics_two.lsa").read_bytes()
    assert run(SourceFile("enquete.zip", content)).counts.respondents == 10
