"""The participation page: the conclusion, the figures, the bars, the curve, the table."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from transfo_rh.campaigns.model import Basis, CampaignState, CellState
from transfo_rh.campaigns.outreach.model import (
    CAP_HIGH,
    CAP_LOW,
    FollowedCampaign,
    Participation,
    ParticipationRow,
    Rate,
    Standing,
)
from transfo_rh.core import clock
from transfo_rh.core.formats import NO_BREAK, day, month, number, percent
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.ui.charts.bars import Bar
from transfo_rh.ui.charts.participation import Day, curve_chart, rates_chart
from transfo_rh.ui.choices import choose_numbered
from transfo_rh.ui.metrics import Metric
from transfo_rh.ui.tables import Column, ColumnKind, data_table

CAMPAIGN_KEY, UNIT_KEY = "enquete", "service"
TOP_LEVEL = -1


def choose_followed(campaigns: Sequence[FollowedCampaign]) -> FollowedCampaign:
    """The campaign to follow, by its number in the address; the first one at first."""
    by_id = {campaign.id: campaign for campaign in campaigns}
    labels = {number: _followed_label(campaign) for number, campaign in by_id.items()}
    return by_id[choose_numbered(_("Enquête"), labels, name=CAMPAIGN_KEY)]


def _followed_label(campaign: FollowedCampaign) -> str:
    """The title, the month and whether people can still answer."""
    state = _("ouverte") if campaign.state is CampaignState.OPEN else _("close")
    return _("{title} – {month} ({state})").format(
        title=campaign.title, month=month(campaign.wave_on), state=state
    )


def conclusion(found: Participation) -> str:
    """The page in one or two sentences."""
    whole = found.whole
    if whole.answered is None or whole.value is None:
        return _("La participation d’ensemble n’est pas montrée : {reason}.").format(
            reason=whole.text.lower()
        )
    said = [_answers_sentence(found, whole)]
    missing = -(-whole.invited * found.target // 100) - whole.answered
    if missing > 0:
        said.append(
            ngettext(
                "Il manque {n} réponse pour l’objectif de {target}.",
                "Il manque {n} réponses pour l’objectif de {target}.",
                missing,
            ).format(n=number(missing), target=percent(found.target))
        )
    else:
        said.append(_("L’objectif de {target} est atteint.").format(target=percent(found.target)))
    if found.in_alert:
        said.append(_alert_sentence(found))
    return " ".join(said)


def _alert_sentence(found: Participation) -> str:
    count = len(found.in_alert)
    if found.alert_today == found.alert:
        text = ngettext(
            "{n} service est sous le seuil d’alerte de {alert}.",
            "{n} services sont sous le seuil d’alerte de {alert}.",
            count,
        )
    else:
        text = ngettext(
            "{n} service est sous l’alerte à ce jour, {alert}.",
            "{n} services sont sous l’alerte à ce jour, {alert}.",
            count,
        )
    return text.format(n=number(count), alert=percent(found.alert_today or 0))


def _answers_sentence(found: Participation, whole: Rate) -> str:
    if found.basis is Basis.DEPARTMENT:
        text = ngettext(
            "{n} diagnostic transmis sur {total} services ({rate}).",
            "{n} diagnostics transmis sur {total} services ({rate}).",
            whole.answered or 0,
        )
    else:
        text = ngettext(
            "{n} agent sur {total} a répondu ({rate}).",
            "{n} agents sur {total} ont répondu ({rate}).",
            whole.answered or 0,
        )
    return text.format(n=number(whole.answered or 0), total=number(whole.invited), rate=whole.text)


def participation_metrics(found: Participation) -> list[Metric]:
    """Rate, answers, target, days left."""
    whole = found.whole
    return [
        Metric(_("Participation"), whole.text),
        Metric(
            _("Réponses"),
            "–" if whole.answered is None else number(whole.answered),
            help=_("Sur {total} attendues.").format(total=number(whole.invited)),
        ),
        Metric(
            _("Objectif"),
            percent(found.target),
            help=alert_rule(found),
        ),
        _time_metric(found),
    ]


def alert_rule(found: Participation) -> str:
    """When a department is said to be in alert, and below which rate."""
    if found.alert_today == found.alert:
        return _("Seuil d’alerte : {alert}.").format(alert=percent(found.alert))
    if found.alert_today is None:
        return _(
            "L’alerte commence au tiers de la collecte ; elle monte ensuite avec les jours, jusqu’à {alert} le dernier."
        ).format(alert=percent(found.alert))
    return _("Alerte à ce jour : {today}. Elle monte avec les jours, jusqu’à {alert} le dernier.").format(
        today=percent(found.alert_today), alert=percent(found.alert)
    )


def _time_metric(found: Participation) -> Metric:
    if found.closes_on is None or found.state is not CampaignState.OPEN:
        return Metric(_("Jours restants"), _("Close"))
    left = max(0, (found.closes_on - clock.today()).days)
    last = _("Dernier jour : {day}.").format(day=day(found.closes_on))
    return Metric(_("Jours restants"), number(left), help=last)


def show_bars(found: Participation) -> None:
    """The departments of one level, with the lines of the alert and of the target."""
    rows = _level(found)
    if not rows:
        return
    hidden = sum(1 for row in rows if row.rate.value is None)
    alert_count = sum(1 for row in rows if row.standing is Standing.ALERT)
    alert = found.alert_today
    rates_chart(
        bars=[_bar(row) for row in rows],
        target=found.target,
        alert=alert,
        target_title=_("objectif {value}").format(value=percent(found.target)),
        alert_title=_("alerte {value}").format(value=percent(alert or 0)),
        value_title=_("Participation (%)"),
        alt=_("Participation de {n} services : {alerts} sous l’alerte, {hidden} non montrés.").format(
            n=len(rows), alerts=alert_count, hidden=hidden
        ),
        key="participation_bars",
    )


def _level(found: Participation) -> list[ParticipationRow]:
    """The rows of the chosen level: a department and what stands directly below it."""
    rows = [row for row in found.rows if row.rate.invited]
    parents = {row.unit.parent for row in rows}
    open_rows = {row.unit.position: row for row in rows if row.unit.position in parents}
    tops = [row for row in rows if row.depth == 0]
    if not open_rows:
        return rows
    chosen = st.selectbox(
        _("Services"),
        options=[TOP_LEVEL, *open_rows],
        format_func=lambda position: (
            _("Vue d’ensemble") if position == TOP_LEVEL else open_rows[position].unit.name
        ),
        key=UNIT_KEY,
        bind="query-params",
        filter_mode="contains",
    )
    if chosen in (None, TOP_LEVEL):
        if len(tops) > 1:
            return sorted(tops, key=_lowest_first)
        chosen = tops[0].unit.position
    below = [row for row in rows if row.unit.parent == chosen]
    return [row for row in rows if row.unit.position == chosen] + sorted(below, key=_lowest_first)


def _lowest_first(row: ParticipationRow) -> tuple[bool, int]:
    """The departments to look at first; those that are not shown come last."""
    return row.rate.value is None, row.rate.value or 0


def _bar(row: ParticipationRow) -> Bar:
    rate = row.rate
    state = rate.state if rate.value is None else CellState.SHOWN
    asked = ngettext("{n} personne concernée", "{n} personnes concernées", rate.invited).format(
        n=number(rate.invited)
    )
    return Bar(
        label=row.unit.name,
        value=rate.value,
        text=rate.text,
        hover=_("{rate}, {asked}").format(rate=rate.text, asked=asked),
        state=state.value,
        state_label=state.label,
    )


def show_curve(found: Participation) -> None:
    """Answers day after day, for the whole campaign only."""
    if not found.curve:
        return
    last = found.curve[-1]
    st.header(_("Jour après jour, pour toute la campagne"), anchor=False)
    curve_chart(
        days=[
            Day(
                point.on,
                point.rate,
                ngettext("{n} réponse, {rate}", "{n} réponses, {rate}", point.answered).format(
                    n=number(point.answered), rate=percent(point.rate)
                ),
            )
            for point in found.curve
        ],
        closes_on=found.closes_on,
        target=found.target,
        target_title=_("objectif {value}").format(value=percent(found.target)),
        value_title=_("Participation (%)"),
        day_title=_("Jour"),
        alt=_("Réponses cumulées du {first} au {last} : {rate} pour un objectif de {target}.").format(
            first=day(found.curve[0].on),
            last=day(last.on),
            rate=percent(last.rate),
            target=percent(found.target),
        ),
        key="participation_curve",
    )


def show_table(found: Participation) -> None:
    """Every department that the viewer sees, to download."""
    data_table(
        columns=[
            Column(_("Service"), pinned=True, wide=True),
            Column(
                _("Interrogés"),
                ColumnKind.NUMBER,
                help=_("Personnes interrogées, services rattachés compris."),
            ),
            Column(_("Réponses"), ColumnKind.NUMBER),
            Column(_("Participation")),
            Column(_("Lecture")),
        ],
        rows=[
            (
                "\u2003" * row.depth + row.unit.name,
                row.rate.invited,
                row.rate.answered,
                row.rate.text,
                standing_label(row.standing),
            )
            for row in found.rows
            if row.rate.invited
        ],
        alt=_("Participation par service : personnes concernées, réponses, taux, lecture."),
        key="participation_table",
        file_name=_("participation {title}").format(title=found.title),
    )


def standing_label(standing: Standing | None) -> str:
    """Where a department stands, in words."""
    if standing is None:
        return _("Non montrée")
    return {
        Standing.REACHED: _("Objectif atteint"),
        Standing.UNDER_TARGET: _("Sous l’objectif"),
        Standing.ALERT: _("Sous l’alerte"),
    }[standing]


def rules_sentence(found: Participation) -> str:
    """Why some rates are not shown."""
    if found.basis is Basis.DEPARTMENT:
        return _("Le diagnostic est signé par le responsable : rien n’est masqué.")
    return _(
        "Un taux n’est montré qu’à partir de {k} personnes concernées ; dans un petit groupe, « {high} » et « {low} » évitent de dire qui a répondu. Personne ne voit de nom."
    ).format(
        k=found.threshold,
        high=f"≥{NO_BREAK}{percent(CAP_HIGH)}",
        low=f"≤{NO_BREAK}{percent(CAP_LOW)}",
    )
