"""A questionnaire of human resources' own, a copy of the pulse, and how the tests of its screen reach it."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Browser, Prepared
from transfo_rh.access.model import Role, operator
from transfo_rh.campaigns.questionnaires import service
from transfo_rh.campaigns.questionnaires.definition import BilingualText, QuestionnaireFile

OWN = "pouls_adapte"
SCREEN = "surveys/questionnaires"


def with_own_questionnaire(browser: Browser, prepared: Prepared) -> Browser:
    """Human resources, signed in, with one copy of the pulse."""
    browser.use(prepared)
    service.duplicate(
        viewer=operator(),
        code="pouls_changement",
        title=BilingualText(fr="Pouls adapté", en="Adapted pulse"),
        new_code=OWN,
    )
    browser.sign_in(Role.HR)
    return browser


def own_definition(version: str | None = None) -> QuestionnaireFile:
    """The copy as it stands in the database, in its newest version by default."""
    return service.definition_of(viewer=operator(), code=OWN, version=version)


def own_key(name: str) -> str:
    """The key of a widget that edits the copy."""
    opened = service.opened(viewer=operator(), code=OWN)
    return f"edit_{OWN}_{opened.definition.version}_{opened.edit_version}_{name}"


def press(page: AppTest, label: str, *, position: int = 0) -> AppTest:
    """The page after its button of this label was pressed (the one at ``position`` of several), without an error."""
    [button] = [button for button in page.button if button.label == label][position : position + 1]
    button.click().run()
    assert not page.exception
    return page
