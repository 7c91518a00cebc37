"""The words of invitations and reminders: purpose, duration, last day, confidentiality, in plain language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from html import escape

from transfo_rh.campaigns.collection.model import FrozenForm
from transfo_rh.campaigns.collection.notice import notice_of
from transfo_rh.core.formats import day
from transfo_rh.core.i18n import _
from transfo_rh.core.mail import Message

_BUTTON = (
    "display:inline-block;padding:12px 20px;background:#12355b;color:#ffffff;"
    "text-decoration:none;border-radius:6px;font-weight:bold"
)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes and where people answer: the authority's name, the product's public address."""

    authority: str
    public_url: str

    def address_of(self, code: str) -> str:
        """The personal address of a code.

        >>> Sender("Ville", "https://rh.exemple.fr").address_of("ABCD-EFGH-JKMN")
        'https://rh.exemple.fr/q/ABCD-EFGH-JKMN'
        """
        return f"{self.public_url}/q/{code}"

    @property
    def door(self) -> str:
        """The address where a code is typed."""
        return f"{self.public_url}/q"


@dataclass(frozen=True, slots=True)
class Mail:
    """What a message says, whoever it goes to."""

    subject: str
    opening: str
    points: tuple[tuple[str, str], ...]
    call: str
    closing: tuple[str, ...]


def invitation(form: FrozenForm, sender: Sender) -> Mail:
    """The first message."""
    return Mail(
        subject=_("« {title} » : votre avis, jusqu’au {day}").format(
            title=form.title, day=day(form.plan.closes_on)
        ),
        opening=_("{authority} vous invite à répondre à l’enquête « {title} ».").format(
            authority=sender.authority, title=form.title
        ),
        points=_points(form),
        call=_("Répondre à l’enquête"),
        closing=_closing(form, sender),
    )


def reminder(form: FrozenForm, sender: Sender, *, today: date) -> Mail:
    """The reminder: the same facts, and how many days are left."""
    left = (form.plan.closes_on - today).days
    when = (
        _("aujourd’hui est le dernier jour")
        if left <= 0
        else _("il reste un jour")
        if left == 1
        else _("il reste {n} jours").format(n=left)
    )
    return Mail(
        subject=_("« {title} » : {when} pour répondre").format(title=form.title, when=when),
        opening=_(
            "L’enquête « {title} » attend encore votre avis : {when}. Si vous venez de répondre, ne tenez pas compte de ce message."
        ).format(title=form.title, when=when),
        points=_points(form),
        call=_("Répondre maintenant"),
        closing=(
            *_closing(form, sender),
            _("Personne n’a vu la liste des destinataires : ce rappel est envoyé par le logiciel."),
        ),
    )


def _points(form: FrozenForm) -> tuple[tuple[str, str], ...]:
    notice = notice_of(form)
    return (
        (_("Pourquoi"), notice.purpose),
        (_("Durée"), notice.duration),
        (_("Dernier jour"), day(form.plan.closes_on)),
        (_("Confidentialité"), notice.confidentiality),
        (_("Qui lira les résultats"), notice.recipients),
    )


def _closing(form: FrozenForm, sender: Sender) -> tuple[str, ...]:
    contact = form.plan.contact or _("la direction des ressources humaines")
    return (
        _(
            "Ce lien est personnel et ne sert qu’une fois : ne le transmettez pas. Vous pouvez répondre depuis un téléphone."
        ),
        _("Répondre est facultatif. Pour toute question : {contact}.").format(contact=contact),
        sender.authority,
    )


def composed(mail: Mail, *, to: str, code: str, sender: Sender) -> Message:
    """The message to one person, with the person's own code."""
    address = sender.address_of(code)
    by_hand = _("Ou saisissez votre code {code} à l’adresse {door}").format(code=code, door=sender.door)
    hello = _("Bonjour,")
    lines = [hello, "", mail.opening, ""]
    lines += [_("{label} : {value}").format(label=label, value=value) for label, value in mail.points]
    lines += ["", _("{label} : {value}").format(label=mail.call, value=""), address, by_hand, ""]
    lines += mail.closing
    points = "".join(
        f"<li><strong>{escape(label)}</strong><br>{escape(value)}</li>" for label, value in mail.points
    )
    html = (
        f'<div style="font-family:sans-serif;font-size:16px;line-height:1.5;max-width:36em">'
        f"<p>{escape(hello)}</p><p>{escape(mail.opening)}</p><ul>{points}</ul>"
        f'<p><a href="{escape(address, quote=True)}" style="{_BUTTON}">{escape(mail.call)}</a></p>'
        f"<p>{escape(by_hand)}</p>" + "".join(f"<p>{escape(line)}</p>" for line in mail.closing) + "</div>"
    )
    return Message(to=to, subject=mail.subject, text="\n".join(line.rstrip() for line in lines), html=html)
