"""The list of questionnaires: what ships and one's own."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.campaigns.questionnaires import service
from transfo_rh.campaigns.questionnaires.definition import Respondents
from transfo_rh.campaigns.questionnaires.model import OpenedQuestionnaire, Origin, QuestionnaireSummary
from transfo_rh.campaigns.questionnaires.wording import bilingual
from transfo_rh.core.formats import day
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.ui.page import shown_errors
from transfo_rh.ui.tables import Column, ColumnKind, data_table
from transfo_rh.ui.text import plain
from transfo_rh.ui.toasts import confirm


def chosen_from_address() -> tuple[str | None, str | None]:
    """Code and version that the page's address names."""
    return st.query_params.get("code"), st.query_params.get("version")


def go_to_questionnaire(code: str | None, version: str | None = None) -> None:
    """Open one questionnaire, or the list when no code is given; the page starts again."""
    st.query_params.clear()
    if code is not None:
        st.query_params["code"] = code
        if version is not None:
            st.query_params["version"] = version
    st.rerun()


def conclusion(listed: Sequence[QuestionnaireSummary]) -> str:
    """The page in one sentence."""
    shipped = len({summary.code for summary in listed if summary.origin is Origin.SHIPPED})
    own = len({summary.code for summary in listed if summary.origin is Origin.OWN})
    unfinished = sum(not summary.finished for summary in listed)
    words = ngettext(
        "{n} questionnaire fourni est prêt à l’emploi",
        "{n} questionnaires fournis sont prêts à l’emploi",
        shipped,
    ).format(n=shipped)
    if not own:
        return _("{words} ; vous n’en avez pas encore adapté.").format(words=words)
    second = ngettext("{n} est propre à la collectivité", "{n} sont propres à la collectivité", own).format(
        n=own
    )
    if not unfinished:
        return f"{words}, {second}."
    third = ngettext("{n} version reste à terminer", "{n} versions restent à terminer", unfinished).format(
        n=unfinished
    )
    return f"{words}, {second}, {third}."


def show_list(listed: Sequence[QuestionnaireSummary]) -> None:
    """One card per questionnaire, the newest version of each."""
    newest: dict[str, QuestionnaireSummary] = {}
    for summary in listed:
        newest.setdefault(summary.code, summary)
    for summary in newest.values():
        with st.container(
            border=True,
            horizontal=True,
            horizontal_alignment="distribute",
            vertical_alignment="center",
            key=f"questionnaire_{summary.code}",
        ):
            with st.container(width="stretch", key=f"questionnaire_{summary.code}_facts"):
                st.header(plain(summary.title), anchor=False)
                st.caption(_facts(summary))
            if st.button(
                _("Ouvrir"), icon=":material/open_in_full:", key=f"open_{summary.code}", type="secondary"
            ):
                go_to_questionnaire(summary.code, summary.version)


def _facts(summary: QuestionnaireSummary) -> str:
    who = {
        Respondents.AGENT: _("pour les agents"),
        Respondents.DEPARTMENT_HEAD: _("pour les responsables de service"),
    }[summary.respondents]
    state = summary.origin.label if summary.origin is Origin.SHIPPED else state_label(summary)
    questions = ngettext("{n} question", "{n} questions", summary.item_count).format(n=summary.item_count)
    return _("{state} · version {version} · {who} · {questions} · {minutes} min").format(
        state=state,
        version=summary.version,
        who=who,
        questions=questions,
        minutes=summary.minutes,
    )


def state_label(summary: QuestionnaireSummary) -> str:
    """Whether a version of one's own may still change."""
    return _("Terminée") if summary.finished else _("En préparation")


def duplicate_form(viewer: Viewer, opened: OpenedQuestionnaire, *, key: str) -> None:
    """A copy under a new title, ready to be adapted."""
    definition = opened.definition
    with st.form(key, border=False):
        french = st.text_input(
            _("Titre en français"), _("{title} (adapté)").format(title=definition.title.fr), max_chars=200
        )
        english = st.text_input(_("Titre en anglais"), f"{definition.title.en} (adapted)", max_chars=200)
        if st.form_submit_button(_("Dupliquer"), type="primary", icon=":material/content_copy:"):
            with shown_errors():
                title = bilingual(french, english)
                summary = service.duplicate(
                    viewer=viewer, code=definition.code, version=definition.version, title=title
                )
                confirm(_("Copie créée : vous pouvez l’adapter."))
                go_to_questionnaire(summary.code, summary.version)


def show_versions(opened: OpenedQuestionnaire) -> None:
    """Every version with its state, and the way to each."""
    if opened.made_from is not None:
        st.write(
            _("Cette version a été faite à partir de : {origin}.").format(origin=plain(opened.made_from))
        )
    data_table(
        columns=[
            Column(_("Version")),
            Column(_("État")),
            Column(_("Questions"), ColumnKind.NUMBER),
            Column(_("Créée le"), ColumnKind.DATE),
        ],
        rows=[
            (
                summary.version,
                summary.origin.label if summary.origin is Origin.SHIPPED else state_label(summary),
                summary.item_count,
                None if summary.created_at is None else summary.created_at.date(),
            )
            for summary in opened.versions
        ],
        alt=_("Versions du questionnaire : numéro, état, nombre de questions et date de création."),
        key="questionnaire_versions",
    )
    others = [known for known in opened.versions if known.version != opened.definition.version]
    for known in others:
        if st.button(
            _("Ouvrir la version {version}").format(version=known.version), key=f"version_{known.version}"
        ):
            go_to_questionnaire(known.code, known.version)


def opened_caption(opened: OpenedQuestionnaire) -> str:
    """What the opened version is, in one line."""
    current = next(known for known in opened.versions if known.version == opened.definition.version)
    made = (
        ""
        if current.created_at is None
        else " · " + _("créée le {day}").format(day=day(current.created_at.date()))
    )
    return _facts(current) + made
