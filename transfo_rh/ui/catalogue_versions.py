"""The versions of a skill or a role, with their dates, and what changed from one to another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

import streamlit as st

from transfo_rh.core import clock
from transfo_rh.core.formats import day
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.skills.catalogue.changes import FieldChange
from transfo_rh.skills.model import Role, Skill
from transfo_rh.ui.tables import Column, ColumnKind, data_table

Entry = TypeVar("Entry", bound=Skill | Role)


def standing_or_newest(versions: Sequence[Entry]) -> Entry:
    """The version of today; when none stands, the newest. ``versions``: newest first."""
    today = clock.today()
    return next((one for one in versions if _stands(one, today)), versions[0])


def _stands(entry: Skill | Role, on: date) -> bool:
    return entry.valid_from <= on and (entry.valid_to is None or entry.valid_to > on)


def show_standing(entry: Skill | Role) -> None:
    """Say when what is shown does not hold today, or not for long."""
    today = clock.today()
    if entry.valid_from > today:
        st.info(_("Vaudra à partir du {day}.").format(day=day(entry.valid_from)), icon=":material/event:")
    elif entry.valid_to is not None and entry.valid_to <= today:
        st.warning(
            _("Retiré du catalogue le {day} ; ce qui a été évalué reste lisible.").format(
                day=day(entry.valid_to)
            ),
            icon=":material/inventory_2:",
        )
    elif entry.valid_to is not None:
        st.info(
            _("Cette version vaut jusqu’au {day} : voir les versions.").format(day=day(entry.valid_to)),
            icon=":material/event:",
        )


def show_versions(
    versions: Sequence[Entry], compare: Callable[[Entry, Entry], tuple[FieldChange, ...]], *, key: str
) -> None:
    """Every version with its dates, then the differences between two of them. ``versions``: newest first."""
    st.header(_("Versions"), anchor=False)
    if len(versions) == 1:
        only = versions[0]
        st.write(
            _("Une seule version, depuis le {day} ({origin}).").format(
                day=day(only.valid_from), origin=only.origin.label
            )
        )
        return
    data_table(
        columns=[
            Column(_("Depuis le"), ColumnKind.DATE),
            Column(_("Jusqu’au"), ColumnKind.DATE, help=_("Vide : toujours en vigueur.")),
            Column(_("Ce qui a changé")),
        ],
        rows=[
            (
                one.valid_from,
                one.valid_to,
                _summary(compare(before, one)) if before else _("Première version"),
            )
            for one, before in zip(versions, [*versions[1:], None], strict=True)
        ],
        alt=_("Les versions, de la plus récente à la plus ancienne, et ce que chacune a changé"),
        key=f"{key}_versions",
    )
    numbers = list(range(len(versions)))
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{key}_comparison"):
        old = _choice(_("Comparer la version du"), versions, numbers, index=1, key=f"{key}_old")
        new = _choice(_("à celle du"), versions, numbers, index=0, key=f"{key}_new")
    _show_changes(compare(versions[old], versions[new]), key=key)


def _choice(label: str, versions: Sequence[Skill | Role], numbers: list[int], *, index: int, key: str) -> int:
    return int(
        st.selectbox(
            label,
            numbers,
            index=index,
            format_func=lambda n: day(versions[n].valid_from),
            key=f"{key}_{len(versions)}",
            width=220,
        )
    )


def _show_changes(changes: Sequence[FieldChange], *, key: str) -> None:
    if not changes:
        st.write(_("Ces deux versions disent la même chose."))
        return
    data_table(
        columns=[Column(_("Champ")), Column(_("Avant")), Column(_("Après"))],
        rows=[(change.field, change.before or None, change.after or None) for change in changes],
        alt=_("Ce qui change d’une version à l’autre, champ par champ"),
        key=f"{key}_changes",
    )


def _summary(changes: Sequence[FieldChange]) -> str:
    if not changes:
        return _("Rien")
    names = [change.field for change in changes]
    if len(names) <= 3:
        return ", ".join(names)
    more = len(names) - 3
    return ngettext("{names} et {n} autre champ", "{names} et {n} autres champs", more).format(
        names=", ".join(names[:3]), n=more
    )
