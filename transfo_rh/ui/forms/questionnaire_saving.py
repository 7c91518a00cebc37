"""Saving a change of a questionnaire from any of its forms: one call, one confirmation, one fresh page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.campaigns.questionnaires import service
from transfo_rh.campaigns.questionnaires.definition import BilingualText, QuestionnaireFile
from transfo_rh.campaigns.questionnaires.model import OpenedQuestionnaire
from transfo_rh.core.errors import TransfoError
from transfo_rh.core.i18n import _
from transfo_rh.ui.forms.questionnaire_list import go_to_questionnaire
from transfo_rh.ui.page import show_error
from transfo_rh.ui.toasts import confirm

Change = Callable[[QuestionnaireFile], QuestionnaireFile]


@dataclass(frozen=True, slots=True)
class Editing:
    """The questionnaire under change, and who changes it."""

    viewer: Viewer
    opened: OpenedQuestionnaire

    @property
    def definition(self) -> QuestionnaireFile:
        """The questionnaire as it stands."""
        return self.opened.definition

    def key(self, *parts: object) -> str:
        """The key of a widget: a saved change starts every field afresh."""
        version = f"{self.definition.code}_{self.definition.version}_{self.opened.edit_version}"
        return "_".join(["edit", version, *map(str, parts)])

    def choice(self, section: str) -> str:
        """Where the session remembers which question of a page is under change."""
        return f"edit_item_{self.definition.code}_{section}"

    def save(self, change: Change, *, done: str) -> None:
        """Apply a change, write it, say so and show the page again; a refusal is shown and nothing is lost."""
        try:
            changed = change(self.definition)
            summary = service.save_version(
                viewer=self.viewer, definition=changed, edit_version=self.opened.edit_version or 0
            )
        except TransfoError as error:
            show_error(error)
            return
        confirm(done)
        if summary.version == self.definition.version:
            st.rerun()
        go_to_questionnaire(summary.code, summary.version)


def two_languages(
    label: str, present: BilingualText | None, *, key: str, long: bool = False
) -> tuple[str, str]:
    """Two fields side by side, French then English; they stack on a phone."""
    columns = st.columns(2)
    typed = []
    names = ((_("français"), "fr"), (_("anglais"), "en"))
    for column, (name, code) in zip(columns, names, strict=True):
        field = partial(column.text_area, height="content") if long else column.text_input
        typed.append(
            field(
                _("{label} ({language})").format(label=label, language=name),
                "" if present is None else present.in_language(code),
                key=f"{key}_{code}",
            )
        )
    return typed[0], typed[1]
