"""What is done with a scenario: begin one, save and compute, duplicate, retain, delete."""

from __future__ import annotations

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.core import clock
from transfo_rh.core.formats import day
from transfo_rh.core.i18n import _
from transfo_rh.skills.staffing import service
from transfo_rh.skills.staffing.model import Plan, Scenario
from transfo_rh.skills.staffing.reading import Ground
from transfo_rh.ui.forms.staffing_plan import Prepared, plan_form
from transfo_rh.ui.page import shown_errors
from transfo_rh.ui.progress import progress_bar
from transfo_rh.ui.text import plain
from transfo_rh.ui.toasts import confirm, warn


def new_scenario(*, viewer: Viewer, primary: bool) -> None:
    """The button that begins a scenario and opens it."""
    pressed = st.button(
        _("Nouveau scénario"),
        type="primary" if primary else "secondary",
        icon=":material/add:",
        key="staffing_new",
    )
    if pressed:
        with shown_errors():
            title = _("Scénario du {day}").format(day=day(clock.today()))
            _open(
                service.create(viewer=viewer, title=title, plan=Plan()),
                _("Scénario créé : ajoutez des postes."),
            )


def prepare(scenario: Scenario, standing: Ground, *, viewer: Viewer) -> None:
    """The form of a scenario, on what the person first saw: somebody else's change neither erases what they typed nor
    is overwritten by it."""
    seen: Scenario = st.session_state.setdefault(_seen_key(scenario.id), scenario)
    if seen.version != scenario.version:
        st.warning(
            _(
                "Quelqu’un d’autre a modifié ou calculé ce scénario entre-temps. Votre saisie est encore là, mais ne peut pas être enregistrée : notez-la, puis reprenez la version enregistrée."
            ),
            icon=":material/sync_problem:",
        )
        if st.button(_("Reprendre la version enregistrée"), key="staffing_reload"):
            _forget(scenario.id)
            st.rerun()
    with shown_errors():
        prepared = plan_form(seen, standing)
        if prepared is not None:
            save_and_compute(seen, prepared, viewer=viewer)


def _seen_key(scenario_id: int) -> str:
    return f"staffing_seen_{scenario_id}"


def _forget(scenario_id: int) -> None:
    st.session_state.pop(_seen_key(scenario_id), None)


def save_and_compute(scenario: Scenario, prepared: Prepared, *, viewer: Viewer) -> None:
    """Write what the form gave, compute it when asked, and draw the page again."""
    with shown_errors():
        version = service.change(
            viewer=viewer,
            scenario_id=scenario.id,
            version=scenario.version,
            title=prepared.title,
            plan=prepared.plan,
        )
        _forget(scenario.id)
        if not prepared.compute:
            confirm(_("Scénario enregistré."))
        elif not prepared.plan.posts:
            warn(_("Scénario enregistré ; ajoutez un poste pour le calculer."))
        else:
            with progress_bar(_("Lecture des agents et de leurs compétences")) as progress:
                service.compute(viewer=viewer, scenario_id=scenario.id, version=version, progress=progress)
            confirm(_("Scénario enregistré et calculé."))
        st.rerun()


def scenario_actions(scenario: Scenario, *, viewer: Viewer) -> None:
    """Duplicate, retain or release, delete."""
    with st.container(horizontal=True, key="staffing_actions"):
        if st.button(_("Dupliquer"), icon=":material/content_copy:", key="staffing_duplicate"):
            with shown_errors():
                copy = service.duplicate(viewer=viewer, scenario_id=scenario.id)
                _open(copy, _("Scénario dupliqué."))
        if scenario.retained:
            if st.button(_("Ne plus retenir"), icon=":material/lock_open:", key="staffing_release"):
                with shown_errors():
                    service.release(viewer=viewer, scenario_id=scenario.id, version=scenario.version)
                    _forget(scenario.id)
                    _again(_("Ce scénario n’est plus retenu."))
        elif scenario.result is not None and st.button(
            _("Retenir ce scénario"), icon=":material/task_alt:", key="staffing_retain"
        ):
            with shown_errors():
                service.retain(viewer=viewer, scenario_id=scenario.id, version=scenario.version)
                _forget(scenario.id)
                _again(_("Scénario retenu."))
        if not scenario.retained and st.button(
            _("Supprimer"), icon=":material/delete:", key="staffing_delete"
        ):
            _ask_delete(scenario, viewer)


def _ask_delete(scenario: Scenario, viewer: Viewer) -> None:
    @st.dialog(_("Supprimer le scénario ?"))
    def ask() -> None:
        st.write(
            _("« {title} » et son résultat seront effacés. Les autres scénarios restent.").format(
                title=plain(scenario.title)
            )
        )
        if st.button(_("Supprimer le scénario"), type="primary", key="staffing_delete_sure"):
            with shown_errors():
                service.delete(viewer=viewer, scenario_id=scenario.id, version=scenario.version)
                st.query_params.pop("scenario", None)
                _again(_("Scénario supprimé."))

    ask()


def _open(scenario_id: int, words: str) -> None:
    st.query_params["scenario"] = str(scenario_id)
    _again(words)


def _again(words: str) -> None:
    confirm(words)
    st.rerun()
