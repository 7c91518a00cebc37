"""``transfo-rh survey questionnaire``: questionnaires in and out at the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from transfo_rh.access.model import operator
from transfo_rh.campaigns.formats.service import read_questionnaire_file
from transfo_rh.campaigns.questionnaires import service
from transfo_rh.campaigns.questionnaires.files import load_questionnaire
from transfo_rh.cli.main import app
from transfo_rh.core.database import Database
from transfo_rh.core.errors import InvalidFile, NotFound

RUN = CliRunner()


def test_a_structure_is_imported_exported_and_imported_again(
    any_database: Database, samples: Path, tmp_path: Path
) -> None:
    path = samples / "limesurvey" / "ls6_sample_survey_multilingual_fr_de_en_it.lss"
    done = RUN.invoke(app, ["survey", "questionnaire", "import", str(path), "--json"], catch_exceptions=False)
    document = json.loads(done.stdout)
    assert (document["groups"], document["questions"], document["subquestions"]) == (7, 67, 124)
    stored = service.definition_of(viewer=operator(), code=document["code"])
    target = tmp_path / "enquete.txt"
    RUN.invoke(
        app,
        ["survey", "questionnaire", "export", document["code"], "--format", "limesurvey", "-o", str(target)],
        catch_exceptions=False,
    )
    again = RUN.invoke(
        app,
        ["survey", "questionnaire", "import", str(target), "--dry-run", "--json"],
        catch_exceptions=False,
    )
    assert json.loads(again.stdout)["kept"] == sum(1 for _item in stored.items())


@pytest.mark.parametrize("kind", ["xlsform", "limesurvey", "yaml"])
def test_a_shipped_questionnaire_is_exported(sqlite_database: Database, tmp_path: Path, kind: str) -> None:
    target = tmp_path / ("q.xlsx" if kind == "xlsform" else "q.txt" if kind == "limesurvey" else "q.yaml")
    RUN.invoke(
        app,
        ["survey", "questionnaire", "export", "pouls_changement", "--format", kind, "-o", str(target)],
        catch_exceptions=False,
    )
    read = read_questionnaire_file(target.name, target.read_bytes())
    assert read.definition == load_questionnaire("pouls_changement")


def test_nothing_is_stored_of_a_refused_file_or_of_a_dry_run(
    sqlite_database: Database, samples: Path
) -> None:
    before = service.available(viewer=operator())
    bad = samples / "xlsform" / "pyxform_BAD_duplicate_columns.xlsx"
    with pytest.raises(InvalidFile, match="figure deux fois"):
        RUN.invoke(app, ["survey", "questionnaire", "import", str(bad)], catch_exceptions=False)
    good = samples / "xlsform" / "pyxform_or_other.xlsx"
    done = RUN.invoke(
        app, ["survey", "questionnaire", "import", str(good), "--dry-run"], catch_exceptions=False
    )
    assert "rien n’a été écrit" in done.stdout
    assert service.available(viewer=operator()) == before


def test_an_unknown_code_is_one_clear_refusal(sqlite_database: Database) -> None:
    with pytest.raises(NotFound):
        RUN.invoke(app, ["survey", "questionnaire", "export", "absent"], catch_exceptions=False)
