"""The HTML of the light form: rendered once per survey and language, then filled with one respondent's answers."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from transfo_rh.campaigns.collection.model import FrozenForm
from transfo_rh.campaigns.collection.notice import notice_of
from transfo_rh.campaigns.questionnaires.definition import BilingualText
from transfo_rh.core import formats
from transfo_rh.core.i18n import _, language
from transfo_rh.core.settings import settings
from transfo_rh.web.gate import QUESTIONNAIRE
from transfo_rh.web.html_pages import logo_address, template_environment

ENTRANCE = QUESTIONNAIRE
STYLE = f"{QUESTIONNAIRE}/style.css"
_MARK = "\x1f"
_PART = "\x1e"
_CODE = "\x1dcode\x1d"


@dataclass(frozen=True, slots=True)
class Filling:
    """What one respondent's page holds besides the survey's words.

    ``values``: field name → texts that are ticked, chosen or typed; ``problems``: field name → message;
    ``shown``: item codes (and « section:… ») to show, None for all; ``texts``: already HTML.
    """

    texts: Mapping[str, str]
    values: Mapping[str, Set[str]] = field(default_factory=dict, repr=False)
    problems: Mapping[str, str] = field(default_factory=dict)
    shown: Set[str] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered page with its gaps: literal texts at even places, gaps in between.

    ``blank`` is the page with everything shown and nothing ticked, typed nor wrong, the one most often asked for: its
    literal texts, already in UTF-8, and the names of the texts in between.
    """

    literals: tuple[str, ...]
    gaps: tuple[tuple[str, ...], ...]
    blank: tuple[tuple[bytes, ...], tuple[str, ...]]

    def filled(self, filling: Filling) -> bytes:
        """The page of one respondent, in UTF-8."""
        if filling.shown is None and not filling.values and not filling.problems:
            return self._blank(filling.texts)
        pieces = [self.literals[0]]
        hiding = False
        for gap, literal in zip(self.gaps, self.literals[1:], strict=True):
            if gap[0] == "begin":
                hiding = filling.shown is not None and gap[1] not in filling.shown
            elif gap[0] == "end":
                hiding = False
            elif not hiding:
                pieces.append(_gap(gap, filling))
            if not hiding:
                pieces.append(literal)
        return "".join(pieces).encode()

    def _blank(self, texts: Mapping[str, str]) -> bytes:
        literals, names = self.blank
        pieces = [literals[0]]
        for name, literal in zip(names, literals[1:], strict=True):
            pieces += (texts[name].encode(), literal)
        return b"".join(pieces)


def _gap(gap: tuple[str, ...], filling: Filling) -> str:
    match gap:
        case ("checked", name, value):
            return " checked" if value in filling.values.get(name, ()) else ""
        case ("selected", name, value):
            return " selected" if value in filling.values.get(name, ()) else ""
        case ("value", name):
            return escape(next(iter(filling.values.get(name, ())), ""))
        case ("error", name) if name in filling.problems:
            return f'<span class="error" id="e-{name}">{escape(filling.problems[name])}</span>'
        case ("invalid", name) if name in filling.problems:
            return f' aria-invalid="true" aria-describedby="e-{name}"'
        case ("text", name):
            return filling.texts[name]
    return ""


def _page(html: str) -> Page:
    parts = html.split(_MARK)
    literals = tuple(parts[::2])
    gaps = tuple(tuple(part.split(_PART)) for part in parts[1::2])
    return Page(literals, gaps, _between_texts(literals, gaps))


def _between_texts(
    literals: tuple[str, ...], gaps: tuple[tuple[str, ...], ...]
) -> tuple[tuple[bytes, ...], tuple[str, ...]]:
    """What ``Page.blank`` holds: the literal texts joined over every gap but those of texts, and the names of these."""
    runs = [[literals[0]]]
    names: list[str] = []
    for gap, literal in zip(gaps, literals[1:], strict=True):
        if gap[0] == "text":
            names.append(gap[1])
            runs.append([])
        runs[-1].append(literal)
    return tuple("".join(run).encode() for run in runs), tuple(names)


def _slot(*parts: object) -> Markup:
    return Markup(_MARK + _PART.join(str(escape(str(part))) for part in parts) + _MARK)  # noqa: S704 - escaped


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = template_environment()
    environment.globals.update(
        checked=lambda name, value: _slot("checked", name, value),
        selected=lambda name, value: _slot("selected", name, value),
        value=lambda name: _slot("value", name),
        error=lambda name: _slot("error", name),
        invalid=lambda name: _slot("invalid", name),
        text=lambda name: _slot("text", name),
        begin=lambda name: _slot("begin", name),
        end=lambda: _slot("end"),
        words=in_words,
        plain=lambda number: f"{number:g}",
    )
    return environment


def in_words(text: BilingualText) -> str:
    """The survey's text in the language of the task, without the marks of our gaps."""
    return text.in_language(language()).replace(_MARK, "")


@lru_cache(maxsize=512)
def section_page(form: FrozenForm, _language: str, position: int) -> Page:
    """One section as a page; ``position`` counts from 1."""
    section = form.definition.sections[position - 1]
    return _page(
        _rendered(
            form,
            "questionnaire_page.html",
            heading=in_words(section.title),
            sections=[section],
            whole=False,
            first=position == 1,
            conditional=False,
            here=f"{ENTRANCE}/{_CODE}/{position}",
        )
    )


@lru_cache(maxsize=64)
def whole_page(form: FrozenForm, _language: str) -> Page:
    """The whole questionnaire on one page, notice first: to print, or to answer in one go."""
    return _page(
        _rendered(
            form,
            "questionnaire_page.html",
            heading=form.title,
            sections=form.definition.sections,
            whole=True,
            first=True,
            conditional=True,
            here=f"{ENTRANCE}/{_CODE}?vue=tout",
        )
    )


def _rendered(form: FrozenForm, template: str, **values: Any) -> str:
    html = page_html(
        template,
        title=form.title.replace(_MARK, ""),
        definition=form.definition,
        notice=notice_of(form),
        last_day=last_day(form),
        **values,
    )
    return html.replace(_CODE, _MARK + "text" + _PART + "code" + _MARK)


def last_day(form: FrozenForm) -> str:
    """Until when the survey may be answered."""
    return _("Vous pouvez répondre jusqu’au {date} inclus.").format(date=formats.day(form.plan.closes_on))


def page_html(template: str, *, here: str, title: str, last_day: str = "", **values: Any) -> str:
    """A page of the light form, in the language of the task; ``here`` is its own address."""
    return (
        _environment()
        .get_template(template)
        .render(
            here=here,
            title=title,
            language=language(),
            authority=settings().authority_name,
            logo=logo_address(),
            style=STYLE,
            labels=labels() | {"last_day": last_day},
            **values,
        )
    )


def summary_html(problems: list[tuple[str, str, str]], message: str = "") -> str:
    """The list of what is to be corrected: answer code, question, message; each leads to its field."""
    if not problems and not message:
        return ""
    return (
        _environment()
        .get_template("questionnaire_summary.html")
        .render(heading=_("À corriger avant de continuer"), problems=problems, message=message)
    )


def labels() -> dict[str, str]:
    """The form's own words."""
    english = language() == "en"
    return {
        "required": _("obligatoire"),
        "conditional": _("À remplir seulement si votre réponse à une question précédente le demande."),
        "yes": _("Oui"),
        "no": _("Non"),
        "none": _("Aucun choix"),
        "several": _("Plusieurs réponses possibles."),
        "several_at_most": _("Plusieurs réponses possibles, {n} au plus."),
        "ranking": _("Placez en premier ce qui compte le plus ; vous pouvez vous arrêter avant la fin."),
        "rank": _("Rang {n}"),
        "number": _("Un nombre entre {low} et {high}."),
        "text": _("{n} caractères au plus. Ne citez personne : noms, adresses et numéros sont masqués."),
        "back": _("Page précédente"),
        "kept": _(
            "Vos réponses sont enregistrées à chaque page ; pour reprendre plus tard, gardez votre code."
        ),
        "code": _("Code :"),
        "purpose": _("Pourquoi cette enquête"),
        "duration": _("Durée"),
        "confidentiality": _("Ce qui protège votre réponse"),
        "attributes": _("Ce qui est conservé"),
        "recipients": _("Qui verra quoi"),
        "legal_basis": _("Base légale"),
        "rights": _("Vos droits"),
        "department": _("Votre réponse sera comptée avec celles de votre service : {name}."),
        "start": _("Commencer"),
        "resume": _("Reprendre où vous en étiez"),
        "whole": _("Afficher toutes les questions sur une page (pour les lire d’abord, ou les imprimer)"),
        "your_code": _("Votre code personnel"),
        "code_help": _(
            "Douze lettres et chiffres, sur votre coupon, votre questionnaire papier ou votre courriel."
        ),
        "enter": _("Accéder au questionnaire"),
        "other_language": "Français" if english else "English",
        "other_code": "fr" if english else "en",
    }
