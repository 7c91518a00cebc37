"""A list of free skill labels, typed or from a file, beside the skills of the catalogue that they may mean."""

from __future__ import annotations

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.core.errors import TransfoError
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.skills.formats.labels import read_label_lines
from transfo_rh.skills.matching import service
from transfo_rh.skills.matching.index import Match
from transfo_rh.ui.page import show_error
from transfo_rh.ui.tables import Column, ColumnKind, data_table

_FOUND = "skill_label_matches"


def show(*, viewer: Viewer) -> None:
    """The form, then what each label means; nothing is kept beyond the page."""
    with st.form("skill_labels"):
        typed = st.text_area(
            _("Libellés de compétences, un par ligne"),
            height=140,
            placeholder=_("Excel\nSIG\naccueil téléphonique"),
            key="skill_labels_typed",
        )
        file = st.file_uploader(
            _("Ou un fichier de texte, un libellé par ligne"), type=["txt", "csv"], key="skill_labels_file"
        )
        submitted = st.form_submit_button(_("Rapprocher"), type="primary", icon=":material/link:")
    if submitted:
        labels = [line.strip() for line in typed.splitlines() if line.strip()]
        try:
            if file is not None:
                labels += read_label_lines(name=file.name, content=file.getvalue())
            if not labels:
                st.warning(_("Donnez au moins un libellé."), icon=":material/warning:")
            st.session_state[_FOUND] = service.match_skill_labels(viewer=viewer, labels=labels)
        except TransfoError as error:
            show_error(error)
            return
    found: tuple[Match, ...] = st.session_state.get(_FOUND, ())
    if found:
        _results(found)


def _results(found: tuple[Match, ...]) -> None:
    plain = sum(match.link is not None for match in found)
    st.markdown(
        "**"
        + ngettext(
            "{plain} libellé sur {n} désigne clairement une compétence ; pour les autres, choisissez parmi les suggestions.",
            "{plain} libellés sur {n} désignent clairement une compétence ; pour les autres, choisissez parmi les suggestions.",
            plain,
        ).format(plain=number(plain), n=number(len(found)))
        + "**"
    )
    data_table(
        columns=[
            Column(_("Libellé")),
            Column(_("Compétence la plus proche")),
            Column(_("Ressemblance"), ColumnKind.PERCENT),
            Column(_("Rapprochement")),
            Column(_("Autres suggestions")),
        ],
        rows=[
            (
                match.query,
                match.suggestions[0].label if match.suggestions else None,
                round(100 * match.suggestions[0].score) if match.suggestions else None,
                _("Clair") if match.link else _("À choisir"),
                " ; ".join(suggestion.label for suggestion in match.suggestions[1:]),
            )
            for match in found
        ],
        alt=_("Libellés libres et compétences du catalogue qui leur ressemblent le plus"),
        key="skill_labels_found",
        file_name=_("Libellés et compétences"),
    )
