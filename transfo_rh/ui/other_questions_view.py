"""Questions outside the dimensions on screen: the share of each option, or the score of the question."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from transfo_rh.campaigns.model import CellState, ItemKind
from transfo_rh.campaigns.results.questions import OtherQuestion, QuestionLine
from transfo_rh.campaigns.results.wording import asked_words, share_words
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _
from transfo_rh.ui.charts.bars import Bar, bars_chart
from transfo_rh.ui.tables import Column, data_table

_SHARES = (ItemKind.CHOICE, ItemKind.FLAG)


def show_other_questions(questions: Sequence[OtherQuestion]) -> None:
    """One chart a question, and all of them as a table; nothing when there is none."""
    if not questions:
        return
    with st.expander(_("Autres questions"), icon=":material/quiz:"):
        for position, question in enumerate(questions):
            st.markdown(f"**{question.wording}**")
            if question.mean is not None:
                st.write(_("En moyenne : {mean}").format(mean=number(question.mean, decimals=1)))
            bars_chart(
                bars=[_bar(question, line) for line in _ordered(question)],
                alt=_alternative(question),
                key=f"other_{position}",
                value_title=question.value_title,
            )
        data_table(
            columns=[
                Column(_("Question"), pinned=True),
                Column(_("Réponse")),
                Column(_("Valeur")),
                Column(_("Réponses")),
            ],
            rows=[
                (question.wording, line.label, _value(question, line), asked_words(line.cell))
                for question in questions
                for line in question.lines
            ],
            alt=_("Réponses aux questions qui n’entrent dans aucune dimension."),
            key="other_questions",
            file_name=_("autres questions"),
        )


def _ordered(question: OtherQuestion) -> list[QuestionLine]:
    return sorted(question.lines, key=lambda line: -(line.value or 0))


def _value(question: OtherQuestion, line: QuestionLine) -> str:
    if line.value is None:
        return line.cell.state.label
    if question.kind in _SHARES:
        return share_words(line.value, capped=line.cell.capped)
    return str(line.value)


def _bar(question: OtherQuestion, line: QuestionLine) -> Bar:
    shown = line.cell.state is CellState.SHOWN and line.value is not None
    return Bar(
        line.label,
        line.value if shown else None,
        _value(question, line) if shown else "",
        asked_words(line.cell) if shown else line.cell.state.label,
        line.cell.state.value,
        line.cell.state.label,
    )


def _alternative(question: OtherQuestion) -> str:
    first = _ordered(question)[0]
    return f"{question.wording} {first.label}, {_value(question, first)}"
