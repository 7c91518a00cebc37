"""Reviewing results before they are imported: figures, problems, scales and questions to correct."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from transfo_rh.campaigns.importing.correction import (
    QuestionChoice,
    RankedAnswer,
    corrected,
    question_choices,
)
from transfo_rh.campaigns.importing.service import ImportPreview
from transfo_rh.core.errors import TransfoError
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.ui.forms.results_import import ImportState
from transfo_rh.ui.metrics import Metric, metric_row
from transfo_rh.ui.page import show_error
from transfo_rh.ui.tables import Column, ColumnKind, data_table

_EDITOR_ROWS = 12
_ROW_PIXELS = 36


def show_conclusion(seen: ImportPreview) -> None:
    """Whether the file can go in, and the figures of what was read."""
    errors = len(seen.problems)
    if errors:
        sentence = ngettext(
            "{n} problème à corriger avant d’importer.", "{n} problèmes à corriger avant d’importer.", errors
        ).format(n=number(errors))
    else:
        layout = seen.mapping.layout.label if seen.mapping.layout else ""
        sentence = _("Le fichier est prêt à être importé : {layout}.").format(layout=layout)
    st.markdown(f"**{sentence}**")
    people = seen.counts.respondents
    metric_row(
        [
            Metric(_("Lignes"), number(seen.counts.lines)),
            Metric(_("Répondants"), number(people) if people is not None else _("Inconnu")),
            Metric(_("Services"), number(seen.counts.departments)),
            Metric(
                _("Questions") if seen.structured else _("Questions notées"),
                number(seen.counts.questions),
                help=_("{answers} réponses, {skipped} « sans objet », {blanks} vides").format(
                    answers=number(seen.counts.answers),
                    skipped=number(seen.counts.not_applicable),
                    blanks=number(seen.counts.blanks),
                ),
            ),
        ]
    )


def show_problems(seen: ImportPreview) -> None:
    """Each problem with its place."""
    if seen.problems:
        st.error(seen.problems[0].sentence, icon=":material/error:")
        data_table(
            columns=[
                Column(_("Feuille")),
                Column(_("Ligne"), ColumnKind.NUMBER),
                Column(_("Colonne")),
                Column(_("Valeur lue")),
                Column(_("Raison")),
            ],
            rows=[(p.sheet, p.row, p.column, p.value, p.reason) for p in seen.problems],
            alt=_("Problèmes du fichier : feuille, ligne, colonne, valeur et raison."),
            key="import_problems",
            file_name=_("problèmes de l’import"),
        )


def show_notices(seen: ImportPreview) -> None:
    """What people must know, and every column that is left out with the reason."""
    for notice in seen.notices:
        st.markdown(f"- {_escaped(notice)}")
    if seen.dropped:
        with st.expander(
            ngettext("{n} colonne écartée", "{n} colonnes écartées", len(seen.dropped)).format(
                n=number(len(seen.dropped))
            )
        ):
            data_table(
                columns=[Column(_("Colonne"), pinned=True), Column(_("Raison"))],
                rows=[(c.name, c.left_out.label if c.left_out else None) for c in seen.dropped],
                alt=_("Colonnes écartées et raison."),
                key="import_dropped",
            )


def _escaped(text: str) -> str:
    """The text with Markdown's signs made plain: headings and names come from the file."""
    return "".join(f"\\{character}" if character in "\\`*_{}[]<>#|$~:" else character for character in text)


def corrections_form(state: ImportState, seen: ImportPreview) -> None:
    """Answers ranked on their scale, questions with code, wording, dimension, scale and direction."""
    with st.form(f"corrections_{state.revision}", border=False):
        st.caption(
            _(
                "Échelons : 1 est le plus bas. Deux réponses au même échelon comptent pareil. Une réponse sans échelon ni « sans objet » est refusée."
            )
        )
        answers = _edited_answers(state, seen)
        st.caption(_("Questions : changez la dimension, le code ou le sens, ou retirez une question."))
        questions = _edited_questions(state, seen)
        if st.form_submit_button(_("Appliquer les corrections")):
            try:
                state.give(corrected(seen.mapping, answers=answers, questions=questions))
            except TransfoError as error:
                show_error(error)
                return
            st.rerun()


def _height(rows: int) -> int:
    return _ROW_PIXELS * (min(rows, _EDITOR_ROWS) + 1) + 2


def _edited_answers(state: ImportState, seen: ImportPreview) -> list[RankedAnswer]:
    scale, answer, count, step, skipped = (
        _("Échelle"), _("Réponse"), _("Nombre"), _("Échelon"), _("Sans objet"),
    )  # fmt: skip
    meaning = _("Libellé")
    frame = pd.DataFrame(
        {
            scale: [a.scale for a in seen.answers],
            answer: [a.answer for a in seen.answers],
            meaning: pd.Series([a.meaning for a in seen.answers], dtype="object"),
            count: [a.count for a in seen.answers],
            step: pd.Series([a.step for a in seen.answers], dtype="Int64"),
            skipped: [a.not_applicable for a in seen.answers],
        }
    )
    edited = st.data_editor(
        frame,
        hide_index=True,
        disabled=[scale, answer, meaning, count],
        column_config={
            step: st.column_config.NumberColumn(step, min_value=1, max_value=100, step=1),
            skipped: st.column_config.CheckboxColumn(skipped),
        },
        height=_height(len(frame)),
        row_height=_ROW_PIXELS,
        placeholder="",
        key=f"answers_{state.revision}",
        alt=_("Réponses de chaque échelle, avec leur échelon."),
    )
    return [
        RankedAnswer(a.scale, a.answer, a.count, None if pd.isna(rank) else int(rank), bool(out))
        for a, rank, out in zip(seen.answers, edited[step], edited[skipped], strict=True)
    ]


def _edited_questions(state: ImportState, seen: ImportPreview) -> list[QuestionChoice]:
    choices = question_choices(seen.mapping)
    kept, code, label, dimension, scale, reverse = (
        _("Garder"), _("Code"), _("Question"), _("Dimension"), _("Échelle"), _("Inversée"),
    )  # fmt: skip
    frame = pd.DataFrame(
        {
            kept: [c.kept for c in choices],
            code: [c.code for c in choices],
            label: [c.label for c in choices],
            dimension: pd.Series([c.dimension for c in choices], dtype="object"),
            scale: [c.scale for c in choices],
            reverse: [c.reverse for c in choices],
        }
    )
    edited = st.data_editor(
        frame,
        hide_index=True,
        column_config={
            kept: st.column_config.CheckboxColumn(kept),
            code: st.column_config.TextColumn(code, required=True, max_chars=120),
            label: st.column_config.TextColumn(label, required=True, width="large"),
            dimension: st.column_config.TextColumn(dimension),
            scale: st.column_config.SelectboxColumn(scale, options=list(seen.mapping.scales), required=True),
            reverse: st.column_config.CheckboxColumn(
                reverse,
                help=_("Être d’accord est défavorable : l’échelle est retournée au calcul des scores."),
            ),
        },
        height=_height(len(frame)),
        row_height=_ROW_PIXELS,
        placeholder="",
        key=f"questions_{state.revision}",
        alt=_("Questions notées, avec leur dimension et leur échelle."),
    )
    rows = edited[[kept, code, label, dimension, scale, reverse]].itertuples(index=False)
    return [_question_choice(choice, *row) for choice, row in zip(choices, rows, strict=True)]


def _question_choice(
    choice: QuestionChoice,
    kept: object,
    code: object,
    label: object,
    dimension: object,
    scale: object,
    reverse: object,
) -> QuestionChoice:
    return QuestionChoice(
        source=choice.source,
        kept=bool(kept),
        code=_text(code),
        label=_text(label),
        dimension=_text(dimension) or None,
        scale=_text(scale) or choice.scale,
        reverse=bool(reverse),
    )


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
