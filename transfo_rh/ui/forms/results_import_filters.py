"""Which lines of a results file to import: one wave, finished questionnaires only."""

from __future__ import annotations

import streamlit as st

from transfo_rh.campaigns.importing.selection import FilterChoice, filter_choices
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.ui.forms.results_import import ImportState

_EVERY_WAVE = ""


def filters_form(state: ImportState) -> None:
    """The filters that the file calls for; nothing when it has neither waves nor unfinished questionnaires."""
    choices = filter_choices(state.table, state.given)
    if not choices:
        return
    with st.form(f"filters_{state.revision}"):
        title = _("Lignes à importer")
        st.markdown(f"**{title}**")
        filters = {name: kept for name, kept in state.given.filters.items() if not _offered(name, choices)}
        for choice in choices:
            kept = _kept(state, choice)
            if kept:
                filters[choice.column] = kept
        if st.form_submit_button(_("Appliquer ces filtres"), icon=":material/filter_alt:"):
            state.give(state.given.model_copy(update={"filters": filters}))
            st.rerun()


def _offered(name: str, choices: tuple[FilterChoice, ...]) -> bool:
    return any(choice.column == name for choice in choices)


def _kept(state: ImportState, choice: FilterChoice) -> tuple[str, ...]:
    """The values that the person keeps of one column; empty: no filter."""
    given = state.given.filters.get(choice.column, ())
    if choice.finished:
        said = ngettext(
            "Questionnaires achevés seulement ({n} inachevé, « {column} »)",
            "Questionnaires achevés seulement ({n} inachevés, « {column} »)",
            choice.left,
        ).format(n=number(choice.left), column=choice.column)
        return choice.finished if st.checkbox(said, value=bool(given)) else ()
    options = [_EVERY_WAVE, *choice.values]
    current = given[0] if given and given[0] in options else _EVERY_WAVE
    picked = st.selectbox(
        _("Vague à importer (« {column} »)").format(column=choice.column),
        options,
        index=options.index(current),
        format_func=lambda value: value or _("À choisir"),
        help=_("Une campagne par vague : les mêmes personnes ne comptent pas deux fois."),
        width=320,
    )
    return (picked,) if picked else ()
