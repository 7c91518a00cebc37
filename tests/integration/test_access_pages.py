"""The screens of accounts: one full workflow, errors shown and nothing lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.quick_passwords import use_quick_hashes
from transfo_rh.access import service, sessions
from transfo_rh.access.model import Role, Viewer, administrator_operator
from transfo_rh.core.database import Database
from transfo_rh.core.paths import project_root
from transfo_rh.ui import page as frame

Open = Callable[..., AppTest]


@pytest.fixture
def administrator(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Viewer:
    """An administrator with an account."""
    use_quick_hashes(monkeypatch)
    account = service.add_account(
        viewer=administrator_operator(), email="anne@ville.fr", name="Anne Martin", role=Role.ADMIN
    ).account
    return Viewer(account_id=account.id, name=account.name, role=account.role)


@pytest.fixture
def opened(administrator: Viewer, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Open a screen as the administrator, or as somebody of another role."""

    def run(name: str, role: Role = Role.ADMIN) -> AppTest:
        viewer = Viewer(administrator.account_id, administrator.name, role)
        monkeypatch.setattr(frame, "current_viewer", lambda: viewer)
        test = AppTest.from_file(str(project_root() / "pages" / f"{name}.py"), default_timeout=30).run()
        assert not test.exception
        return test

    return run


def _fill(test: AppTest, **values: str) -> None:
    labels = {"email": "Adresse électronique", "name": "Prénom et nom"}
    for key, value in values.items():
        next(box for box in test.text_input if box.label == labels[key]).input(value)


def _press(test: AppTest, label: str) -> AppTest:
    next(button for button in test.button if button.label == label).click()
    return test.run()


def test_an_account_is_added_edited_and_disabled(opened: Open) -> None:
    test = opened("administration/accounts")
    assert test.title[0].value == "Comptes et profils"
    _fill(test, email="karim@ville.fr", name="Karim Benali")
    _press(test, "Ajouter le compte")
    assert not test.error
    password = test.code[0].value
    assert sessions.sign_in(email="karim@ville.fr", password=password, client_address="").must_change_password
    assert "2 comptes actifs sur 2." in " ".join(text.value for text in test.markdown)
    assert not test.run().code  # the password is shown once

    karim = service.account_by_email(viewer=administrator_operator(), email="karim@ville.fr")
    next(box for box in test.selectbox if box.label == "Compte à modifier").set_value(karim.id).run()
    test.checkbox[0].uncheck()
    _press(test, "Enregistrer")
    assert not service.account_by_email(viewer=administrator_operator(), email="karim@ville.fr").active
    assert "1 compte actif sur 2." in " ".join(text.value for text in test.markdown)


def test_a_refused_account_says_why_and_keeps_what_was_typed(opened: Open) -> None:
    test = opened("administration/accounts")
    _fill(test, email="pas une adresse", name="Karim Benali")
    _press(test, "Ajouter le compte")
    assert "adresse électronique" in test.error[0].value
    assert [box.value for box in test.text_input[:2]] == ["pas une adresse", "Karim Benali"]
    assert len(service.accounts(viewer=administrator_operator())) == 1


def test_a_password_is_reset_after_one_question(opened: Open, administrator: Viewer) -> None:
    test = opened("administration/accounts")
    chosen = next(box for box in test.selectbox if box.label == "Compte à modifier")
    chosen.set_value(administrator.account_id).run()
    _press(test, "Donner un mot de passe provisoire")
    assert sessions.sign_in(email="anne@ville.fr", password=test.code[0].value, client_address="")


def test_the_journal_lists_and_filters(opened: Open, administrator: Viewer) -> None:
    service.set_language(viewer=administrator, language="fr")
    test = opened("administration/audit")
    assert "2 lignes" in " ".join(text.value for text in test.markdown)
    assert list(test.dataframe[0].value["Action"]) == ["Langue choisie", "Compte créé"]
    test.selectbox(key="action").set_value("account.add").run()
    assert list(test.dataframe[0].value["Par"]) == ["Ligne de commande"]
    test.number_input(key="page").set_value(9).run()
    assert not test.exception


@pytest.mark.parametrize("role", list(Role))
def test_my_account_is_for_everybody(opened: Open, role: Role) -> None:
    test = opened("home/my_account", role)
    assert "anne@ville.fr" in " ".join(text.value for text in test.text)
    test.selectbox[0].set_value("en")
    _press(test, "Enregistrer la langue")
    assert service.accounts(viewer=administrator_operator())[0].language == "en"


def test_signing_out_everywhere_from_my_account(opened: Open, administrator: Viewer) -> None:
    reset = service.reset_password(viewer=administrator_operator(), account_id=administrator.account_id or 0)
    token = sessions.sign_in(
        email="anne@ville.fr", password=reset.temporary_password or "", client_address=""
    ).token
    _press(opened("home/my_account"), "Me déconnecter partout")
    with pytest.raises(sessions.NotSignedIn):
        sessions.viewer_of(token=token)


@pytest.mark.parametrize("name", ["administration/accounts", "administration/audit"])
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_the_administration_is_closed_to_the_other_roles(opened: Open, name: str, role: Role) -> None:
    test = opened(name, role)
    assert "ne donne pas accès" in test.error[0].value
    assert not test.dataframe
    assert not test.text_input
