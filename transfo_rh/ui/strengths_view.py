"""Strengths, priorities and links on screen: what stands out, beside the level above, and what goes with it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from transfo_rh.campaigns.model import CellState
from transfo_rh.campaigns.results.drivers import OutcomeLinks
from transfo_rh.campaigns.results.strengths import ScaleStandings, Standing, StrengthsView
from transfo_rh.core.formats import number, percent, signed
from transfo_rh.core.i18n import _
from transfo_rh.exchange.spreadsheets import Value
from transfo_rh.ui.charts.bars import Bar, bars_chart
from transfo_rh.ui.tables import Column, ColumnKind, data_table


def shows_figures(view: StrengthsView) -> bool:
    """False where every figure of the unit is hidden: nothing stands out then, because nothing is known."""
    return any(standing.cell.state is CellState.SHOWN for standing in view.standings)


def show_cards(view: StrengthsView) -> None:
    """Strengths and priorities side by side, scale by scale for the whole authority, then how they were ranked."""
    strong, weak = (
        [("", group)] if view.path else _by_title(view.scales, group)
        for group in (view.strengths, view.priorities)
    )
    left, right = st.columns(2)
    with left:
        _card(
            _("Points forts"),
            ":material/trending_up:",
            strong,
            _("Aucun point fort ne se détache du reste."),
        )
    with right:
        _card(_("Priorités"), ":material/flag:", weak, _("Aucune priorité ne se détache du reste."))
    st.caption(view.ranking)


def _by_title(
    scales: Sequence[ScaleStandings], standings: Sequence[Standing]
) -> list[tuple[str, Sequence[Standing]]]:
    """The standings under the title of their scale; no title where all share one."""
    titles = scale_titles(scales)
    parts = [
        (title, [one for one in standings if one in group.standings])
        for title, group in zip(titles, scales, strict=True)
    ]
    return [(title, part) for title, part in parts if part]


def scale_titles(scales: Sequence[ScaleStandings]) -> list[str]:
    """The heading of each scale, with its ends where two have as many steps; empty for a single one."""
    if len(scales) < 2:
        return [""] * len(scales)
    short = [group.scale.title for group in scales]
    return [
        f"{title}, {group.scale.ends}" if short.count(title) > 1 and group.scale.ends else title
        for title, group in zip(short, scales, strict=True)
    ]


def _card(title: str, icon: str, parts: Sequence[tuple[str, Sequence[Standing]]], nothing: str) -> None:
    with st.container(border=True, height="stretch"):
        st.header(title, anchor=False, icon=icon)
        if not any(standings for _title, standings in parts):
            st.write(nothing)
        for part, standings in parts:
            if part:
                st.caption(part)
            for standing in standings:
                st.markdown(f"**{standing.measure.label}** — {_words(standing)}")


def _words(standing: Standing) -> str:
    parts = [_("{score} sur 100").format(score=standing.cell.score)]
    if standing.difference is not None:
        parts.append(
            _("{difference} points par rapport à la collectivité").format(
                difference=signed(standing.difference)
            )
        )
    if standing.rank is not None:
        parts.append(_("rang {place} sur {total}").format(place=standing.rank[0], total=standing.rank[1]))
    return ", ".join(parts)


def show_standings(view: StrengthsView) -> None:
    """Every measure of the unit with the authority as a mark; of the whole, one picture for each scale."""
    if view.path or len(view.scales) < 2:
        _standings_chart(view, view.standings, key="standings")
        return
    for position, group in enumerate(view.scales):
        words = group.scale.ends
        st.markdown(f"**{group.scale.title}**" + (f", {words}" if words else ""))
        _standings_chart(view, group.standings, key=f"standings_{position}")


def _standings_chart(view: StrengthsView, standings: Sequence[Standing], *, key: str) -> None:
    bars = [
        Bar(
            standing.measure.label,
            standing.cell.score,
            "" if standing.cell.score is None else str(standing.cell.score),
            standing.cell.state.label if standing.cell.score is None else _words(standing),
            standing.cell.state.value,
            standing.cell.state.label,
            reference=standing.whole.score if view.path else None,
        )
        for standing in sorted(standings, key=lambda one: -(one.cell.score or -1))
    ]
    bars_chart(
        bars=bars,
        alt=view.sentence,
        key=key,
        value_title=_("Score sur 100"),
        reference_title=_("Ensemble de la collectivité") if view.path else None,
    )


def show_beside(view: StrengthsView) -> None:
    """A table that a small department can read: its figures when they may be shown, and those of the level above."""
    if not view.path:
        return
    hidden = sum(standing.cell.state is not CellState.SHOWN for standing in view.standings)
    st.header(_("À côté de l’échelon au-dessus"), anchor=False)
    if hidden:
        st.write(
            _(
                "Quand un service a trop peu de répondants, le résultat de l’échelon au-dessus le remplace : il l’inclut sans le révéler."
            )
        )
    rows: list[tuple[Value, ...]] = [
        (
            standing.measure.label,
            standing.cell.score if standing.cell.score is not None else None,
            standing.cell.state.label,
            None if standing.beside is None else standing.beside.score,
            standing.beside_label,
            standing.whole.score,
            standing.significant,
        )
        for standing in view.standings
    ]
    data_table(
        columns=[
            Column(_("Mesure"), pinned=True),
            Column(view.label, ColumnKind.NUMBER),
            Column(_("État")),
            Column(_("Au-dessus"), ColumnKind.NUMBER),
            Column(_("Échelon")),
            Column(_("Collectivité"), ColumnKind.NUMBER),
            Column(_("Écart certain"), ColumnKind.YES_NO, help=_("Le hasard ne suffit pas à l’expliquer.")),
        ],
        rows=rows,
        alt=_("Résultats du service à côté de l’échelon au-dessus et de la collectivité."),
        key="beside",
        file_name=f"{view.campaign.title} {view.label}",
    )


def show_links(links: OutcomeLinks, *, key: str) -> None:
    """The links of the dimensions with one outcome, the heaviest first."""
    st.markdown(links.sentence)
    if links.is_parent:
        st.caption(
            _("Trop peu de répondants ici : les liens sont ceux de « {group} ».").format(group=links.group)
        )
    bars_chart(
        bars=[
            Bar(
                link.dimension.label,
                link.weight,
                f"{percent(link.weight)} · {link.strength}",
                _("Corrélation de rang {correlation}, {n} répondants").format(
                    correlation=number(link.correlation / 100, decimals=2), n=number(link.n)
                ),
            )
            for link in links.links
        ],
        alt=links.sentence,
        key=key,
        value_title=_("Part du lien (% de ce que les dimensions ont en commun avec la question)"),
        highest=max((link.weight for link in links.links), default=40) + 15,
    )
