"""« Path to a role » on screen: the conclusion, the path drawn step by step, the levels side by side, close roles."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.core.formats import days_words, number
from transfo_rh.core.i18n import _, clauses, labelled, ngettext
from transfo_rh.exchange.spreadsheets import Value
from transfo_rh.skills.fit.explain import effort_words
from transfo_rh.skills.fit.readiness import whole_fit
from transfo_rh.skills.model import numbered_level
from transfo_rh.skills.pathways.model import PathStudy, Reused, RoleLink, Step
from transfo_rh.skills.pathways.service import From, printed_path
from transfo_rh.skills.pathways.words import (
    approach_words,
    assumed_words,
    category_words,
    conclusion,
    job_name,
    obstacle_words,
    official_words,
    reused_words,
    step_fit_words,
    totals_words,
    value_words,
)
from transfo_rh.ui.fit_view import hypothesis
from transfo_rh.ui.level_bars import BesideLine, counted_words, show_levels_beside
from transfo_rh.ui.metrics import Metric, metric_row
from transfo_rh.ui.tables import Column, ColumnKind, data_table, later, safe_file_name
from transfo_rh.ui.text import plain

SHOWN = 6


def show_conclusion(study: PathStudy) -> None:
    """The path in one sentence, its figures, and what stands in the way of the direct move."""
    st.markdown(f"**{plain(conclusion(study))}**")
    if study.steps:
        metric_row([Metric(label, value) for label, value in totals_words(study)])
    assumed = assumed_words(study.departure)
    if assumed:
        st.warning(assumed, icon=":material/help:")
    reasons = obstacle_words(study)
    if reasons:
        title = _("Pourquoi pas directement ?") if study.steps else _closed_title(study)
        lines = "\n".join(f"- {plain(reason)}" for reason in reasons)
        after = () if study.steps else (_whole_effort(study), plain(approach_words(study)))
        st.info("\n\n".join(filter(None, (lines, *after))), title=title, icon=":material/door_front:")


def _closed_title(study: PathStudy) -> str:
    waiting = study.obstacles is not None and study.obstacles.to_confirm
    return _("Ce qui reste à confirmer") if waiting else _("Ce qui ferme ce métier aujourd’hui")


def _whole_effort(study: PathStudy) -> str:
    return _("Tout apprendre à partir d’aujourd’hui demanderait {effort}.").format(
        effort=effort_words(study.direct_effort)
    )


def show_steps(study: PathStudy) -> None:
    """The path drawn: one card for the departure, one for each move, in the order of the reading."""
    if not study.steps:
        return
    st.header(_("Le parcours"), anchor=False)
    with st.grid(min(3, len(study.steps)), min_column_width=260):
        for rank, step in enumerate(study.steps, start=1):
            with st.container(border=True):
                _show_step(study, step, rank)


def _show_step(study: PathStudy, step: Step, rank: int) -> None:
    before = job_name(study.departure) if rank == 1 else study.steps[rank - 2].role.label
    st.caption(
        _("Étape {n} sur {all}, depuis « {role} »").format(n=rank, all=len(study.steps), role=plain(before))
    )
    st.subheader(plain(step.role.label), anchor=False, icon=":material/arrow_forward:")
    st.markdown(f"{step_fit_words(step)}  \n{effort_words(step.effort)}")
    if step.official is not None:
        st.badge(official_words(step.official), icon=":material/verified:", color="green")
    changed = category_words(step)
    if changed:
        st.warning(changed, icon=":material/stairs:")
    with st.grid(2, min_column_width=240):
        with st.container():
            _show_kept(study, step)
        with st.container():
            _show_new(study, step)


def _show_kept(study: PathStudy, step: Step) -> None:
    _names(
        _("Réutilisé et valorisé"),
        [reused_words(one, study.label(one.skill)) for one in step.reused],
        icon=":material/check_circle:",
        nothing=_("Rien de connu à ce jour"),
    )
    _names(
        _("Appris à une étape précédente"),
        [reused_words(one, study.label(one.skill)) for one in step.carried],
        icon=":material/history_edu:",
    )


def _show_new(study: PathStudy, step: Step) -> None:
    _names(
        _("Nouveau"),
        [
            _("{skill} : du niveau {start} au niveau {goal}, {days}").format(
                skill=study.label(line.skill),
                start=line.from_level,
                goal=line.to_level,
                days=days_words(line.days),
            )
            for line in sorted(step.learnt, key=lambda line: -line.days)
        ],
        icon=":material/school:",
        nothing=_("Rien à acquérir"),
    )


def _names(title: str, lines: Sequence[str], *, icon: str, nothing: str = "") -> None:
    """A short list under its title; the table below the cards holds the whole of it."""
    if not lines:
        if nothing:
            st.markdown(f"{icon} **{title}**  \n{nothing}")
        return
    shown = [f"- {plain(line)}" for line in lines[:SHOWN]]
    if len(lines) > SHOWN:
        left = len(lines) - SHOWN
        shown.append(
            "- "
            + ngettext("et {n} autre, dans le tableau", "et {n} autres, dans le tableau", left).format(n=left)
        )
    st.markdown(f"{icon} **{title}** ({len(lines)})\n\n" + "\n".join(shown))


def show_comparison(study: PathStudy) -> None:
    """Held beside required, skill by skill, for the target: what is there first, what lacks after."""
    lines = sorted(
        (line for line in study.direct_fit.lines if not line.soft),
        key=lambda line: (line.level is None, line.gap or 0, not line.critical),
    )
    st.header(_("Ce qui est détenu, ce que le métier visé demande"), anchor=False)
    beside = [BesideLine(study.label(line.skill), line.level, line.required) for line in lines]
    alt = _("« {role} » : {counts}.").format(role=study.target.label, counts=counted_words(beside))
    show_levels_beside(beside, alt=alt, key="path_levels")
    st.caption(plain(alt))


def show_table(study: PathStudy) -> None:
    """Every skill of every step, what is reused beside what is new, with days and cost."""
    data_table(
        columns=[
            Column(_("Étape"), ColumnKind.NUMBER),
            Column(_("Métier")),
            Column(_("Compétence"), pinned=True),
            Column(_("Détenu")),
            Column(_("Demandé")),
            Column(_("Valeur")),
            Column(_("Jours"), ColumnKind.NUMBER),
            Column(_("Coût (€)"), ColumnKind.NUMBER),
        ],
        rows=[row for rank, step in enumerate(study.steps, start=1) for row in _rows(study, step, rank)],
        alt=_("Étape par étape, ce qui est réutilisé, ce qui est nouveau, les jours et le coût."),
        key="path_table",
        file_name=_("parcours {role}").format(role=study.target.label),
    )
    if study.hypothesis:
        st.caption(hypothesis(study.settings))
    st.caption(
        _(
            "Un passage est jugé faisable si l’adéquation assurée à l’arrivée atteint {minimum} sur 100 et si aucune compétence critique ne manque de deux niveaux ; au plus trois étapes, un seul pas de catégorie à la fois."
        ).format(minimum=number(study.settings.move_fit))
    )


def _rows(study: PathStudy, step: Step, rank: int) -> list[tuple[Value, ...]]:
    reused = {one.skill: one for one in step.reused}
    carried = {one.skill: one for one in step.carried}
    learnt = {line.skill: line for line in step.learnt}
    rows: list[tuple[Value, ...]] = []
    for line in step.fit.lines:
        new = learnt.get(line.skill)
        rows.append(
            (
                rank,
                step.role.label,
                study.label(line.skill),
                _("Non évaluée") if line.level is None else numbered_level(line.level),
                numbered_level(line.required),
                _value(reused.get(line.skill), carried.get(line.skill), soft=line.soft),
                None if new is None else new.days,
                None if new is None else round(new.cost_cents / 100),
            )
        )
    return rows


def _value(reused: Reused | None, carried: Reused | None, *, soft: bool) -> str:
    if carried is not None:
        return _("appris à une étape précédente")
    if reused is not None:
        return value_words(reused)
    return _("savoir-être à développer") if soft else _("nouveau")


def print_button(viewer: Viewer, study: PathStudy, start: From) -> None:
    """The one-page PDF for the interview. Its name tells the role, never the person."""
    target = study.target.code

    def made() -> bytes:
        return printed_path(viewer=viewer, start=start, target=target)

    st.download_button(
        _("Parcours à imprimer (PDF)"),
        later(made),
        file_name=safe_file_name(_("parcours {role}").format(role=study.target.label)) + ".pdf",
        mime="application/pdf",
        icon=":material/picture_as_pdf:",
        key=f"path_pdf_{crc32(repr((start, target)).encode()):08x}",
        on_click="ignore",
        help=_("Une page pour l’entretien : ce qui est réutilisé, ce qui est nouveau, le plan, des notes."),
    )


def show_area(role: str, links: Sequence[RoleLink]) -> None:
    """The mobility area of a role: where one may go from it, and where its people may come from."""
    there = [link.role.label for link in links if link.open_there]
    back = [link.role.label for link in links if link.open_back]
    st.markdown(
        _("Depuis « {role} », {there} ; vers « {role} », {back}.").format(
            role=plain(role),
            there=ngettext(
                "{n} métier est accessible directement",
                "{n} métiers sont accessibles directement",
                len(there),
            ).format(n=number(len(there))),
            back=ngettext(
                "on vient directement de {n} métier", "on vient directement de {n} métiers", len(back)
            ).format(n=number(len(back))),
        )
    )
    data_table(
        columns=[
            Column(_("Métier"), pinned=True),
            Column(_("Y aller : adéquation"), ColumnKind.NUMBER),
            Column(_("Y aller : jours"), ColumnKind.NUMBER),
            Column(_("Y aller : direct"), ColumnKind.YES_NO),
            Column(_("En venir : adéquation"), ColumnKind.NUMBER),
            Column(_("En venir : jours"), ColumnKind.NUMBER),
            Column(_("En venir : direct"), ColumnKind.YES_NO),
            Column(_("ROME")),
        ],
        rows=[
            (
                link.role.label,
                whole_fit(link.fit_there),
                link.days_there,
                link.open_there,
                whole_fit(link.fit_back),
                link.days_back,
                link.open_back,
                clauses(_badges(link)),
            )
            for link in links
        ],
        alt=_("Les métiers les plus proches de « {role} », dans les deux sens.").format(role=role),
        key="area_table",
        file_name=_("aire de mobilité {role}").format(role=role),
    )


def _badges(link: RoleLink) -> list[str]:
    found = []
    if link.official_there is not None:
        found.append(labelled(_("y aller"), link.official_there.to_code))
    if link.official_back is not None:
        found.append(labelled(_("en venir"), link.official_back.from_code))
    return found
