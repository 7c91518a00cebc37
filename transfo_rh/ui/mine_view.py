"""« My skills » on screen: what my job asks, my levels by family in words, where they come from."""

from __future__ import annotations

from enum import StrEnum

import streamlit as st

from transfo_rh.core.formats import day, number
from transfo_rh.core.i18n import _, labelled, ngettext
from transfo_rh.dashboard.skill_tasks import OWN_WORD_SECTION, SECTION_PARAMETER, own_word_label
from transfo_rh.skills.assessment.model import Cell, OwnLevels
from transfo_rh.skills.fit.explain import fit_words
from transfo_rh.skills.model import Catalogue, Skill, numbered_level
from transfo_rh.skills.pathways.model import Prospects
from transfo_rh.ui.choices import choose_segment
from transfo_rh.ui.empty import empty_state
from transfo_rh.ui.level_bars import BesideLine, counted_words, show_levels_beside
from transfo_rh.ui.metrics import Metric, metric_row
from transfo_rh.ui.text import plain


class Section(StrEnum):
    """The parts of the page, in the address."""

    LEVELS = "niveaux"
    FUTURE = "avenir"
    ASSESS = OWN_WORD_SECTION
    HISTORY = "historique"

    @property
    def label(self) -> str:
        """The name of the part."""
        return {
            Section.LEVELS: _("Mes niveaux"),
            Section.FUTURE: _("Ce que je pourrais devenir"),
            Section.ASSESS: own_word_label(),
            Section.HISTORY: _("Historique"),
        }[self]


def choose_section(own: OwnLevels) -> Section:
    """The part to show: the levels, or one's own word when nothing is known yet."""
    known = any(cell.level is not None for cell in own.cells)
    first = Section.LEVELS if known else Section.ASSESS
    return Section(
        choose_segment(
            _("Partie de la page"),
            {one.value: one.label for one in Section},
            name=SECTION_PARAMETER,
            first=first.value,
            label_visibility="collapsed",
        )
    )


def nobody() -> None:
    """An account behind which nobody of the staff stands."""
    empty_state(
        title=_("Votre compte n’est relié à aucun agent"),
        body=_(
            "Vos compétences se retrouvent par votre adresse électronique, et aucun agent présent n’a celle de votre compte dans le fichier du personnel. Signalez-le aux ressources humaines : elles corrigent l’adresse, rien n’est perdu."
        ),
        icon=":material/person_off:",
    )


def beside_of(own: OwnLevels) -> list[BesideLine]:
    """What the job asks beside what is held: what is there first."""
    lines = [
        BesideLine(skill.label, cell.level, cell.required)
        for skill, cell in zip(own.skills, own.cells, strict=True)
        if cell.required is not None
    ]
    return sorted(
        lines,
        key=lambda line: (line.held is None, max(0, line.required - (line.held or 0)), line.label),
    )


def conclusion(own: OwnLevels) -> str:
    """The page in one sentence."""
    known = sum(cell.level is not None for cell in own.cells)
    if own.role is None:
        said = ngettext("{n} compétence connue", "{n} compétences connues", known).format(n=number(known))
        return _(
            "{said}. Le métier derrière votre poste n’est pas encore relié au catalogue : les ressources humaines le font."
        ).format(said=said)
    beside = beside_of(own)
    if not known:
        return _(
            "Rien n’est encore évalué : commencez par les {n} compétences que demande votre métier, « {role} »."
        ).format(n=number(len(beside)), role=plain(own.role.label))
    return _("Votre métier, « {role} », demande {n} compétences : {counts}.").format(
        role=plain(own.role.label), n=number(len(beside)), counts=counted_words(beside)
    )


def show_summary(own: OwnLevels, prospects: Prospects) -> None:
    """The conclusion and its figures."""
    st.markdown(f"**{conclusion(own)}**")
    metrics = [Metric(_("Compétences connues"), number(sum(cell.level is not None for cell in own.cells)))]
    if prospects.job_fit is not None:
        metrics.append(
            Metric(
                _("Adéquation à mon métier"),
                fit_words(prospects.job_fit),
                help=_("Sur 100 ; un niveau au-delà de ce qui est demandé ne compense pas un manque."),
            )
        )
    direct = sum(len(one.moves) == 1 for one in prospects.roles)
    metrics.append(
        Metric(
            _("Métiers accessibles"),
            number(direct),
            help=_("Par un passage direct, si vous avez les niveaux que votre métier demande.")
            if prospects.assumed
            else _("Par un passage direct, dès aujourd’hui."),
        )
    )
    review = sum(cell.overdue or cell.lapsed for cell in own.cells)
    metrics.append(
        Metric(_("À revoir"), number(review), help=_("Évaluation trop ancienne, ou certificat expiré."))
    )
    metric_row(metrics)


def show_job(own: OwnLevels) -> None:
    """What the job asks, beside what is held."""
    beside = beside_of(own)
    if own.role is None or not beside:
        return
    st.header(_("Ce que mon métier demande"), anchor=False)
    alt = _("« {role} » : {counts}.").format(role=own.role.label, counts=counted_words(beside))
    show_levels_beside(beside, alt=alt, key="job_levels")
    st.caption(plain(alt))


def show_levels(own: OwnLevels, catalogue: Catalogue) -> None:
    """The levels that count, family by family, each in words."""
    st.header(_("Mes niveaux, par famille"), anchor=False)
    for family in catalogue.families:
        lines = [
            (skill, cell)
            for skill, cell in zip(own.skills, own.cells, strict=True)
            if skill.content.family == family.code
        ]
        if not lines:
            continue
        known = sum(cell.level is not None for _skill, cell in lines)
        title = _("{family} – {known} sur {all}").format(
            family=family.label.text, known=known, all=len(lines)
        )
        with st.expander(plain(title), expanded=known > 0), st.grid(2, min_column_width=280):
            for skill, cell in lines:
                _show_level(skill, cell)


def _show_level(skill: Skill, cell: Cell) -> None:
    level = _("Non évaluée") if cell.level is None else numbered_level(cell.level)
    with st.container(border=True):
        st.markdown(f"**{plain(skill.label)}** — {level}")
        described = [] if cell.level is None else [plain(skill.content.anchors[cell.level].text)]
        if cell.required is not None:
            described.append(labelled(_("Demandé par mon métier"), numbered_level(cell.required)))
        st.caption("  \n".join(described))
        with st.container(horizontal=True):
            for words, icon, colour in _marks(cell):
                st.badge(words, icon=icon, color=colour)  # type: ignore[arg-type]


def _marks(cell: Cell) -> list[tuple[str, str, str]]:
    """What is to know about a level: its source, its age, a disagreement, a training to confirm."""
    marks: list[tuple[str, str, str]] = []
    if cell.held is not None:
        said = _("{source}, {day}").format(source=cell.held.source.label, day=day(cell.held.stated_on))
        marks.append((said, ":material/record_voice_over:", "gray"))
    if cell.overdue:
        marks.append((_("À revoir : compte un niveau de moins"), ":material/update:", "orange"))
    if cell.lapsed:
        marks.append((_("Certificat expiré"), ":material/event_busy:", "orange"))
    if cell.disputed and cell.own is not None and cell.hierarchy is not None:
        words = _("Vous : {own} ; hiérarchie : {other}").format(
            own=cell.own.level, other=cell.hierarchy.level
        )
        marks.append((words, ":material/forum:", "blue"))
    if cell.proposal is not None:
        words = _("Formation suivie : niveau {n} à confirmer").format(n=cell.proposal.statement.level)
        marks.append((words, ":material/school:", "blue"))
    return marks
