"""The maps in one sentence each: what a page concludes, and what its picture says to those who do not see it."""

from __future__ import annotations

from collections.abc import Sequence

from transfo_rh.core.formats import number, percent
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.skills.overview.cover import Cover
from transfo_rh.skills.overview.disclosure import Shown
from transfo_rh.skills.overview.model import CoverView, PersonMap, RoleMap, SkillMap


def skill_sentence(view: SkillMap) -> str:
    """The strongest and the weakest skill of the first row, or why there is none."""
    found = [
        (cell.mean, skill.label)
        for cell, skill in zip(view.cells[0], view.skills, strict=True)
        if cell.mean is not None
    ]
    name = view.rows[0].label
    if not found:
        if view.protected:
            return _("{name} : trop peu de personnes évaluées pour afficher un niveau.").format(name=name)
        return _("{name} : personne n’est encore évalué dans cette famille.").format(name=name)
    best, worst = max(found), min(found)
    if len(found) == 1:
        return _(
            "{name} : parmi les agents évalués, le niveau moyen est de {mean} sur 4 en « {skill} »."
        ).format(name=name, mean=number(best[0], decimals=1), skill=best[1])
    low, high = number(worst[0], decimals=1), number(best[0], decimals=1)
    if low == high:
        return _(
            "{name} : parmi les agents évalués, le niveau moyen est de {mean} sur 4 dans les {n} compétences connues."
        ).format(name=name, mean=low, n=number(len(found)))
    return _(
        "{name} : parmi les agents évalués, le niveau moyen va de {low} sur 4 (« {weakest} ») à {high} (« {strongest} »)."
    ).format(name=name, low=low, weakest=worst[1], high=high, strongest=best[1])


def role_sentence(view: RoleMap) -> str:
    """How many roles have somebody near, and the one with most people."""
    name = view.rows[0].label
    found = [
        (cell.near, role.label)
        for cell, role in zip(view.cells[0], view.roles, strict=True)
        if cell.near is not None
    ]
    if not found:
        return _("{name} : aucun chiffre à afficher pour ces métiers.").format(name=name)
    near = [pair for pair in found if pair[0]]
    if not near and not view.protected and not any(cell.known for cell in view.cells[0]):
        return _("{name} : personne n’est encore évalué sur ce que ces métiers demandent.").format(name=name)
    if not near:
        return ngettext(
            "{name} : personne n’est assuré d’être prêt, même en 6 mois, pour le métier affiché.",
            "{name} : personne n’est assuré d’être prêt, même en 6 mois, pour les {n} métiers affichés.",
            len(found),
        ).format(name=name, n=number(len(found)))
    most = max(near)
    return ngettext(
        "{name} : {n} métier a quelqu’un de prêt ou en 6 mois ; le plus proche est « {role} » ({people}).",
        "{name} : {n} métiers ont quelqu’un de prêt ou en 6 mois ; le plus proche est « {role} » ({people}).",
        len(near),
    ).format(name=name, n=number(len(near)), role=most[1], people=_people(most[0], at_least=view.protected))


def assured_sentence() -> str:
    """Who is counted in departments × roles."""
    return _(
        "Ne sont comptés que les agents prêts ou en 6 mois au plus quelles que soient les évaluations manquantes."
    )


def rounding_sentence(k: int) -> str:
    """How numbers of people are written for readers of aggregates."""
    return _("Les nombres de personnes sont arrondis au multiple de {k} inférieur.").format(k=k)


def levels_sentence() -> str:
    """How mean levels and shares are written for readers of aggregates."""
    return _(
        "Le niveau moyen est arrondi au demi, de 0,5 à 3,5, et la part évaluée à la dizaine inférieure, 90 % au plus."
    )


def _people(count: int, *, at_least: bool) -> str:
    if at_least:
        return ngettext("au moins {n} personne", "au moins {n} personnes", count).format(n=number(count))
    return ngettext("{n} personne", "{n} personnes", count).format(n=number(count))


def person_sentence(view: PersonMap) -> str:
    """How much of the page is known."""
    cells = [level for line in view.levels for level in line]
    known = sum(level is not None for level in cells)
    share = round(100 * known / len(cells)) if cells else 0
    return ngettext(
        "{n} agent, page {page} sur {pages} : {share} des niveaux de cette page sont connus.",
        "{n} agents, page {page} sur {pages} : {share} des niveaux de cette page sont connus.",
        view.total,
    ).format(n=number(view.total), page=view.page + 1, pages=view.pages, share=percent(share))


def cover_counts(view: CoverView) -> dict[Cover, int]:
    """How many skills are in each class."""
    return {cover: sum(line.cover is cover for line in view.skills) for cover in Cover}


def cover_sentence(view: CoverView) -> str:
    """How many skills nobody holds, and how many rest on one person who leaves."""
    if view.hidden:
        return _("Trop peu d’agents dans ce service pour afficher sa couverture.")
    if not view.skills:
        return _("Aucune compétence n’est demandée par les métiers choisis.")
    if view.assessed == 0:
        return _("Personne n’est encore évalué dans ce périmètre : sa couverture n’est pas connue.")
    counts = cover_counts(view)
    if counts[Cover.RUPTURE] == len(view.skills) > 1:
        return _(
            "Aucune des {n} compétences n’est détenue au niveau demandé par une personne évaluée."
        ).format(n=number(len(view.skills)))
    first = _whole_cover(view) or ngettext(
        "{n} compétence sur {all} n’est détenue par personne au niveau demandé",
        "{n} compétences sur {all} ne sont détenues par personne au niveau demandé",
        counts[Cover.RUPTURE],
    ).format(n=number(counts[Cover.RUPTURE]), all=number(len(view.skills)))
    second = ngettext("{n} est fragile", "{n} sont fragiles", counts[Cover.FRAGILE]).format(
        n=number(counts[Cover.FRAGILE])
    )
    if not counts[Cover.FRAGILE]:
        second = _("aucune n’est fragile")
    leaving = sum(single.within_horizon for single in view.singles)
    if not leaving:
        return _("{first}, {second}.").format(first=first, second=second)
    third = ngettext(
        "{n} repose sur une seule personne qui part d’ici {years} ans",
        "{n} reposent sur une seule personne qui part d’ici {years} ans",
        leaving,
    ).format(n=number(leaving), years=view.settings.retirement_years)
    return _("{first}, {second} ; {third}.").format(first=first, second=second, third=third)


def _whole_cover(view: CoverView) -> str:
    """What is said when somebody holds every skill; empty otherwise."""
    if cover_counts(view)[Cover.RUPTURE]:
        return ""
    return ngettext(
        "{n} compétence est détenue au niveau demandé",
        "Les {n} compétences sont toutes détenues au niveau demandé",
        len(view.skills),
    ).format(n=number(len(view.skills)))


def cover_reading(view: CoverView) -> str:
    """How to read the cover: what is required, and that only assessed people can hold a skill."""
    rule = _(
        "Niveau demandé d’une compétence : celui que la plupart des métiers pris en compte demandent, le plus haut en cas d’égalité. Couverte à partir de deux détenteurs. Les savoir-être ne comptent pas."
    )
    if view.assessed is None:
        return _("{rule} Seules les personnes évaluées comptent parmi les détenteurs.").format(rule=rule)
    known = ngettext(
        "{n} agent évalué sur {all} : ce que savent les autres n’est pas compté.",
        "{n} agents évalués sur {all} : ce que savent les autres n’est pas compté.",
        view.assessed,
    ).format(n=number(view.assessed), all=number(view.headcount))
    return _("{rule} {known}").format(rule=rule, known=known)


def hidden_count(states: Sequence[Sequence[Shown]]) -> int:
    """How many figures of a map are hidden.

    >>> hidden_count([[Shown.SHOWN, Shown.HIDDEN], [Shown.HIDDEN, Shown.NOBODY]])
    2
    """
    return sum(state is Shown.HIDDEN for line in states for state in line)
