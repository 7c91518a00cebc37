"""Job labels and roles: what is linked, what waits for a person, corrections."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.core.errors import TransfoError
from transfo_rh.core.formats import number, percent
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.skills.matching import service
from transfo_rh.skills.matching.service import JobChoice, JobLink
from transfo_rh.skills.model import Catalogue
from transfo_rh.ui.metrics import Metric, metric_row
from transfo_rh.ui.page import show_error
from transfo_rh.ui.tables import Column, ColumnKind, data_table
from transfo_rh.ui.toasts import confirm

SHOWN_AT_ONCE = 10
_LATER = ""
_NONE = "\0none"


def conclusion(links: Sequence[JobLink]) -> None:
    """How many agents have a known role behind their job label."""
    agents = sum(link.agents for link in links)
    with_role = sum(link.agents for link in links if link.role_code is not None)
    waiting = [link for link in links if link.waits]
    if waiting:
        sentence = ngettext(
            "{share} des agents ont un métier reconnu ; {n} intitulé attend votre choix.",
            "{share} des agents ont un métier reconnu ; {n} intitulés attendent votre choix.",
            len(waiting),
        )
    else:
        sentence = _("{share} des agents ont un métier reconnu ; aucun intitulé n’attend.")
    share = percent(100 * with_role / agents, decimals=0)
    st.markdown("**" + sentence.format(share=share, n=number(len(waiting))) + "**")
    metric_row(
        [
            Metric(_("Intitulés de poste"), number(len(links))),
            Metric(_("Rapprochés d’office"), number(sum(link.automatic for link in links))),
            Metric(_("Choisis par une personne"), number(sum(link.settled for link in links))),
            Metric(_("À choisir"), number(len(waiting))),
        ]
    )


def link_alone(*, viewer: Viewer, links: Sequence[JobLink]) -> None:
    """The button that links what is plain; it never touches what a person chose."""
    if all(link.settled for link in links):
        return
    if st.button(
        _("Rapprocher d’office ce qui est évident"),
        icon=":material/auto_fix_high:",
        help=_("Seulement quand un métier se détache nettement des autres. Ce que vous avez choisi reste."),
    ):
        try:
            linked = service.link_jobs(viewer=viewer)
        except TransfoError as error:
            show_error(error)
            return
        confirm(
            ngettext("{n} intitulé rapproché d’office.", "{n} intitulés rapprochés d’office.", linked).format(
                n=number(linked)
            )
        )
        st.rerun()


def waiting_form(*, viewer: Viewer, links: Sequence[JobLink], catalogue: Catalogue) -> None:
    """The labels that wait, ten at a time, those of most agents first, each with its suggestions on top."""
    waiting = [link for link in links if link.waits]
    if not waiting:
        return
    st.header(_("À choisir"), anchor=False)
    shown = waiting[:SHOWN_AT_ONCE]
    if len(waiting) > len(shown):
        st.caption(
            _("Les {n} intitulés les plus portés ; les suivants viennent après l’enregistrement.").format(
                n=len(shown)
            )
        )
    with st.form("job_links_waiting"):
        chosen = {link.job: _choice(link, catalogue) for link in shown}
        submitted = st.form_submit_button(_("Enregistrer les choix"), type="primary", icon=":material/save:")
    if submitted:
        _save(viewer, [JobChoice(job, _role(value)) for job, value in chosen.items() if value != _LATER])


def _choice(link: JobLink, catalogue: Catalogue) -> str:
    suggested = [suggestion.id for suggestion in link.suggestions if catalogue.role(suggestion.id)]
    others = sorted(
        (role.code for role in catalogue.roles if role.code not in suggested),
        key=lambda code: _label(catalogue, code),
    )
    agents = ngettext("{n} agent", "{n} agents", link.agents).format(n=number(link.agents))
    scores = {suggestion.id: suggestion.score for suggestion in link.suggestions}

    def shown(value: str) -> str:
        if value in scores:
            resemblance = percent(100 * scores[value], decimals=0)
            return _("{role} (ressemblance {score})").format(role=_label(catalogue, value), score=resemblance)
        return _label(catalogue, value)

    return st.selectbox(
        f"{link.job} — {agents}",
        [_LATER, *suggested, _NONE, *others],
        format_func=shown,
        key=f"job_link_{link.job}",
    )


def _label(catalogue: Catalogue, code: str) -> str:
    if code == _LATER:
        return _("Choisir plus tard")
    if code == _NONE:
        return _("Aucun métier du catalogue")
    role = catalogue.role(code)
    return role.label if role is not None else code


def _role(value: str) -> str | None:
    return None if value == _NONE else value


def _save(viewer: Viewer, choices: list[JobChoice]) -> None:
    if not choices:
        st.info(_("Aucun choix à enregistrer."), icon=":material/info:")
        return
    try:
        saved = service.confirm_job_links(viewer=viewer, choices=choices)
    except TransfoError as error:
        show_error(error)
        return
    confirm(ngettext("{n} choix enregistré.", "{n} choix enregistrés.", saved).format(n=number(saved)))
    st.rerun()


def all_links(links: Sequence[JobLink], catalogue: Catalogue) -> None:
    """Every label with its role and who linked them."""
    st.header(_("Tous les intitulés"), anchor=False)
    data_table(
        columns=[
            Column(_("Intitulé de poste")),
            Column(_("Agents"), ColumnKind.NUMBER),
            Column(_("Métier du catalogue")),
            Column(_("Rapprochement")),
        ],
        rows=[(link.job, link.agents, _linked(link, catalogue), _state(link)) for link in links],
        alt=_("Intitulés de poste, nombre d’agents, métier du catalogue et origine du rapprochement"),
        key="job_links",
        file_name=_("Intitulés et métiers"),
    )


def _linked(link: JobLink, catalogue: Catalogue) -> str | None:
    return _label(catalogue, link.role_code) if link.role_code is not None else None


def _state(link: JobLink) -> str:
    if link.settled:
        return _("Choisi") if link.role_code is not None else _("Aucun métier")
    return _("D’office") if link.automatic else _("À choisir")


def correction_form(*, viewer: Viewer, links: Sequence[JobLink], catalogue: Catalogue) -> None:
    """Change what is linked already."""
    linked = [link for link in links if not link.waits]
    if not linked:
        return
    with st.expander(_("Corriger un rapprochement"), icon=":material/edit:"), st.form("job_link_correction"):
        job = st.selectbox(
            _("Intitulé de poste"), [link.job for link in linked], index=None, key="job_link_corrected"
        )
        codes = sorted((role.code for role in catalogue.roles), key=lambda code: _label(catalogue, code))
        role = st.selectbox(
            _("Métier du catalogue"),
            [_NONE, *codes],
            index=None,
            format_func=lambda code: _label(catalogue, code),
            key="job_link_correction_role",
        )
        submitted = st.form_submit_button(_("Enregistrer la correction"), icon=":material/save:")
    if submitted:
        if job is None or role is None:
            st.warning(_("Choisissez un intitulé et un métier."), icon=":material/warning:")
            return
        _save(viewer, [JobChoice(job, _role(role))])
