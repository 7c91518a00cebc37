"""What is printed for a department: the poster, the slips with personal codes, the questionnaire.

Slips carry a name, questionnaires never do. Both are made for members whether they have answered or not: a pile for
the others alone would name them. The copies of a questionnaire come in random order; where answers are grouped by
attributes, a blank questionnaire with the agent's own slip keeps these right (``with_codes`` False).
"""

from __future__ import annotations

from collections.abc import Sequence
from random import SystemRandom

from transfo_rh.access import audit
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.campaigns import repository as campaigns_repository
from transfo_rh.campaigns.collection.forms import frozen_form
from transfo_rh.campaigns.collection.issuing import issue_codes
from transfo_rh.campaigns.collection.model import FrozenForm
from transfo_rh.campaigns.collection.notice import notice_of
from transfo_rh.campaigns.model import Unit
from transfo_rh.campaigns.outreach import repository
from transfo_rh.campaigns.outreach.invitations import require_open, sender_of_settings
from transfo_rh.campaigns.outreach.model import PaperDepartment, PaperMember
from transfo_rh.campaigns.outreach.participation import opened_campaign
from transfo_rh.campaigns.outreach.sheet import draw_questionnaire
from transfo_rh.campaigns.outreach.wording import Sender
from transfo_rh.campaigns.units import with_below
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import Conflict, NotFound
from transfo_rh.core.formats import day
from transfo_rh.core.i18n import _, in_language, labelled
from transfo_rh.core.settings import settings
from transfo_rh.exchange import document_forms as forms
from transfo_rh.exchange.documents import Align, Copy, Document, Paper

_CARD_MARGINS = 40.0


def paper_departments(*, viewer: Viewer, campaign_id: int) -> tuple[PaperDepartment, ...]:
    """The departments of a campaign with how many members each has, below included, and how many need paper.

    Raises PermissionDenied, NotFound.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    with database().read() as session:
        opened_campaign(session, campaign_id)
        units = campaigns_repository.units(session, campaign_id)
        own = repository.paper_counts(session, campaign_id)
    members = {unit.position: own.get(unit.position, (0, 0))[0] for unit in units}
    paper = {unit.position: own.get(unit.position, (0, 0))[1] for unit in units}
    depths: dict[int, int] = {}
    for unit in units:
        depths[unit.position] = 0 if unit.parent is None else depths[unit.parent] + 1
    for unit in reversed(units):
        if unit.parent is not None:
            members[unit.parent] += members[unit.position]
            paper[unit.parent] += paper[unit.position]
    return tuple(
        PaperDepartment(unit, depths[unit.position], members[unit.position], paper[unit.position])
        for unit in units
        if members[unit.position]
    )


def poster(*, viewer: Viewer, campaign_id: int, unit: int | None = None, paper: Paper = Paper.A4) -> bytes:
    """A poster: what, why, how long, the QR code of the door, « munissez-vous de votre code personnel ».

    Raises PermissionDenied, NotFound, Conflict when the campaign is not open.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    with database().read() as session:
        require_open(session, campaign_id)
        department = None if unit is None else _unit(session, campaign_id, unit)
    sender = sender_of_settings()
    with in_language(settings().default_language):
        return _poster(frozen_form(campaign_id), sender, department, paper)


def _poster(form: FrozenForm, sender: Sender, department: Unit | None, paper: Paper) -> bytes:
    notice = notice_of(form)
    scale = 1.41 if paper is Paper.A3 else 1.0
    document = Document(
        title=form.title,
        authority=sender.authority,
        subject="" if department is None else department.name,
        foot=sender.authority,
        paper=paper,
        scale=scale * 1.25,
        numbered=False,
    )
    document.paragraph(_("Votre avis compte"), size=27, strong=True, accent=True)
    document.paragraph(notice.purpose, size=13)
    document.space(4 * scale)
    document.qr(
        sender.door,
        size_mm=62 * scale,
        beside=[
            _("Répondez avec votre téléphone"),
            _("1. Visez ce dessin avec l’appareil photo."),
            _("2. Munissez-vous de votre code personnel : il est sur le papier ou dans le message reçu."),
            _("Sans téléphone : ouvrez {door} sur n’importe quel ordinateur.").format(door=sender.door),
        ],
    )
    document.space(4 * scale)
    for label, text in (
        (_("Jusqu’au"), day(form.plan.closes_on)),
        (_("Durée"), notice.duration),
        (_("Confidentialité"), notice.confidentiality),
        (_("Résultats"), notice.thresholds),
    ):
        document.notice(text, title=label, size=11)
    contact = form.plan.contact or _("la direction des ressources humaines")
    document.paragraph(
        _("Pas de code ? Une question ? {contact}").format(contact=contact),
        size=11,
        strong=True,
        align=Align.CENTRE,
    )
    return document.bytes()


def slips(*, viewer: Viewer, campaign_id: int, unit: int, everybody: bool = False) -> bytes:
    """Cards to cut out and hand over: name, personal code, QR code. Every call gives new codes.

    ``everybody`` False keeps the members without an address or a workstation.
    Raises PermissionDenied, NotFound, Conflict (not open, nobody).
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    department, members, codes = _issue(viewer, campaign_id, unit, everybody, "outreach.print_slips")
    sender = sender_of_settings()
    with in_language(settings().default_language):
        form = frozen_form(campaign_id)
        document = Document(
            title=_("Codes personnels : {name}").format(name=department.name),
            authority=sender.authority,
            foot=_("À découper et à remettre en main propre. Ne conservez aucune copie."),
            masthead=False,
        )
        lines = (
            form.title,
            _("Répondez jusqu’au {day}, une seule fois.").format(day=day(form.plan.closes_on)),
            _("Visez le dessin, ou ouvrez {door}").format(door=sender.door),
        )
        found = [
            forms.Card(member.name, lines, codes[member.number], sender.address_of(codes[member.number]))
            for member in members
        ]
        height = document.height - _CARD_MARGINS
        for position, page in enumerate(forms.cards(found, width=document.width, height=height)):
            if position:
                document.page_break()
            document.add(page)
        return document.bytes()


def questionnaires(
    *, viewer: Viewer, campaign_id: int, unit: int, everybody: bool = False, with_codes: bool = True
) -> bytes:
    """The questionnaire on paper, one copy a member with a code of its own, or one blank copy to photocopy.

    Raises PermissionDenied, NotFound, Conflict (not open, nobody).
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    sender = sender_of_settings()
    copies: list[Copy] = []
    if with_codes:
        action = "outreach.print_questionnaires"
        department, members, codes = _issue(viewer, campaign_id, unit, everybody, action)
        given = [codes[member.number] for member in members]
        SystemRandom().shuffle(given)
        copies = [Copy(code, sender.address_of(code)) for code in given]
    else:
        with database().read() as session:
            require_open(session, campaign_id)
            department = _unit(session, campaign_id, unit)
    with in_language(settings().default_language):
        return _questionnaire(frozen_form(campaign_id), sender, department, copies)


def _questionnaire(form: FrozenForm, sender: Sender, department: Unit, copies: Sequence[Copy]) -> bytes:
    document = Document(
        title=form.title,
        authority=sender.authority,
        subject=_("{name} – à rendre le {day} au plus tard").format(
            name=department.name, day=day(form.plan.closes_on)
        ),
        foot=form.title,
        copies=copies,
    )
    _instructions(document, form)
    if copies:
        document.paragraph(
            _(
                "Le code imprimé sert à compter cette réponse une seule fois. Vous pouvez aussi répondre avec un téléphone : visez le dessin en haut de la page."
            )
        )
    else:
        document.add(forms.code_boxes(_("Recopiez votre code personnel :"), width=document.width))
    draw_questionnaire(document, form.definition)
    return document.bytes()


def _instructions(document: Document, form: FrozenForm) -> None:
    """What to know before answering, how to tick, where to hand the sheets in."""
    notice = notice_of(form)
    document.notice(
        "\n".join(
            (
                notice.purpose,
                notice.confidentiality,
                notice.attributes,
                notice.thresholds,
                labelled(_("Qui lira les résultats"), notice.recipients),
                notice.legal_basis,
                notice.rights,
            )
        ),
        title=_("Avant de répondre"),
        size=9,
    )
    document.paragraph(
        _(
            "Cochez une case par ligne au stylo noir ou bleu ; pour corriger, noircissez la mauvaise case. Laissez vide ce à quoi vous ne souhaitez pas répondre. N’écrivez pas votre nom."
        ),
        strong=True,
    )
    document.paragraph(
        _(
            "À la fin, glissez ces feuilles dans une enveloppe fermée, à déposer dans l’urne ou à remettre en main propre. Contact : {contact}."
        ).format(contact=form.plan.contact or _("la direction des ressources humaines"))
    )


def _unit(session: Session, campaign_id: int, position: int) -> Unit:
    units = campaigns_repository.units(session, campaign_id)
    if not 0 <= position < len(units):
        raise NotFound(_("Ce service ne fait pas partie de la campagne."))
    return units[position]


def _issue(
    viewer: Viewer, campaign_id: int, unit: int, everybody: bool, action: str
) -> tuple[Unit, tuple[PaperMember, ...], dict[int, str]]:
    """New codes for the members of a department and below, in one transaction with its audit line."""
    with database().write() as session:
        require_open(session, campaign_id, lock=True)
        department = _unit(session, campaign_id, unit)
        units = campaigns_repository.units(session, campaign_id)
        members = repository.paper_members(
            session, campaign_id=campaign_id, units=with_below(units, (unit,)), everybody=everybody
        )
        if not members:
            raise Conflict(
                _(
                    "Dans « {name} », tout le monde a une adresse et un poste informatique : aucun papier à imprimer."
                ).format(name=department.name)
            )
        codes = issue_codes(session, campaign_id=campaign_id, members=[member.number for member in members])
        audit.record(session, viewer=viewer, action=action, object_type="campaign", object_id=campaign_id)
    return department, members, codes
