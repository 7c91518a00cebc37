"""The path on one A4 page, for the interview: first what the present job brings, then what is new, the plan, notes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from transfo_rh.core.formats import day, days_words, months_words
from transfo_rh.core.i18n import _, clauses
from transfo_rh.core.money import euros
from transfo_rh.exchange.documents import Align, Document, TableColumn
from transfo_rh.skills.fit.explain import fit_words, months
from transfo_rh.skills.pathways.model import PathStudy, Step
from transfo_rh.skills.pathways.words import (
    approach_words,
    assumed_words,
    category_words,
    conclusion,
    departure_name,
    job_name,
    new_skills,
    obstacle_words,
    official_words,
    reused_along,
    totals_words,
    value_words,
)

SIZE = 8.5
NOTE_GAP = 13
DENSITIES = ((14, 12), (14, 8), (14, 5), (11, 5), (9, 5), (8, 4), (7, 3), (6, 3), (5, 2), (4, 2), (3, 1))
"""(Skills in each list, lines for notes), from the airiest page to the densest."""


def path_document(study: PathStudy, *, authority: str) -> bytes:
    """The PDF, on one page whatever the path: where a table is too long, its last lines become names."""
    written: dict[int, bytes] = {}

    def fits(rank: int) -> bool:
        document = _document(study, authority, *DENSITIES[rank])
        written[rank] = document.bytes()
        return document.pages == 1

    densest = len(DENSITIES) - 1
    rank = bisect_left(range(densest), True, key=fits)
    if rank == densest:
        fits(densest)
    return written[rank]


def _document(study: PathStudy, authority: str, shown: int, notes: int) -> Document:
    title = _("Parcours vers le métier « {role} »").format(role=study.target.label)
    document = Document(title=title, authority=authority, subject=_subject(study))
    document.paragraph(conclusion(study), size=10, strong=True)
    document.figures(totals_words(study))
    for words in (assumed_words(study.departure), *_closed(study)):
        if words:
            document.paragraph(words, size=SIZE, muted=True)
    _what_is_reused(document, study, shown)
    _what_is_new(document, study, shown)
    _plan(document, study)
    _notes(document, notes)
    return document


def _subject(study: PathStudy) -> str:
    job = job_name(study.departure)
    if study.departure.agent is None:
        return _("Depuis le métier « {job} » – {day}").format(job=job, day=day(study.on))
    return _("{name}, {job} – {day}").format(name=departure_name(study.departure), job=job, day=day(study.on))


def _closed(study: PathStudy) -> Sequence[str]:
    """Without a way: why, and what brings closer."""
    return () if study.steps else (" ".join(obstacle_words(study)), approach_words(study))


def _what_is_reused(document: Document, study: PathStudy, shown: int) -> None:
    found = reused_along(study)
    document.heading(_("Ce que le métier d’aujourd’hui apporte"), level=2)
    if not found:
        document.paragraph(_("Aucune compétence commune n’est connue à ce jour."), size=SIZE)
        return
    rows = [
        (
            study.label(one.skill),
            _("niveau {n}").format(n=one.held),
            _("niveau {n}").format(n=one.required),
            value_words(one),
        )
        for one in found[:shown]
    ]
    columns = [
        TableColumn(_("Réutilisé et valorisé"), share=4.6),
        TableColumn(_("Détenu"), share=1.3),
        TableColumn(_("Demandé"), share=1.3),
        TableColumn(_("Valeur"), share=2.6),
    ]
    document.table(columns=columns, rows=rows, size=SIZE)
    _others(document, [study.label(one.skill) for one in found[shown:]])


def _what_is_new(document: Document, study: PathStudy, shown: int) -> None:
    found = new_skills(study)
    document.heading(_("Ce qui est nouveau"), level=2)
    if not found:
        document.paragraph(_("Rien : tous les niveaux demandés sont détenus."), size=SIZE)
        return
    rows = [
        (
            study.label(one.skill),
            _("{start} à {goal}").format(start=one.from_level, goal=one.to_level)
            + (_(" (non évaluée)") if one.unknown else ""),
            ", ".join(str(step) for step in one.steps) if study.steps else "—",
            days_words(one.days),
            euros(one.cost_cents),
        )
        for one in found[:shown]
    ]
    columns = [
        TableColumn(_("À acquérir"), share=4.4),
        TableColumn(_("Niveaux"), share=2),
        TableColumn(_("Étape"), share=0.9, align=Align.CENTRE),
        TableColumn(_("Formation"), share=1.3, align=Align.RIGHT),
        TableColumn(_("Coût"), share=1.2, align=Align.RIGHT),
    ]
    document.table(columns=columns, rows=rows, size=SIZE)
    _others(document, [study.label(one.skill) for one in found[shown:]])


def _others(document: Document, names: Sequence[str]) -> None:
    """What did not fit in the table, in one line after another."""
    if names:
        words = _("Et aussi : {names}.").format(names=clauses(names))
        document.paragraph(words, size=SIZE - 0.5, muted=True)


def _plan(document: Document, study: PathStudy) -> None:
    if not study.steps:
        return
    document.heading(_("Le plan"), level=2)
    rows = [
        (
            str(rank),
            step.role.label,
            fit_words(step.fit),
            days_words(step.effort.days),
            euros(step.effort.cost_cents),
            months_words(months(step.effort)),
            _remarks(step),
        )
        for rank, step in enumerate(study.steps, start=1)
    ]
    columns = [
        TableColumn("", share=0.3),
        TableColumn(_("Métier"), share=2.1),
        TableColumn(_("Adéquation à l’arrivée"), share=1.3),
        TableColumn(_("Formation"), share=1.2),
        TableColumn(_("Coût"), share=1),
        TableColumn(_("Durée"), share=0.9),
        TableColumn(_("À savoir"), share=3.2),
    ]
    document.table(columns=columns, rows=rows, size=8)
    if study.hypothesis:
        document.paragraph(
            _("Jours et coûts : hypothèses par niveau, faute de formation au catalogue."),
            size=SIZE,
            muted=True,
        )


def _remarks(step: Step) -> str:
    words = [category_words(step)]
    if step.official is not None:
        words.append(official_words(step.official) + ".")
    return " ".join(text for text in words if text) or "—"


def _notes(document: Document, lines: int) -> None:
    document.heading(_("Notes de l’entretien"), level=2)
    for _line in range(lines):
        document.space(NOTE_GAP)
        document.rule()
