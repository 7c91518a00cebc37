"""The parts of the home page: tasks, news, the screens of one's role."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from transfo_rh.access.model import Role, Viewer
from transfo_rh.campaigns.results.service import PublishedCampaign
from transfo_rh.core.clock import PARIS
from transfo_rh.core.formats import day, month
from transfo_rh.core.i18n import _, labelled
from transfo_rh.dashboard.my_work import Task
from transfo_rh.ui.empty import nothing_published
from transfo_rh.ui.links import link_to
from transfo_rh.ui.text import plain

SHORTCUTS = (
    "surveys/answer",
    "skills/mine",
    "surveys/campaigns",
    "surveys/participation",
    "surveys/results",
    "surveys/strengths",
    "surveys/actions",
    "skills/overview",
    "skills/cover",
    "skills/staffing",
    "administration/organisation",
    "administration/accounts",
    "administration/audit",
    "home/my_account",
)


def first_name(name: str) -> str:
    """How to greet a person.

    >>> first_name("Anne-Sophie de La Tour"), first_name("")
    ('Anne-Sophie', '')
    """
    return plain(next(iter(name.split()), ""))


def show_tasks(tasks: Sequence[Task], *, viewer: Viewer) -> None:
    """One card per task, the most urgent first, each with the link to where it is done."""
    if not tasks:
        return
    st.header(_("À faire"), anchor=False)
    for task in tasks:
        with st.container(border=True):
            st.markdown(f"**{plain(task.title)}**  \n{plain(task.body)}")
            with st.container(horizontal=True):
                link_to(task.screen, viewer=viewer, label=task.action, query=task.query)
                for part in task.parts:
                    link_to(task.screen, viewer=viewer, label=part.label, query=task.query | part.query)


def show_news(news: Sequence[PublishedCampaign], *, viewer: Viewer) -> None:
    """The newest publications, or what there will be here; nothing for those without results."""
    if viewer.role is Role.ADMIN:
        return
    st.header(_("Dernières publications"), anchor=False)
    if not news:
        nothing_published(viewer)
        return
    newest, *older = news
    with st.container(border=True):
        st.markdown(f"**{plain(newest.title)}**  \n{_wave(newest)} {_reading(viewer)}")
        link_to("surveys/results", viewer=viewer, label=_("Lire les résultats"))
    for campaign in older:
        st.caption(labelled(plain(campaign.title), _published(campaign)))


def _wave(campaign: PublishedCampaign) -> str:
    return _("Enquête de {month}, publiée le {day}.").format(
        month=month(campaign.wave_on), day=day(campaign.published_at.astimezone(PARIS).date())
    )


def _published(campaign: PublishedCampaign) -> str:
    return _("publiée le {day}.").format(day=day(campaign.published_at.astimezone(PARIS).date()))


def _reading(viewer: Viewer) -> str:
    """What this person will see there."""
    return {
        Role.HR: _("Tous les services."),
        Role.EXECUTIVE: _("Tous les services."),
        Role.DEPARTMENT_HEAD: _("Vos services et l’ensemble de la collectivité."),
        Role.AGENT: _("L’ensemble de la collectivité."),
        Role.ADMIN: "",
    }[viewer.role]


def show_shortcuts(*, viewer: Viewer) -> None:
    """The screens that people open most, among those of the person's role; the menu holds the others."""
    with st.container(key="shortcuts"):
        st.header(_("Aller à"), anchor=False)
        with st.container(horizontal=True):
            for name in SHORTCUTS:
                link_to(name, viewer=viewer)
