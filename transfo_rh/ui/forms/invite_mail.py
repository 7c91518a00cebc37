"""Invitations and reminders on the screen: what will be sent, to how many, and one button each."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.campaigns.outreach import invitations
from transfo_rh.campaigns.outreach.model import InvitationCounts, Mailing, ReminderOutlook
from transfo_rh.core.errors import TransfoError
from transfo_rh.core.formats import day, number
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.core.progress import Progress
from transfo_rh.core.settings import settings
from transfo_rh.ui.metrics import Metric
from transfo_rh.ui.page import show_error
from transfo_rh.ui.progress import progress_bar
from transfo_rh.ui.toasts import confirm

WHOLE, ALERTS, CHOSEN = "whole", "alerts", "chosen"
TRIAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})  # noqa: S104 - compared, never listened on
_NOTE_KEY = "invite_note"


def counts_metrics(counts: InvitationCounts) -> list[Metric]:
    """Who is asked, who can be written to, who was."""
    return [
        Metric(_("Personnes concernées"), number(counts.members)),
        Metric(_("Invitées par message"), number(counts.invited)),
        Metric(
            _("À inviter"),
            _("Très peu") if counts.waiting is None else number(counts.waiting),
            help=_("Qui a déjà répondu ne reçoit rien ; un très petit nombre n’est pas dit."),
        ),
        Metric(
            _("Sans adresse"),
            number(counts.without_address),
            help=_("Remettez-leur un code personnel ou un questionnaire papier."),
        ),
    ]


def conclusion(counts: InvitationCounts) -> str:
    """What is left to do, in one sentence."""
    if counts.waiting is None:
        return _("Très peu de personnes restent à inviter, peut-être aucune : leur nombre n’est pas dit.")
    if counts.waiting:
        return ngettext(
            "{n} personne a une adresse électronique et attend son invitation.",
            "{n} personnes ont une adresse électronique et attendent leur invitation.",
            counts.waiting,
        ).format(n=number(counts.waiting))
    return _("Toutes les personnes qui ont une adresse électronique sont invitées ou ont déjà répondu.")


def show_outbox_note(counts: InvitationCounts) -> None:
    """Say that nothing leaves the server yet."""
    if counts.to_outbox:
        st.info(
            _(
                "Aucun serveur de messagerie n’est réglé : les messages ne partent pas, ils sont écrits dans le dossier {folder} du serveur, que seul l’administrateur peut ouvrir. Pour les envoyer vraiment, l’administrateur renseigne TRANSFO_RH_SMTP_HOST."
            ).format(folder=f"`{settings().outbox_folder}`"),
            icon=":material/outbox:",
        )


def show_address_note() -> None:
    """Say that links and printed drawings lead nowhere while the product's own address is the one of a trial."""
    host = urlsplit(settings().public_url).hostname or ""
    if host in TRIAL_HOSTS:
        st.warning(
            _(
                "Les messages, les affiches et les coupons mèneraient à {address}, que personne ne peut ouvrir depuis un autre appareil. Avant d’envoyer ou d’imprimer, l’administrateur renseigne TRANSFO_RH_PUBLIC_URL avec l’adresse de l’application."
            ).format(address=f"`{settings().public_url}`"),
            icon=":material/link_off:",
        )


def invitation_form(viewer: Viewer, campaign_id: int, counts: InvitationCounts) -> None:
    """The preview of the invitation and the button that sends it."""
    st.write(
        _("Chacun reçoit un lien et un code personnels, une seule fois. Qui a déjà répondu ne reçoit rien.")
    )
    _preview(viewer, campaign_id, of_reminder=False)
    if st.button(
        _invite_label(counts),
        type="primary",
        icon=":material/send:",
        disabled=not counts.any_waiting,
        key="send_invitations",
    ):
        _run(lambda progress: invitations.invite(viewer=viewer, campaign_id=campaign_id, progress=progress))


def _invite_label(counts: InvitationCounts) -> str:
    if counts.waiting is None:
        return _("Envoyer les dernières invitations")
    if not counts.waiting:
        return _("Aucune invitation à envoyer")
    return ngettext("Envoyer {n} invitation", "Envoyer {n} invitations", counts.waiting).format(
        n=number(counts.waiting)
    )


def reminder_form(viewer: Viewer, campaign_id: int, outlook: ReminderOutlook) -> None:
    """Whom to remind as a group, the preview, the button."""
    st.write(
        _(
            "La relance part aux seules personnes qui n’ont pas répondu, sans que personne ne voie qui. Au plus un message tous les {n} jours."
        ).format(n=invitations.DAYS_BETWEEN)
    )
    if not outlook.invited:
        st.caption(_("Envoyez d’abord les invitations."))
        return
    if outlook.next_on is not None:
        st.caption(_("Prochaine relance possible le {day}.").format(day=day(outlook.next_on)))
    elif outlook.last_on is not None:
        st.caption(_("Dernière relance le {day}.").format(day=day(outlook.last_on)))
    units = _reminded_units(outlook)
    _preview(viewer, campaign_id, of_reminder=True)
    if st.button(
        _("Envoyer la relance"),
        type="primary",
        icon=":material/notifications:",
        disabled=not outlook.allowed or units is None,
        key="send_reminder",
    ):
        _run(
            lambda progress: invitations.remind(
                viewer=viewer, campaign_id=campaign_id, units=units or (), progress=progress
            )
        )


def _reminded_units(outlook: ReminderOutlook) -> tuple[int, ...] | None:
    """The positions to remind, empty for everybody; None while the choice is not finished."""
    choices = [WHOLE, *([ALERTS] if outlook.alert_units else []), CHOSEN]
    labels = {
        WHOLE: _("Toutes les personnes invitées"),
        ALERTS: ngettext(
            "{n} service sous l’alerte", "{n} services sous l’alerte", len(outlook.alert_units)
        ).format(n=len(outlook.alert_units)),
        CHOSEN: _("Des services à choisir"),
    }
    chosen = st.radio(_("Relancer"), choices, format_func=lambda code: labels[code], key="remind_whom")
    if chosen == WHOLE:
        return ()
    if chosen == ALERTS:
        return tuple(unit.position for unit in outlook.alert_units)
    names = {unit.position: unit.name for unit in outlook.units}
    picked = st.multiselect(
        _("Services"),
        list(names),
        format_func=lambda position: names[position],
        help=_("Seuls les services dont la participation est montrée peuvent être relancés à part."),
        key="remind_units",
    )
    return tuple(picked) or None


def _preview(viewer: Viewer, campaign_id: int, *, of_reminder: bool) -> None:
    message = invitations.preview(viewer=viewer, campaign_id=campaign_id, of_reminder=of_reminder)
    with st.expander(_("Lire le message"), icon=":material/visibility:"):
        st.text(_("Objet : {subject}").format(subject=message.subject))
        st.text(message.text)


def _run(send: Callable[[Progress], Mailing]) -> None:
    """Send with a progress bar, then say what happened on the page that follows."""
    try:
        with progress_bar(_("Envoi des messages")) as progress:
            result = send(progress)
    except TransfoError as error:
        show_error(error)
        return
    said = mailing_sentence(result)
    st.session_state[_NOTE_KEY] = said
    confirm(said)
    st.rerun()


def show_last_mailing() -> None:
    """What the last click did, once."""
    if said := st.session_state.pop(_NOTE_KEY, None):
        st.success(said)


def mailing_sentence(result: Mailing) -> str:
    """What a batch became, in words."""
    if result.sent is None:
        said = [_("Message envoyé aux personnes qui n’ont pas encore répondu.")]
    else:
        said = [
            ngettext("{n} message envoyé.", "{n} messages envoyés.", result.sent).format(
                n=number(result.sent)
            )
        ]
    if result.to_outbox:
        said.append(_("Ils attendent dans le dossier des messages du serveur."))
    if result.failed:
        said.append(
            ngettext("{n} adresse refusée.", "{n} adresses refusées.", result.failed).format(
                n=number(result.failed)
            )
        )
    if result.interrupted:
        said.append(_("Le serveur de messagerie s’est arrêté en route : reprenez l’envoi plus tard."))
    return " ".join(said)
