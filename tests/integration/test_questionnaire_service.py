"""Questionnaires in the database: versions, concurrency, rights, files in and out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests import factories
from transfo_rh.access.model import Role, Viewer
from transfo_rh.campaigns.formats.service import (
    QuestionnaireFormat,
    questionnaire_file,
    read_questionnaire_file,
)
from transfo_rh.campaigns.questionnaires import service, wording
from transfo_rh.campaigns.questionnaires.definition import BilingualText
from transfo_rh.campaigns.questionnaires.files import load_questionnaire, questionnaire_codes
from transfo_rh.campaigns.questionnaires.model import OpenedQuestionnaire, Origin, QuestionnaireSummary
from transfo_rh.core.database import Database
from transfo_rh.core.errors import Conflict, InvalidFile, InvalidInput, NotFound, PermissionDenied

HR = factories.viewer(Role.HR)
TITLE = BilingualText(fr="Pouls de l’été", en="Summer pulse")
on_any_database = pytest.mark.usefixtures("any_database")


def _copy() -> OpenedQuestionnaire:
    summary = service.duplicate(viewer=HR, code="pouls_changement", title=TITLE)
    return service.opened(viewer=HR, code=summary.code)


def _renamed(opened: OpenedQuestionnaire, fr: str) -> object:
    changed = wording.retitle(
        opened.definition, title=BilingualText(fr=fr, en=fr), purpose=None, duration_minutes=2
    )
    assert opened.edit_version is not None
    return service.save_version(viewer=HR, definition=changed, edit_version=opened.edit_version)


def _finish(opened: OpenedQuestionnaire) -> OpenedQuestionnaire:
    code, version = opened.definition.code, opened.definition.version
    service.finish(viewer=HR, code=code, version=version, edit_version=opened.edit_version or 0)
    return service.opened(viewer=HR, code=code, version=version)


@on_any_database
def test_what_ships_is_listed_first_and_read_only() -> None:
    listed = service.available(viewer=HR)
    assert [(summary.code, summary.origin, summary.finished) for summary in listed] == [
        (code, Origin.SHIPPED, True) for code in questionnaire_codes()
    ]
    pulse = listed[-1]
    assert (pulse.title, pulse.item_count, pulse.minutes) == ("Pouls du changement", 6, 1)
    opened = service.opened(viewer=HR, code="pouls_changement", version="1.0")
    assert not opened.editable
    assert service.definition_of(viewer=HR, code="pouls_changement") == load_questionnaire("pouls_changement")
    with pytest.raises(NotFound):
        service.opened(viewer=HR, code="pouls_changement", version="9.0")
    with pytest.raises(InvalidInput, match="dupliquez-le"):
        service.save_version(viewer=HR, definition=opened.definition, edit_version=1)


@on_any_database
def test_a_copy_is_adapted_finished_and_followed_by_its_next_version() -> None:
    first = _copy()
    assert (first.definition.code, first.definition.version) == ("pouls_de_l_ete", "1.0")
    assert first.made_from == "Pouls du changement 1.0"
    assert first.editable
    _renamed(first, "Renommé")
    saved = service.opened(viewer=HR, code="pouls_de_l_ete")
    assert saved.definition.title.fr == "Renommé"
    finished = _finish(saved)
    assert not finished.editable
    _renamed(finished, "Encore renommé")
    versions = service.opened(viewer=HR, code="pouls_de_l_ete").versions
    assert [(known.version, known.finished) for known in versions] == [("1.1", False), ("1.0", True)]
    newest = service.definition_of(viewer=HR, code="pouls_de_l_ete")
    assert newest.title.fr == "Renommé", "without a version: the newest finished one"
    assert service.definition_of(viewer=HR, code="pouls_de_l_ete", version="1.1").title.fr == "Encore renommé"


@on_any_database
def test_nobody_s_change_is_lost() -> None:
    seen_twice = _copy()
    _renamed(seen_twice, "Par Camille")
    with pytest.raises(Conflict, match="entre-temps"):
        _renamed(seen_twice, "Par Sacha")
    with pytest.raises(Conflict, match="entre-temps"):
        _finish(seen_twice)
    assert service.definition_of(viewer=HR, code=seen_twice.definition.code).title.fr == "Par Camille"


@on_any_database
def test_only_what_is_unfinished_can_be_deleted() -> None:
    copy = _copy()
    code = copy.definition.code
    service.delete_unfinished(viewer=HR, code=code, version="1.0", edit_version=copy.edit_version or 0)
    with pytest.raises(NotFound):
        service.opened(viewer=HR, code=code)
    finished = _finish(_copy())
    with pytest.raises(Conflict, match="terminée"):
        service.delete_unfinished(
            viewer=HR, code=code, version="1.0", edit_version=finished.edit_version or 0
        )
    with pytest.raises(Conflict, match="déjà terminée"):
        _finish(finished)


@on_any_database
def test_a_taken_code_is_refused_and_a_title_finds_a_free_one() -> None:
    assert _copy().definition.code == "pouls_de_l_ete"
    again = service.duplicate(viewer=HR, code="pouls_changement", title=TITLE)
    assert again.code == "pouls_de_l_ete_2"
    for taken in ("pouls_de_l_ete", "diagnostic_service"):
        with pytest.raises(InvalidInput, match=taken):
            service.duplicate(viewer=HR, code="pouls_changement", title=TITLE, new_code=taken)
    with pytest.raises(InvalidInput, match="forme attendue"):
        service.duplicate(viewer=HR, code="pouls_changement", title=TITLE, new_code="à b")


def _written(code: str) -> bytes:
    _name, content = questionnaire_file(service.definition_of(viewer=HR, code=code), QuestionnaireFormat.YAML)
    return content


def _taken_in(content: bytes) -> QuestionnaireSummary:
    read = read_questionnaire_file("pouls.yaml", content)
    return service.add_questionnaire(viewer=HR, definition=read.definition, origin="pouls.yaml")


@on_any_database
def test_a_file_goes_out_and_comes_back() -> None:
    copy = _copy()
    code = copy.definition.code
    written = _written(code)
    with pytest.raises(Conflict, match=r"1\.0"):
        _taken_in(written)
    service.delete_unfinished(viewer=HR, code=code, version="1.0", edit_version=copy.edit_version or 0)
    back = _taken_in(written)
    assert service.definition_of(viewer=HR, code=back.code) == copy.definition
    with pytest.raises(Conflict, match="fourni"):
        _taken_in(_written("pouls_changement"))
    with pytest.raises(InvalidFile, match=r"pouls\.yaml"):
        _taken_in(b"code: x")
    assert len(service.available(viewer=HR)) == 4


CALLS: dict[str, Callable[[Viewer], object]] = {
    "available": lambda viewer: service.available(viewer=viewer),
    "definition_of": lambda viewer: service.definition_of(viewer=viewer, code="pouls_changement"),
    "opened": lambda viewer: service.opened(viewer=viewer, code="pouls_changement"),
    "duplicate": lambda viewer: service.duplicate(viewer=viewer, code="pouls_changement", title=TITLE),
    "save": lambda viewer: service.save_version(
        viewer=viewer, definition=load_questionnaire("pouls_changement"), edit_version=1
    ),
    "finish": lambda viewer: service.finish(viewer=viewer, code="x", version="1.0", edit_version=1),
    "delete": lambda viewer: service.delete_unfinished(
        viewer=viewer, code="x", version="1.0", edit_version=1
    ),
    "add": lambda viewer: service.add_questionnaire(
        viewer=viewer, definition=load_questionnaire("pouls_changement"), origin="x.yaml"
    ),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.HR])
def test_only_human_resources_manage_questionnaires(sqlite_database: Database, role: Role, call: str) -> None:
    with pytest.raises(PermissionDenied):
        CALLS[call](factories.viewer(role))
