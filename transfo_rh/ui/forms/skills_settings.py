"""Thresholds and hypotheses of the skills: in everybody's sight, changed by human resources."""

from __future__ import annotations

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.core.errors import TransfoError
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.core.money import CENTS, euros
from transfo_rh.skills.catalogue import editing
from transfo_rh.skills.fit.readiness import thresholds
from transfo_rh.skills.model import SkillsSettings, level_label
from transfo_rh.ui.page import show_error
from transfo_rh.ui.tables import Column, data_table
from transfo_rh.ui.toasts import confirm


def show_settings(content: SkillsSettings) -> None:
    """What the authority chose, in a sentence and a table."""
    st.markdown(f"**{thresholds(content)}**")
    data_table(
        columns=[Column(_("Règle")), Column(_("Valeur")), Column(_("À quoi elle sert"))],
        rows=_rows(content),
        alt=_("Les seuils et les hypothèses, avec leur valeur et leur usage"),
        key="skills_settings",
        file_name=_("Seuils et hypothèses"),
    )


def _rows(content: SkillsSettings) -> list[tuple[str, str, str]]:
    fit = _("Classe la maturité d’une personne pour un métier.")
    effort = _("Hypothèse de formation, tant qu’aucun cours n’en dit davantage.")
    rows = [
        (_("Prêt à partir de"), _out_of_100(content.ready), fit),
        (_("En 6 mois au plus à partir de"), _out_of_100(content.six_months), fit),
        (_("En 6 à 18 mois à partir de"), _out_of_100(content.eighteen_months), fit),
        (_("Mobilité possible à partir de"), _out_of_100(content.move_fit), _("Étapes des parcours.")),
    ]
    rows += [(_step_label(level), _days(days), effort) for level, days in enumerate(content.step_days)]
    return [
        *rows,
        (_("Coût d’un jour de formation"), euros(content.day_cost_cents), effort),
        (_("Jours de formation par mois"), _days(content.training_days_a_month), _("Durée d’un parcours.")),
        (
            _("Horizon de départ en retraite"),
            ngettext("{n} an", "{n} ans", content.retirement_years).format(n=content.retirement_years),
            _("Une personne qui part avant compte pour moitié dans la couverture."),
        ),
        (
            _("Plus petit effectif montré"),
            ngettext("{n} personne", "{n} personnes", content.k).format(n=content.k),
            _("Hors RH et encadrement direct, aucun chiffre ne porte sur moins de personnes."),
        ),
    ]


def _out_of_100(value: int) -> str:
    return _("{n} sur 100").format(n=number(value))


def _step_label(level: int) -> str:
    return _("Du niveau {low} à {high} ({label})").format(
        low=level, high=level + 1, label=level_label(level + 1)
    )


def _days(days: float) -> str:
    return _("{n} j").format(n=number(days, decimals=0 if days == int(days) else 1))


def settings_form(viewer: Viewer, content: SkillsSettings) -> None:
    """Change what the authority chose; a refusal keeps what was typed."""
    with (
        st.expander(_("Modifier les seuils et les hypothèses"), icon=":material/edit:"),
        st.form("skills_settings_form", border=False),
    ):
        with st.grid(4, min_column_width=150, vertical_alignment="bottom"):
            typed = _typed(content)
        if not st.form_submit_button(_("Enregistrer les seuils"), type="primary", icon=":material/save:"):
            return
    _save(viewer, typed)


def _typed(content: SkillsSettings) -> SkillsSettings:
    """The fields, in order, and what they hold."""
    ready = _whole(_("Prêt à partir de"), content.ready, "ready")
    six_months = _whole(_("6 mois à partir de"), content.six_months, "six_months")
    eighteen_months = _whole(_("18 mois à partir de"), content.eighteen_months, "eighteen_months")
    move_fit = _whole(_("Mobilité à partir de"), content.move_fit, "move_fit")
    first, second, third, fourth = (
        _halves(_("Jours du niveau {low} à {high}").format(low=n, high=n + 1), days, f"step_{n}", highest=400)
        for n, days in enumerate(content.step_days)
    )
    euros_a_day = round(content.day_cost_cents / CENTS)
    cost = _whole(_("Coût d’un jour (€)"), euros_a_day, "cost", highest=100_000)
    capacity = _halves(
        _("Jours de formation par mois"), content.training_days_a_month, "capacity", highest=20
    )
    years = _whole(_("Horizon de retraite (ans)"), content.retirement_years, "retirement", highest=20)
    k = _whole(_("Plus petit effectif"), content.k, "k", lowest=5, highest=50)
    return SkillsSettings(
        ready=ready,
        six_months=six_months,
        eighteen_months=eighteen_months,
        step_days=(first, second, third, fourth),
        day_cost_cents=_cents(cost, content),
        training_days_a_month=capacity,
        retirement_years=years,
        k=k,
        move_fit=move_fit,
    )


def _cents(cost: int, content: SkillsSettings) -> int:
    """The typed euros in cents; an amount that was not touched keeps its cents."""
    unchanged = cost == round(content.day_cost_cents / CENTS)
    return content.day_cost_cents if unchanged else cost * CENTS


def _whole(label: str, value: int, name: str, *, lowest: int = 0, highest: int = 100) -> int:
    return int(
        st.number_input(
            label, min_value=lowest, max_value=highest, value=value, step=1, key=f"skills_settings_{name}"
        )
    )


def _halves(label: str, value: float, name: str, *, highest: float) -> float:
    """A number of days, half a day at least."""
    return float(
        st.number_input(
            label,
            min_value=0.5,
            max_value=float(highest),
            value=float(value),
            step=0.5,
            format="%.1f",
            key=f"skills_settings_{name}",
        )
    )


def _save(viewer: Viewer, content: SkillsSettings) -> None:
    try:
        editing.save_settings(viewer=viewer, content=content)
    except TransfoError as error:
        show_error(error)
        return
    confirm(_("Seuils et hypothèses enregistrés."))
    st.rerun()
