"""The attestation of a publication: the same for every profile; only human resources make the audit again."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.pages.conftest import Browser, Prepared, texts
from transfo_rh.access.model import Role, administrator_operator, operator
from transfo_rh.access.policy import Permission, reach_of
from transfo_rh.campaigns.publication import repository as publications
from transfo_rh.campaigns.publication.attestation_pdf import attestation_pdf
from transfo_rh.campaigns.publication.attestation_wording import why_none
from transfo_rh.campaigns.publication.attesting import attestation_of
from transfo_rh.campaigns.tables import PublicationRow
from transfo_rh.core.database import database
from transfo_rh.core.errors import NotFound, PermissionDenied

READERS = [role for role in Role if reach_of(role, Permission.VIEW_RESULTS) is not None]


def _newest_campaign() -> int:
    with database().read() as session:
        return int(session.scalars(select(PublicationRow.campaign_id)).all()[-1])


def _stored_as(monkeypatch: pytest.MonkeyPatch, changed: dict[str, object] | None) -> None:
    """Publications never change: pretend that the newest one was stored with these fields, or with nothing."""
    real = publications.attestation

    def attestation(session: Session, *, campaign_id: int) -> object:
        found = real(session, campaign_id=campaign_id)
        assert found is not None
        number, value, published_at = found
        return number, None if changed is None else {**(value or {}), **changed}, published_at

    monkeypatch.setattr(publications, "attestation", attestation)


@pytest.mark.parametrize("role", READERS)
def test_every_reader_sees_the_same_attestation_and_only_hr_verify(
    browser: Browser, small_authority: Prepared, role: Role
) -> None:
    browser.use(small_authority)
    browser.sign_in(role)
    shown = browser.open("surveys/attestation")
    assert not shown.exception
    assert not shown.error
    known = attestation_of(viewer=operator(), campaign_id=_newest_campaign()).attestation
    assert known is not None
    assert known.passed
    said = texts(shown)
    assert "L’audit d’anonymat est réussi" in said
    assert "celui qui connaît les réponses de ses collègues" in said
    assert shown.metric[0].value == "Réussi"
    assert len(shown.metric) == 4
    keys = {button.key for button in shown.button}
    may_verify = reach_of(role, Permission.MANAGE_CAMPAIGNS) is not None
    assert ("attestation_verify" in keys) is may_verify


def test_hr_make_the_audit_again(browser: Browser, small_authority: Prepared) -> None:
    browser.use(small_authority)
    browser.sign_in(Role.HR)
    shown = browser.open("surveys/attestation")
    shown.button(key="attestation_verify").click().run()
    assert not shown.exception
    assert shown.success[0].value.startswith("L’audit d’anonymat est réussi")


def test_a_failed_audit_says_why(
    browser: Browser, small_authority: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.use(small_authority)
    _stored_as(monkeypatch, {"passed": False, "reasons": ["a difference leaves fewer than k"]})
    browser.sign_in(Role.HR)
    shown = browser.open("surveys/attestation")
    assert "L’audit d’anonymat a échoué" in texts(shown)
    assert "désigne moins de 5 personnes" in shown.error[0].value
    assert attestation_pdf(viewer=operator(), campaign_id=_newest_campaign()).startswith(b"%PDF")


def test_a_publication_without_attestation_says_so(
    browser: Browser, small_authority: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.use(small_authority)
    _stored_as(monkeypatch, None)
    browser.sign_in(Role.EXECUTIVE)
    shown = browser.open("surveys/attestation")
    assert not shown.exception
    assert "avant que l’audit" in shown.info[0].value
    assert "demandez aux ressources humaines" in shown.info[0].value
    assert not shown.metric
    with pytest.raises(NotFound):
        attestation_pdf(viewer=operator(), campaign_id=_newest_campaign())


def test_attributed_answers_have_no_attestation() -> None:
    why = why_none(attributed=True, may_verify=True)
    for said in ("nommément", "ne promet pas l’anonymat", "lisent les réponses"):
        assert said in why
    assert "Vérifier à nouveau" not in why
    assert "Vérifier à nouveau" in why_none(attributed=False, may_verify=True)


def test_who_may_not_read_results_gets_no_document(browser: Browser, small_authority: Prepared) -> None:
    browser.use(small_authority)
    with pytest.raises(PermissionDenied):
        attestation_pdf(viewer=administrator_operator(), campaign_id=_newest_campaign())
