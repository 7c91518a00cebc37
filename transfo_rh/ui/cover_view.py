"""Cover and risks on screen: families, skills and roles by class, skills that rest on one person, urgency."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.exchange.spreadsheets import Value
from transfo_rh.skills.model import Catalogue, numbered_level
from transfo_rh.skills.overview import wording
from transfo_rh.skills.overview.cover import COVERS, Cover, Holders
from transfo_rh.skills.overview.model import CoverView, SingleHolder
from transfo_rh.skills.overview.urgency import URGENCIES, Urgency
from transfo_rh.ui.charts.cover import CoverRow, cover_chart
from transfo_rh.ui.metrics import Metric
from transfo_rh.ui.tables import Column, ColumnKind, data_table


def cover_metrics(view: CoverView) -> list[Metric]:
    """Skills in rupture, fragile, resting on one person who leaves; roles in rupture."""
    counts = wording.cover_counts(view)
    roles = sum(line.found.cover is Cover.RUPTURE for line in view.roles)
    years = view.settings.retirement_years
    return [
        Metric(
            _("En rupture"),
            number(counts[Cover.RUPTURE]),
            help=_("Compétences que personne ne détient au niveau demandé."),
        ),
        Metric(
            _("Fragiles"),
            number(counts[Cover.FRAGILE]),
            help=_(
                "Moins de deux détenteurs ; celui qui part en retraite d’ici {years} ans compte pour moitié."
            ).format(years=years),
        ),
        Metric(
            _("Seul détenteur sur le départ"),
            number(sum(single.within_horizon for single in view.singles)),
            help=_("Compétences détenues par une seule personne, en retraite d’ici {years} ans.").format(
                years=years
            ),
        ),
        Metric(
            _("Métiers en rupture"),
            number(roles),
            help=_("Métiers dont au moins une compétence décisive n’est détenue par personne."),
        ),
    ]


def show_families(view: CoverView, catalogue: Catalogue) -> None:
    """How each family stands, the most exposed first."""
    counted: dict[str, Counter[Cover]] = {}
    for line in view.skills:
        counted.setdefault(line.skill.content.family, Counter())[line.cover] += 1
    names = {family.code: family.label.text for family in catalogue.families}
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1][Cover.RUPTURE], -pair[1][Cover.FRAGILE]))
    rows = [
        CoverRow(
            names.get(family, family),
            (counts[Cover.RUPTURE], counts[Cover.FRAGILE], counts[Cover.COVERED]),
            ", ".join(f"{cover.label} : {number(counts[cover])}" for cover in COVERS),
        )
        for family, counts in ordered
    ]
    first, second, third = (cover.label for cover in COVERS)
    cover_chart(
        rows=rows,
        classes=(first, second, third),
        alt=wording.cover_sentence(view),
        key="cover_families",
        value_title=_("Nombre de compétences"),
    )


def show_singles(view: CoverView) -> None:
    """Skills that rest on one person; who, for those who may see names."""
    st.header(_("Compétences qui reposent sur une seule personne"), anchor=False)
    if not view.singles:
        st.write(_("Aucune dans ce périmètre."))
        return
    people = [
        Column(_("Détenteur")),
        Column(_("Métier")),
        Column(_("Retraite prévue"), ColumnKind.DATE),
    ]
    columns = [
        Column(_("Compétence")),
        *([] if view.protected else people),
        Column(_("Départ d’ici {years} ans").format(years=view.settings.retirement_years)),
        Column(_("Niveau demandé"), ColumnKind.NUMBER, help=_("De 1 (notions) à 4 (expertise).")),
    ]
    data_table(
        columns=columns,
        rows=[_single(single) for single in view.singles],
        alt=ngettext(
            "{n} compétence détenue par une seule personne",
            "{n} compétences détenues chacune par une seule personne",
            len(view.singles),
        ).format(n=number(len(view.singles))),
        key="singles",
    )


def _single(single: SingleHolder) -> tuple[Value, ...]:
    leaving = _("oui") if single.within_horizon else _("non")
    if single.agent is None:
        return (single.skill.label, leaving, single.required)
    name = f"{single.agent.last_name} {single.agent.first_name}"
    return (
        single.skill.label,
        name,
        single.agent.job,
        single.retirement_on,
        leaving,
        single.required,
    )


def show_urgency(view: CoverView) -> None:
    """Doers and teachers of each skill: one class each, with what it calls for."""
    st.header(_("Urgence de la transmission"), anchor=False)
    st.caption(
        _(
            "Pratiquent : niveau 2 et plus (1 si les métiers n’en demandent pas davantage). Transmettent : niveau 4. Un départ en retraite d’ici {years} ans compte pour moitié."
        ).format(years=view.settings.retirement_years)
    )
    counts = Counter(line.urgency for line in view.skills)
    for urgency in URGENCIES:
        if counts[urgency] and urgency is not Urgency.SECURE:
            st.markdown(f"- **{urgency.label} ({number(counts[urgency])})** : {urgency.advice}")
    named = not view.protected
    people = [Column(_("Au niveau demandé")), Column(_("Pratiquent")), Column(_("Transmettent"))]
    rows: list[tuple[Value, ...]] = [
        (
            line.skill.label,
            line.urgency.label,
            line.cover.label,
            numbered_level(line.required),
            *([_holders(line.holders), _holders(line.doers), _holders(line.teachers)] if named else []),
        )
        for line in sorted(view.skills, key=lambda line: URGENCIES.index(line.urgency))
    ]
    data_table(
        columns=[
            Column(_("Compétence"), pinned=True),
            Column(_("Urgence")),
            Column(_("Couverture")),
            Column(_("Niveau demandé")),
            *(people if named else []),
        ],
        rows=rows,
        alt=_("L’urgence et la couverture de chaque compétence, la plus urgente d’abord"),
        key="urgency",
        file_name=_("couverture et urgence"),
    )


def _holders(holders: Holders | None) -> str:
    if holders is None:
        return ""
    if not holders.retiring:
        return number(holders.count)
    return ngettext(
        "{n}, dont {leaving} sur le départ", "{n}, dont {leaving} sur le départ", holders.count
    ).format(n=number(holders.count), leaving=number(holders.retiring))


def show_roles(view: CoverView, catalogue: Catalogue) -> None:
    """Each role and the skills that put it at risk."""
    st.header(_("Couverture des métiers"), anchor=False)
    labels = {skill.code: skill.label for skill in catalogue.skills}
    data_table(
        columns=[
            Column(_("Métier")),
            Column(_("Sorte")),
            Column(_("Couverture")),
            Column(_("Compétences en cause")),
        ],
        rows=[
            (
                line.role.label,
                line.role.content.kind.label,
                line.found.cover.label,
                ", ".join(labels.get(code, code) for code in line.found.weakest),
            )
            for line in view.roles
        ],
        alt=_("La couverture de chaque métier par ses compétences décisives, la plus faible d’abord"),
        key="cover_roles",
        file_name=_("couverture des métiers"),
    )
