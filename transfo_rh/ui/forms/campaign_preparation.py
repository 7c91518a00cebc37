"""The acts of the preparation page: store a draft, simulate, open."""

from __future__ import annotations

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.campaigns.life import service
from transfo_rh.campaigns.life.outlook import Simulation
from transfo_rh.campaigns.life.reading import Preparation
from transfo_rh.campaigns.model import Basis, CampaignPlan, Population
from transfo_rh.campaigns.questionnaires import service as questionnaires
from transfo_rh.campaigns.questionnaires.definition import Respondents
from transfo_rh.campaigns.questionnaires.model import QuestionnaireSummary
from transfo_rh.core import clock
from transfo_rh.core.errors import TransfoError
from transfo_rh.core.formats import day, number
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.ui.empty import empty_state
from transfo_rh.ui.forms.campaign_plan import Typed, new_plan, plan_fields
from transfo_rh.ui.forms.campaign_simulation import frozen_words
from transfo_rh.ui.links import go_to
from transfo_rh.ui.page import show_error
from transfo_rh.ui.progress import progress_bar
from transfo_rh.ui.text import plain
from transfo_rh.ui.toasts import confirm, warn

CAMPAIGN_KEY = "campagne"
PAGE = "surveys/prepare"


def new_form(viewer: Viewer) -> None:
    """A campaign that does not exist yet: its questionnaire, then the usual plan."""
    if not len(service.department_tree(viewer=viewer, population=Population(clock.today()))):
        empty_state(
            title=_("Personne à interroger pour l’instant"),
            body=_(
                "Une campagne s’adresse aux agents et aux services du registre : importez d’abord le personnel."
            ),
            action_label=_("Importer le personnel"),
            page="administration/staff_import",
            viewer=viewer,
        )
        return
    finished = [summary for summary in questionnaires.available(viewer=viewer) if summary.finished]
    choices = sorted(finished, key=lambda summary: summary.respondents is Respondents.DEPARTMENT_HEAD)
    if not choices:
        empty_state(
            title=_("Aucun questionnaire terminé"),
            body=_("Terminez d’abord un questionnaire, ou partez de l’un de ceux qui sont fournis."),
            action_label=_("Voir les questionnaires"),
            page="surveys/questionnaires",
            viewer=viewer,
        )
        return
    chosen = st.selectbox(
        _("Questionnaire"),
        choices,
        format_func=_questionnaire_label,
        key="questionnaire",
        filter_mode=None,
    )
    attributed = chosen.respondents is Respondents.DEPARTMENT_HEAD
    st.caption(
        _("Chaque responsable répond pour son service, et signe.")
        if attributed
        else _("Chaque agent répond pour lui-même ; les réponses sont confidentielles.")
    )
    key = f"new_{chosen.code}"
    typed = plan_fields(
        viewer, title=chosen.title, plan=_new_plan(attributed), attributed=attributed, key=key
    )
    if simulating := _buttons(key):
        _create(viewer, chosen, typed, simulating=simulating == "simulate")


def _new_plan(attributed: bool) -> CampaignPlan:
    plan = new_plan()
    if not attributed:
        return plan
    return CampaignPlan(plan.population, plan.opens_on, plan.closes_on, expected_rates=(("", 0.8),))


def _questionnaire_label(summary: QuestionnaireSummary) -> str:
    return _("{title} – version {version}, {n} questions, {minutes} min").format(
        title=summary.title, version=summary.version, n=summary.item_count, minutes=summary.minutes
    )


def _buttons(key: str) -> str | None:
    with st.container(horizontal=True, key=f"{key}_buttons"):
        simulating = st.button(
            _("Enregistrer et simuler"), type="primary", icon=":material/query_stats:", key=f"{key}_simulate"
        )
        saving = st.button(_("Enregistrer le brouillon"), icon=":material/save:", key=f"{key}_save")
    return "simulate" if simulating else "save" if saving else None


def _create(viewer: Viewer, chosen: QuestionnaireSummary, typed: Typed, *, simulating: bool) -> None:
    try:
        campaign_id = service.create_campaign(
            viewer=viewer,
            title=typed.title,
            questionnaire_code=chosen.code,
            questionnaire_version=chosen.version,
            plan=typed.plan,
        )
    except TransfoError as error:
        show_error(error)
        return
    _after_saving(viewer, campaign_id, simulating=simulating)


def _after_saving(viewer: Viewer, campaign_id: int, *, simulating: bool) -> None:
    """Simulate when asked, say what was done, show the campaign: a refused simulation leaves the draft stored."""
    try:
        if simulating:
            service.simulate(viewer=viewer, campaign_id=campaign_id)
    except TransfoError as error:
        warn(error.message)
    else:
        confirm(_("Campagne simulée.") if simulating else _("Brouillon enregistré."))
    go_to(PAGE, query={CAMPAIGN_KEY: str(campaign_id)})


def edit_form(viewer: Viewer, found: Preparation, plan: CampaignPlan) -> None:
    """A campaign in preparation: every field, saved as a draft or simulated at once."""
    campaign = found.campaign
    st.caption(_("Toute modification enregistrée ramène la campagne à l’état de brouillon."))
    key = f"edit_{campaign.id}"
    typed = plan_fields(
        viewer, title=campaign.title, plan=plan, attributed=campaign.basis is Basis.DEPARTMENT, key=key
    )
    act = _buttons(key)
    if act is None:
        return
    try:
        service.update_plan(
            viewer=viewer, campaign_id=campaign.id, title=typed.title, plan=typed.plan, version=found.version
        )
    except TransfoError as error:
        show_error(error)
        return
    _after_saving(viewer, campaign.id, simulating=act == "simulate")


def simulate_again(viewer: Viewer, found: Preparation) -> None:
    """The button that simulates the draft as it is stored."""
    if st.button(_("Simuler"), type="primary", icon=":material/query_stats:", key="simulate"):
        try:
            service.simulate(viewer=viewer, campaign_id=found.campaign.id)
        except TransfoError as error:
            show_error(error)
            return
        confirm(_("Campagne simulée."))
        st.rerun()


def show_opening(viewer: Viewer, found: Preparation, plan: CampaignPlan, simulation: Simulation) -> None:
    """The button that opens the campaign, after a confirmation that says what freezes."""
    st.header(_("Ouvrir la campagne"), anchor=False)
    st.write(
        _(
            "Réponses jusqu’au {day} inclus. L’ouverture fige la préparation et permet d’envoyer les invitations."
        ).format(day=day(plan.closes_on))
    )
    if st.button(_("Ouvrir…"), type="primary", icon=":material/campaign:", key="open"):
        _confirm_opening(viewer, found, plan, simulation)


def _confirm_opening(viewer: Viewer, found: Preparation, plan: CampaignPlan, simulation: Simulation) -> None:
    @st.dialog(_("Ouvrir cette campagne ?"))
    def ask() -> None:
        asked = simulation.whole.headcount
        st.write(
            (
                ngettext(
                    "« {title} » sera ouverte à {n} service.",
                    "« {title} » sera ouverte à {n} services.",
                    asked,
                )
                if simulation.attributed
                else ngettext(
                    "« {title} » sera ouverte à {n} agent.", "« {title} » sera ouverte à {n} agents.", asked
                )
            ).format(title=plain(found.campaign.title), n=number(asked))
        )
        st.write(_("Dès l’ouverture, plus personne ne pourra changer :"))
        st.markdown(frozen_words(plan))
        st.write(
            _(
                "Tant que personne n’a répondu, une campagne ouverte par erreur peut être abandonnée ; ensuite, elle ne peut qu’être close."
            )
        )
        if st.button(_("Ouvrir la campagne"), type="primary", key="open_confirmed"):
            _open(viewer, found)

    ask()


def _open(viewer: Viewer, found: Preparation) -> None:
    try:
        with progress_bar(_("Lecture du personnel")) as progress:
            service.open_campaign(viewer=viewer, campaign_id=found.campaign.id, progress=progress)
    except TransfoError as error:
        show_error(error)
        return
    confirm(_("Campagne « {title} » ouverte.").format(title=found.campaign.title))
    go_to("surveys/campaigns")
