"""A movement of a team on screen: what it does to cover, to people and to training, before and after."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.core.formats import days_words, number
from transfo_rh.core.i18n import _, clauses, ngettext
from transfo_rh.core.money import euros
from transfo_rh.exchange.spreadsheets import Value
from transfo_rh.skills.fit.explain import readiness_words
from transfo_rh.skills.fit.readiness import whole_fit
from transfo_rh.skills.overview.cover import Cover
from transfo_rh.skills.overview.exports import record_named_table
from transfo_rh.skills.pathways.words import categories_words
from transfo_rh.skills.staffing.whatif import (
    CoverChange,
    MemberLine,
    Movement,
    PlaceCover,
    RoleView,
    Totals,
    WhatIf,
)
from transfo_rh.ui.charts.bars import Bar, bars_chart
from transfo_rh.ui.links import link_to
from transfo_rh.ui.metrics import Metric, metric_row
from transfo_rh.ui.tables import Column, ColumnKind, data_table
from transfo_rh.ui.text import plain

_UNKNOWN = "no_answer"


def conclusion(found: WhatIf) -> str:
    """The movement in one sentence."""
    first = _("Fermer « {team} »") if found.movement is Movement.CLOSE else _("Déplacer « {team} »")
    cover = clauses([_place_words(place) for place in found.places]) or _("aucune couverture ne change")
    words = _("{movement} : {cover}").format(movement=first.format(team=plain(found.team)), cover=cover)
    if found.movement is Movement.CLOSE or found.after.mean_fit is None:
        return _("{words}.").format(words=words)
    return _("{words}. {fit}, pour {days} de formation au plus ({cost}).").format(
        words=words,
        fit=_fit_words(found.before, found.after),
        days=days_words(found.after.days),
        cost=euros(found.after.cost_cents),
    )


def _fit_words(before: Totals, after: Totals) -> str:
    """How the mean assured fit changes, by the figures that are read."""
    start, goal = _mean(before), _mean(after)
    if start == goal:
        return _("L’adéquation assurée moyenne reste à {fit}").format(fit=goal)
    return _("L’adéquation assurée moyenne passe de {before} à {after}").format(before=start, after=goal)


def _place_words(place: PlaceCover) -> str:
    """What changes in one place."""
    ruptures, fragile = len(place.fallen(Cover.RUPTURE)), len(place.fallen(Cover.FRAGILE))
    parts = []
    if ruptures:
        parts.append(
            ngettext("{n} compétence en rupture", "{n} compétences en rupture", ruptures).format(n=ruptures)
        )
    if fragile:
        words = (
            ngettext("{n} devenue fragile", "{n} devenues fragiles", fragile)
            if ruptures
            else ngettext("{n} compétence devenue fragile", "{n} compétences devenues fragiles", fragile)
        )
        parts.append(words.format(n=fragile))
    if gained := len(place.gained):
        words = (
            ngettext("{n} mieux couverte", "{n} mieux couvertes", gained)
            if parts
            else ngettext("{n} compétence mieux couverte", "{n} compétences mieux couvertes", gained)
        )
        parts.append(words.format(n=gained))
    changes = ", ".join(parts) or _("aucun changement de couverture")
    if place.whole:
        return _("dans toute la collectivité, {changes}").format(changes=changes)
    return _("dans « {place} », {changes}").format(place=plain(place.label), changes=changes)


def show(found: WhatIf, skills: Mapping[str, str], *, viewer: Viewer) -> None:
    """The conclusion, the figures, the people, the covers."""
    st.markdown(f"**{conclusion(found)}**")
    metric_row(_metrics(found))
    if found.movement is Movement.MOVE:
        _say_compared(found, viewer)
        _people(found, viewer)
    _covers(found, skills)


def _say_compared(found: WhatIf, viewer: Viewer) -> None:
    """Of how many people the means and the days speak, when the role of some is unknown."""
    compared = found.before.people
    if not found.roles or compared == len(found.members):
        return
    if not compared:
        st.caption(
            _(
                "Le métier d’aujourd’hui d’aucun de ces agents n’est connu : rien n’est à comparer avec l’après."
            )
        )
        link_to("skills/labels", viewer=viewer)
        return
    st.caption(
        ngettext(
            "Adéquation moyenne et jours portent sur {n} agent, dont le métier d’aujourd’hui est connu, sur {all}.",
            "Adéquation moyenne et jours portent sur les {n} agents dont le métier d’aujourd’hui est connu, sur {all}.",
            compared,
        ).format(n=number(compared), all=number(len(found.members)))
    )
    link_to("skills/labels", viewer=viewer)


def _metrics(found: WhatIf) -> list[Metric]:
    ruptures, fragile = _fallen(found, Cover.RUPTURE), _fallen(found, Cover.FRAGILE)
    metrics = [
        Metric(_("Agents concernés"), number(len(found.members))),
        Metric(
            _("Ruptures et fragilités"),
            _("{ruptures} et {fragile}").format(ruptures=ruptures, fragile=fragile),
            help=_("Compétences dont la couverture tombe à zéro, ou sous deux détenteurs."),
        ),
    ]
    if found.movement is Movement.CLOSE:
        return metrics
    before, after = found.before, found.after
    return [
        *metrics,
        Metric(_("Adéquation moyenne"), _arrow(_mean(before), _mean(after)), help=_help_fit()),
        Metric(
            _("Jours de formation"),
            _arrow(number(before.days), number(after.days)),
            help=_arrow(euros(before.cost_cents), euros(after.cost_cents)),
        ),
    ]


def _people(found: WhatIf, viewer: Viewer) -> None:
    st.header(_("Les personnes, avant et après"), anchor=False)
    if not found.roles:
        st.caption(
            _(
                "Aucun métier du catalogue n’est connu dans le service d’accueil : rapprochez d’abord ses intitulés de poste."
            )
        )
        return
    st.caption(
        _(
            "Après : le métier du service d’accueil le plus proche de chacun, de sa catégorie d’abord. Métiers du service : {roles}."
        ).format(roles=", ".join(role.label for role in found.roles))
    )
    changing = sum(line.changes_category for line in found.members)
    if changing:
        st.warning(
            ngettext(
                "{n} agent n’y trouve pas de métier de sa catégorie : un changement de catégorie s’examine avec les ressources humaines.",
                "{n} agents n’y trouvent pas de métier de leur catégorie : un changement de catégorie s’examine avec les ressources humaines.",
                changing,
            ).format(n=number(changing)),
            icon=":material/stairs:",
        )
    bars_chart(
        bars=[_bar(line) for line in found.members],
        alt=conclusion(found),
        key="what_if_people",
        value_title=_("Adéquation assurée (sur 100)"),
        reference_title=_("Dans le métier d’aujourd’hui"),
    )
    data_table(
        columns=[
            Column(_("Agent")),
            Column(_("Métier aujourd’hui")),
            Column(_("Adéquation"), ColumnKind.NUMBER),
            Column(_("Jours"), ColumnKind.NUMBER),
            Column(_("Métier le plus proche")),
            Column(
                _("Catégorie"),
                help=_("« B → A » : ce métier suppose une autre catégorie que celle de l’agent."),
            ),
            Column(_("Adéquation après"), ColumnKind.NUMBER),
            Column(_("Classe")),
            Column(_("Jours après"), ColumnKind.NUMBER),
            Column(_("Coût (€)"), ColumnKind.NUMBER),
        ],
        rows=[_row(line) for line in found.members],
        alt=_("Chaque agent de l’équipe, avant et après."),
        key="what_if_members",
        file_name=_("Et si {team}").format(team=found.team),
        record=partial(record_named_table, viewer=viewer, what="what_if", subject=found.team_code),
    )


def _bar(line: MemberLine) -> Bar:
    after = line.after
    if after is None or not after.known:
        words = _("Non évalué")
        return Bar(_name(line), None, "", words, state=_UNKNOWN, state_label=words)
    return Bar(
        _("{name} : {role}").format(name=_name(line), role=after.role.label),
        whole_fit(after.low),
        number(whole_fit(after.low)),
        readiness_words(after.fit),
        reference=None if line.before is None else whole_fit(line.before.low),
    )


def _row(line: MemberLine) -> tuple[Value, ...]:
    before, after = line.before, line.after
    return (
        _name(line),
        before.role.label if before else _("Métier inconnu"),
        _fit(before),
        before.days if before else None,
        after.role.label if after else None,
        category_words(line),
        _fit(after),
        readiness_words(after.fit) if after else None,
        after.days if after else None,
        round(after.cost_cents / 100) if after else None,
    )


def category_words(line: MemberLine) -> str | None:
    """The person's category, with that of the nearest role when it is another one; None when unknown."""
    held = line.agent.category
    if held is None or not line.changes_category:
        return None if held is None else held.value
    assert line.after is not None
    asked = line.after.role.content.categories
    return _arrow(held.value, categories_words(asked))


def _covers(found: WhatIf, skills: Mapping[str, str]) -> None:
    st.header(_("Les compétences, avant et après"), anchor=False)
    rows = [
        (
            skills.get(change.skill, change.skill),
            change.required,
            change.before.cover.label,
            change.after.cover.label,
            _holders(change),
            place.label,
        )
        for place in found.places
        for change in place.changes
    ]
    if not rows:
        st.caption(_("Aucune compétence ne change de classe de couverture."))
        return
    data_table(
        columns=[
            Column(_("Compétence")),
            Column(_("Niveau demandé"), ColumnKind.NUMBER),
            Column(_("Avant")),
            Column(_("Après")),
            Column(_("Détenteurs"), help=_("Agents à ce niveau ou au-dessus, avant et après.")),
            Column(_("Où")),
        ],
        rows=rows,
        alt=_("Les compétences dont la couverture change de classe, les ruptures d’abord."),
        key="what_if_covers",
        file_name=_("Couverture {team}").format(team=found.team),
    )


def _holders(change: CoverChange) -> str:
    return _arrow(number(change.before.count), number(change.after.count))


def _fallen(found: WhatIf, cover: Cover) -> int:
    """Skills that fall to this class: where the team leaves, or in the whole authority when it closes."""
    places = found.places[-1:] if found.movement is Movement.CLOSE else found.places
    return sum(len(place.fallen(cover)) for place in places)


def _fit(view: RoleView | None) -> int | None:
    return None if view is None or not view.known else whole_fit(view.low)


def _mean(totals: Totals) -> str:
    return "—" if totals.mean_fit is None else number(totals.mean_fit)


def _arrow(before: str, after: str) -> str:
    return f"{before} → {after}"


def _help_fit() -> str:
    return _(
        "Assurée, sur 100 : dans le métier d’aujourd’hui, puis dans le plus proche du service d’accueil."
    )


def _name(line: MemberLine) -> str:
    return f"{line.agent.last_name} {line.agent.first_name}"
