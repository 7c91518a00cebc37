"""Following and reading diagnoses: where each department is, what one says, its history, reopening."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.campaigns.diagnosis import service
from transfo_rh.campaigns.diagnosis.model import (
    DepartmentDiagnosis,
    Diagnosis,
    DiagnosisCampaign,
    DiagnosisEvent,
    DiagnosisState,
)
from transfo_rh.campaigns.model import CampaignState
from transfo_rh.campaigns.questionnaires.answer_words import answer_in_words
from transfo_rh.campaigns.questionnaires.definition import Section
from transfo_rh.campaigns.questionnaires.numbering import lines_asked
from transfo_rh.core.clock import PARIS
from transfo_rh.core.formats import day, instant, number
from transfo_rh.core.i18n import _, labelled, ngettext
from transfo_rh.ui.choices import choose_segment, keep_code
from transfo_rh.ui.forms.answer_items import words
from transfo_rh.ui.metrics import Metric, metric_row
from transfo_rh.ui.page import shown_errors
from transfo_rh.ui.tables import Column, ColumnKind, data_table
from transfo_rh.ui.text import plain
from transfo_rh.ui.toasts import confirm

CAMPAIGN_KEY, UNIT_KEY, PART_KEY = "campagne", "service", "voir"
FOLLOW_UP, TOGETHER, ONE = "suivi", "synthese", "lire"


def choose_campaign(campaigns: Sequence[DiagnosisCampaign]) -> DiagnosisCampaign:
    """The campaign to work on, the newest at first; no choice is shown when there is one only."""
    by_id = {campaign.id: campaign for campaign in campaigns}
    if len(by_id) == 1:
        return campaigns[0]
    chosen = _choose(
        _("Campagne"),
        {number: f"{found.title} ({found.state.label})" for number, found in by_id.items()},
        first=campaigns[0].id,
        key=CAMPAIGN_KEY,
    )
    return by_id[chosen]


def _choose(label: str, labels: Mapping[int, str], *, first: int, key: str) -> int:
    """One of several, kept in the address by its number: a label that says a state makes no lasting link."""
    if st.session_state.get(key) not in labels:
        asked = st.query_params.get(key, "")
        st.session_state[key] = int(asked) if asked.isdecimal() and int(asked) in labels else first
    chosen = st.selectbox(
        label, list(labels), format_func=labels.__getitem__, key=key, filter_mode="contains"
    )
    st.query_params[key] = str(chosen)
    return int(chosen)


def show_follow_up(campaign: DiagnosisCampaign, lines: Sequence[DepartmentDiagnosis]) -> None:
    """The conclusion and the figures of the follow-up."""
    counts = {state: sum(line.state is state for line in lines) for state in DiagnosisState}
    submitted, total = counts[DiagnosisState.SUBMITTED], len(lines)
    if submitted == total:
        said = (
            _("Le diagnostic est transmis.")
            if total == 1
            else _("Les {n} diagnostics sont transmis.").format(n=number(total))
        )
    elif total == 1:
        said = _("Le diagnostic n’est pas encore transmis.")
    else:
        said = ngettext(
            "{done} diagnostic transmis sur {total}.", "{done} diagnostics transmis sur {total}.", submitted
        ).format(done=number(submitted), total=number(total))
    st.markdown(f"**{said} {_deadline(campaign)}**")
    if total > 1:
        metric_row(
            [
                Metric(_("Services"), number(total)),
                Metric(_("Transmis"), number(submitted)),
                Metric(_("Brouillons"), number(counts[DiagnosisState.DRAFT])),
                Metric(_("Pas commencés"), number(counts[DiagnosisState.NOT_BEGUN])),
            ]
        )


def _deadline(campaign: DiagnosisCampaign) -> str:
    if campaign.state is not CampaignState.OPEN:
        return _("La campagne est close : les diagnostics ne changent plus.")
    if campaign.closes_on is None:
        return ""
    return _("À transmettre avant le {day} au soir.").format(day=day(campaign.closes_on))


def say_attributed(may_fill: bool) -> None:
    """That nothing here is anonymous, in plain words."""
    who = (
        _("Vous le remplissez au nom du service et il porte votre nom.")
        if may_fill
        else _("Chaque responsable le remplit au nom de son service et il porte son nom.")
    )
    st.info(
        _(
            "**Ce diagnostic n’est pas anonyme.** {who} Il décrit l’organisation, pas les personnes. Les ressources humaines le lisent dès sa transmission, la direction générale après la publication ; il paraît avec les résultats, service par service."
        ).format(who=who),
        icon=":material/badge:",
    )


def choose_part() -> str:
    """What human resources look at: the follow-up, all diagnoses together, or one; an address of a department opens it."""
    if UNIT_KEY in st.query_params and PART_KEY not in st.query_params:
        st.query_params[PART_KEY] = ONE
    part = choose_segment(
        _("Voir"),
        {FOLLOW_UP: _("Suivi"), TOGETHER: _("Synthèse"), ONE: _("Un diagnostic")},
        name=PART_KEY,
        first=FOLLOW_UP,
        label_visibility="collapsed",
    )
    if part != ONE:
        keep_code(UNIT_KEY, None)
    return part


def choose_department(lines: Sequence[DepartmentDiagnosis], *, to_read: bool) -> int:
    """The department to open: the first one to fill in (or ``to_read``), unless the person chooses another."""
    by_unit = {line.unit: line for line in lines}
    first = next(
        (line.unit for line in lines if (line.state is DiagnosisState.SUBMITTED) is to_read), lines[0].unit
    )
    if len(by_unit) == 1:
        return first

    labels = {
        unit: f"{'    ' * line.depth}{line.name} ({line.state.label.lower()})"
        for unit, line in by_unit.items()
    }
    return _choose(_("Service à afficher"), labels, first=first, key=UNIT_KEY)


def show_table(lines: Sequence[DepartmentDiagnosis], *, file_name: str) -> None:
    """Where each department is."""
    data_table(
        columns=[
            Column(_("Service"), wide=True),
            Column(_("État")),
            Column(_("Réponses"), ColumnKind.PERCENT, help=_("Part des questions du diagnostic remplies.")),
            Column(_("Par")),
            Column(_("Le"), ColumnKind.INSTANT),
        ],
        rows=[
            (
                f"{'   ' * line.depth}{line.name}",
                line.state.label,
                round(100 * line.answered / max(line.asked, 1)),
                line.submitted_by or line.updated_by,
                line.submitted_at or line.updated_at,
            )
            for line in lines
        ],
        alt=_("Services à diagnostiquer : état, part remplie, qui a écrit et quand."),
        key="diagnosis_lines",
        file_name=file_name,
    )


def show_heading(diagnosis: Diagnosis) -> None:
    """The department and where its diagnosis is."""
    line = diagnosis.line
    st.header(plain(line.name), anchor=False)
    if line.state is DiagnosisState.SUBMITTED and line.submitted_at is not None:
        st.success(
            _("Transmis le {instant} par {person}.").format(
                instant=instant(line.submitted_at.astimezone(PARIS)),
                person=plain(line.submitted_by or _("un compte supprimé depuis")),
            ),
            icon=":material/check:",
        )
    elif line.updated_at is not None:
        st.caption(
            _("Brouillon enregistré par {person} le {instant}.").format(
                person=plain(line.updated_by or _("un compte supprimé")),
                instant=instant(line.updated_at.astimezone(PARIS)),
            )
        )


def show_content(diagnosis: Diagnosis) -> None:
    """What the diagnosis says, theme by theme, to be read."""
    if diagnosis.line.state is DiagnosisState.NOT_BEGUN:
        st.write(_("Ce service n’a encore rien enregistré."))
        return
    definition = diagnosis.definition
    with st.container(key="diagnosis_content"):
        for section in definition.sections:
            _show_section(diagnosis, section)


def _show_section(diagnosis: Diagnosis, section: Section) -> None:
    """The questions of a theme that were asked, with their answers, and its comment."""
    definition, content = diagnosis.definition, diagnosis.content
    lines = [line for line in lines_asked(definition, content.answers) if line.section.code == section.code]
    if not lines:
        return
    st.subheader(words(section.title), anchor=False)
    st.table(
        {
            _("Question"): [f"{line.number}\\. {words(line.text)}" for line in lines],
            _("Réponse"): [
                plain(answer_in_words(definition, line, content.answers.get(line.code))) for line in lines
            ],
        },
        hide_index=True,
    )
    if comment := content.comments.get(section.code):
        st.markdown(labelled(_("Commentaire"), plain(comment)))


def show_history(events: Sequence[DiagnosisEvent]) -> None:
    """What happened, the newest first, with what each new submission changed."""
    if not events:
        return
    with st.expander(_("Historique"), icon=":material/history:"):
        for event in events:
            when = instant(event.at.astimezone(PARIS))
            st.markdown(f"**{event.action.label}** · {plain(event.actor)} · {when}")
            if event.reason:
                st.markdown(_("Motif : {reason}").format(reason=plain(event.reason)))
            if event.changes:
                count = len(event.changes)
                st.caption(
                    ngettext(
                        "{n} changement depuis la transmission précédente :",
                        "{n} changements depuis la transmission précédente :",
                        count,
                    ).format(n=count)
                )
                st.table(
                    {
                        _("Question"): [plain(change.question) for change in event.changes],
                        _("Avant"): [plain(change.before) for change in event.changes],
                        _("Après"): [plain(change.after) for change in event.changes],
                    },
                    hide_index=True,
                )


def offer_reopening(viewer: Viewer, diagnosis: Diagnosis) -> None:
    """Human resources give a submitted diagnosis back, with the reason."""
    with st.popover(_("Rouvrir ce diagnostic"), icon=":material/lock_open:"), st.form("reopen", border=False):
        reason = st.text_area(
            _("Motif (obligatoire)"),
            max_chars=1000,
            help=_("Le responsable le lira dans l’historique. Ses réponses restent, en brouillon."),
        )
        if st.form_submit_button(_("Rouvrir"), type="primary"):
            with shown_errors():
                service.reopen(
                    viewer=viewer,
                    campaign_id=diagnosis.campaign.id,
                    unit=diagnosis.line.unit,
                    reason=reason,
                )
                confirm(_("Diagnostic rouvert."))
                st.rerun()
