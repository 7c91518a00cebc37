"""What I could become: the easiest roles as cards, each with its path and what I say of it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.core.errors import TransfoError
from transfo_rh.core.formats import days_words, number
from transfo_rh.core.i18n import _, labelled, ngettext
from transfo_rh.skills.fit.explain import effort_words, fit_words, readiness_words
from transfo_rh.skills.fit.readiness import whole_fit
from transfo_rh.skills.model import Role, Wish
from transfo_rh.skills.pathways.model import HALF_WAY, Prospect, Prospects
from transfo_rh.skills.pathways.wishes import set_wish
from transfo_rh.ui.empty import empty_state
from transfo_rh.ui.forms.path_scope import path_query
from transfo_rh.ui.links import link_to
from transfo_rh.ui.page import show_error
from transfo_rh.ui.tables import Column, ColumnKind, data_table
from transfo_rh.ui.text import plain
from transfo_rh.ui.toasts import confirm

CARDS, NEAREST = 6, 2


def show_prospects(viewer: Viewer, found: Prospects) -> None:
    """The roles that one could take: those wished and the easiest as cards, every role in the table."""
    st.header(_("Ce que je pourrais devenir"), anchor=False)
    if not found.roles:
        empty_state(title=_("Aucun autre métier au catalogue"), body=_("Revenez quand il sera complété."))
        return
    _show_reach(found)
    if found.assumed:
        st.warning(
            _(
                "Rien n’est encore évalué : ces propositions supposent les niveaux que votre métier demande. Auto-évaluez-vous pour les vôtres."
            ),
            icon=":material/help:",
        )
    st.caption(
        _(
            "Dites ce que vous en pensez. Vos souhaits sont lus par les ressources humaines seules, jamais par votre hiérarchie ; un métier refusé ne vous sera pas proposé."
        )
    )
    with st.grid(2, min_column_width=280):
        for one in first_roles(found):
            with st.container(border=True):
                _show_card(viewer, one)
    _show_table(found)


def _show_reach(found: Prospects) -> None:
    """How many roles are within reach and from when on one is proposed; else that nothing is near, and what is nearest."""
    direct = sum(len(one.moves) == 1 for one in found.roles)
    longer = sum(len(one.moves) > 1 for one in found.roles)
    to_confirm = sum(not one.moves and found.proposes(one) for one in found.roles)
    if direct or longer or to_confirm:
        st.markdown(reach_words(direct=direct, longer=longer, to_confirm=to_confirm))
    else:
        st.info(_nothing_near(found), icon=":material/explore:")
    st.caption(
        _(
            "Un métier est proposé quand un parcours de trois étapes au plus y mène, ou quand seules des évaluations manquent et que l’adéquation assurée atteint déjà {half} sur 100, la moitié du minimum pour bouger."
        ).format(half=number(HALF_WAY * found.settings.move_fit))
    )


def reach_words(*, direct: int, longer: int, to_confirm: int) -> str:
    """How many roles a move reaches, how many several do, how many an assessment may open; what is none is not said.

    >>> reach_words(direct=2, longer=0, to_confirm=1).replace("\\u00a0", " ")
    'À votre portée aujourd’hui : 2 métiers par un passage direct. 1 métier à confirmer : des compétences jamais évaluées peuvent l’ouvrir.'
    """
    ways = [
        words.format(n=count)
        for count, words in (
            (
                direct,
                ngettext("{n} métier par un passage direct", "{n} métiers par un passage direct", direct),
            ),
            (longer, ngettext("{n} métier par étapes", "{n} métiers par étapes", longer)),
        )
        if count
    ]
    said = [_("À votre portée aujourd’hui : {ways}.").format(ways=", ".join(ways))] if ways else []
    if to_confirm:
        more = ngettext(
            "{n} métier à confirmer : des compétences jamais évaluées peuvent l’ouvrir.",
            "{n} métiers à confirmer : des compétences jamais évaluées peuvent les ouvrir.",
            to_confirm,
        )
        said.append(more.format(n=to_confirm))
    return " ".join(said)


def _nothing_near(found: Prospects) -> str:
    """That no role is within reach today, the nearest one, and what to do."""
    nearest = nearest_roles(found)
    if not nearest:
        return _(
            "Rien de ce que demandent les autres métiers n’est encore connu de vous : auto-évaluez-vous sur les compétences d’un métier qui vous intéresse."
        )
    if nearest[0].fit.low >= found.settings.move_fit:
        return _(
            "Avec ce qui est connu de vous aujourd’hui, aucun autre métier n’est encore à portée. Le plus proche est « {role} », à {fit} sur 100 assurés : c’est assez pour bouger, mais une compétence critique ou la catégorie le ferme encore ; « Voir le parcours » dit laquelle."
        ).format(role=plain(nearest[0].role.label), fit=number(whole_fit(nearest[0].fit.low)))
    return _(
        "Avec ce qui est connu de vous aujourd’hui, aucun autre métier n’est encore à portée. Le plus proche est « {role} » : {fit} sur 100 assurés, quand il en faut {minimum} pour bouger. Une compétence jamais évaluée compte pour zéro : auto-évaluez-vous sur celles d’un métier qui vous intéresse."
    ).format(
        role=plain(nearest[0].role.label),
        fit=number(whole_fit(nearest[0].fit.low)),
        minimum=number(found.settings.move_fit),
    )


def nearest_roles(found: Prospects) -> list[Prospect]:
    """The roles of the greatest assured fit, none of those of which nothing is known."""
    known = [one for one in found.roles if one.fit.low > 0]
    return sorted(known, key=lambda one: -one.fit.low)


def first_roles(found: Prospects) -> list[Prospect]:
    """Those of which something was said, then the easiest that are proposed, or the two nearest where none is."""
    wished = [one for one in found.roles if one.wish is not None]
    proposed = [one for one in found.roles if one.wish is None and found.proposes(one)]
    if not proposed:
        return [*wished, *[one for one in nearest_roles(found) if one.wish is None][:NEAREST]]
    return [*wished, *proposed[: max(0, CARDS - len(wished))]]


def _show_card(viewer: Viewer, one: Prospect) -> None:
    st.subheader(plain(one.role.label), anchor=False)
    lines = [
        f"{labelled(_('Adéquation'), fit_words(one.fit))} – {readiness_words(one.fit)}",
        plain(way_words(one)),
        _("{days} de formation en tout").format(days=days_words(one.days))
        if len(one.moves) > 1
        else effort_words(one.effort),
    ]
    st.markdown("  \n".join(lines))
    if one.lower_category:
        st.badge(_("Relève d’une catégorie inférieure à la vôtre"), icon=":material/stairs:", color="orange")
    elif one.category_changes:
        st.badge(_("Suppose un changement de catégorie"), icon=":material/stairs:", color="orange")
    ask_wish(one.role, one.wish, lambda wish: set_wish(viewer=viewer, role_code=one.role.code, wish=wish))
    link_to(
        "skills/pathways",
        viewer=viewer,
        label=_("Voir le parcours"),
        query=path_query(one.role),
    )


def way_words(one: Prospect) -> str:
    """How the role is reached."""
    if not one.moves and one.to_confirm:
        unknown = len(one.fit.unknown)
        return ngettext(
            "Passage direct à confirmer : {n} compétence à évaluer",
            "Passage direct à confirmer : {n} compétences à évaluer",
            unknown,
        ).format(n=unknown)
    if not one.moves:
        return _("Aucun parcours de trois étapes au plus aujourd’hui")
    if len(one.moves) == 1:
        return _("Passage direct")
    return _("En {n} étapes : {roles}").format(
        n=len(one.moves), roles=" → ".join(role.label for role in one.moves)
    )


def ask_wish(
    role: Role, stored: Wish | None, write: Callable[[Wish | None], None], *, label: str = "", whose: int = 0
) -> None:
    """What is said of a role, kept at once. ``whose``: an agent’s id, 0 for oneself. The key holds the stored wish: a newer one starts afresh."""
    chosen = st.segmented_control(
        label or _("Mon souhait pour « {role} »").format(role=plain(role.label)),
        list(Wish),
        default=stored,
        format_func=lambda wish: Wish(wish).label,
        key=f"wish_{whose}_{role.code}_{stored}",
        label_visibility="visible" if label else "collapsed",
    )
    wish = None if chosen is None else Wish(chosen)
    if wish is stored:
        return
    try:
        write(wish)
    except TransfoError as error:
        show_error(error)
        return
    confirm(labelled(role.label, _("souhait retiré") if wish is None else wish.label.lower()))
    st.rerun()


def _show_table(found: Prospects) -> None:
    with st.expander(_("Tous les métiers"), icon=":material/table_rows:"):
        data_table(
            columns=[
                Column(_("Métier"), pinned=True),
                Column(_("Adéquation")),
                Column(_("Classe")),
                Column(_("Parcours")),
                Column(_("Jours"), ColumnKind.NUMBER),
                Column(_("Mon souhait")),
            ],
            rows=[
                (
                    one.role.label,
                    fit_words(one.fit),
                    readiness_words(one.fit),
                    way_words(one),
                    one.days,
                    None if one.wish is None else one.wish.label,
                )
                for one in found.roles
            ],
            alt=_("Chaque métier du catalogue : adéquation, parcours, jours de formation, souhait."),
            key="prospects_table",
        )
