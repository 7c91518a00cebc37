"""Keying in paper questionnaires: a code, one field of marks per page of the paper, what was understood, the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.campaigns.collection import paper, service
from transfo_rh.campaigns.collection.keying import Keyed, keyed_lines, read_marks
from transfo_rh.campaigns.collection.paper import LateCampaign, Sheet
from transfo_rh.campaigns.model import Answer
from transfo_rh.campaigns.questionnaires.definition import Section, TextItem
from transfo_rh.campaigns.questionnaires.numbering import NumberedItem, numbered_items
from transfo_rh.core.errors import Conflict, TransfoError
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, clauses, labelled, ngettext
from transfo_rh.ui.forms.answer_items import words
from transfo_rh.ui.page import show_error
from transfo_rh.ui.text import plain
from transfo_rh.ui.toasts import confirm, warn

STATE_KEY = "keying"


@dataclass
class Keying:
    """One sitting. ``turn`` counts the sheets begun, ``attempt`` the entries of one sheet; keys follow both.

    ``first`` is the first of two entries when sheets are keyed twice; ``told`` the numbers that differed.
    """

    count: int = 0
    turn: int = 0
    attempt: int = 0
    code: str = ""
    unit: int | None = None
    sheet: Sheet | None = None
    first: dict[str, Answer] | None = None
    told: tuple[int, ...] = ()
    last: str = ""

    def next_sheet(self) -> None:
        """Forget the sheet, begin another."""
        self.turn += 1
        self.attempt = 0
        self.code, self.sheet, self.first, self.told = "", None, None, ()


def sitting() -> Keying:
    """The sitting of this tab."""
    found: Keying = st.session_state.setdefault(STATE_KEY, Keying())
    return found


def show_count(state: Keying) -> None:
    """How many sheets were keyed in since the page was opened."""
    said = (
        ngettext(
            "{n} questionnaire saisi dans cette séance.",
            "{n} questionnaires saisis dans cette séance.",
            state.count,
        ).format(n=number(state.count))
        if state.count
        else _("Aucun questionnaire saisi dans cette séance pour l’instant.")
    )
    st.markdown(f"**{said}** {state.last}")


def ask_code(viewer: Viewer, state: Keying) -> None:
    """The code printed on the sheet; Enter opens the sheet."""
    with st.container(key=f"focus_code_{state.turn}_{state.attempt}"):
        typed = st.text_input(
            _("Code imprimé sur le questionnaire"),
            key=f"paper_code_{state.turn}",
            max_chars=40,
            placeholder="XXXX-XXXX-XXXX",
            autocomplete="off",
        )
    if not typed:
        st.caption(_("Tapez le code, puis Entrée. Majuscules et tirets sont facultatifs."))
        return
    try:
        state.sheet = paper.sheet_of_code(viewer=viewer, code=typed)
    except TransfoError as error:
        show_error(error)
        return
    state.code = typed
    st.rerun()


def ask_department(viewer: Viewer, state: Keying, campaigns: Sequence[LateCampaign]) -> None:
    """The campaign and the department of a late sheet; the department stays for the next one."""
    by_id = {campaign.campaign_id: campaign for campaign in campaigns}
    chosen = st.selectbox(
        _("Campagne close"),
        list(by_id),
        format_func=lambda campaign_id: by_id[campaign_id].title,
        key="paper_campaign",
        filter_mode=None,
    )
    names = by_id[chosen].department_names
    unit = st.selectbox(
        _("Service de l’agent"),
        range(len(names)),
        index=state.unit if state.unit is not None and state.unit < len(names) else None,
        format_func=names.__getitem__,
        key=f"paper_unit_{chosen}_{state.turn}",
        placeholder=_("Choisissez le service"),
        filter_mode="contains",
    )
    st.caption(
        _(
            "Un questionnaire tardif ne garde que le service. Il attend une prochaine publication, qui se fait par lots assez grands pour que personne ne soit reconnu."
        )
    )
    if st.button(_("Saisir un questionnaire"), type="primary", disabled=unit is None, key="paper_late"):
        state.unit = unit
        state.sheet = paper.late_sheet(viewer=viewer, campaign_id=chosen, unit=unit or 0)
        st.rerun()


def key_sheet(viewer: Viewer, state: Keying, sheet: Sheet, *, late: bool, twice: bool) -> None:
    """The fields of one sheet, what they mean, and storing it."""
    place = "" if sheet.department_name is None else f" · {plain(sheet.department_name)}"
    st.markdown(f"**{plain(sheet.title)}**{place}")
    if state.first is not None and not state.told:
        st.info(_("Deuxième saisie : retapez le même questionnaire."), icon=":material/repeat:")
    if state.told:
        st.warning(
            _(
                "Les deux saisies diffèrent aux questions {numbers}. Vérifiez-les sur le papier, corrigez au besoin, puis enregistrez : c’est la saisie affichée qui sera gardée."
            ).format(numbers=", ".join(map(str, state.told)))
        )
    lines = numbered_items(sheet.definition)
    read = [
        _section_field(state, sheet, section, [line for line in lines if line.section.code == section.code])
        for section in sheet.definition.sections
    ]
    answers: dict[str, Answer] = {}
    for keyed, texts in read:
        answers |= keyed.answers | texts
    _store_buttons(
        viewer,
        state,
        sheet,
        answers,
        late=late,
        twice=twice,
        understood=all(keyed.understood for keyed, _texts in read),
    )


def _section_field(
    state: Keying, sheet: Sheet, section: Section, lines: Sequence[NumberedItem]
) -> tuple[Keyed, dict[str, Answer]]:
    """The field of one page of the paper, and one field per free text."""
    marked = keyed_lines(lines)
    keyed = Keyed(())
    prefix = f"paper_{state.turn}_{state.attempt}"
    if marked:
        first, last = marked[0].number, marked[-1].number
        where = (
            _("question {first}").format(first=first)
            if first == last
            else _("questions {first} à {last}").format(first=first, last=last)
        )
        wrapper = f"focus_{prefix}_{section.code}" if section is sheet.definition.sections[0] else None
        with st.container(key=wrapper, gap="small"):
            typed = st.text_input(
                f"{words(section.title)} ({where})",
                key=f"{prefix}_{section.code}",
                autocomplete="off",
                live="200ms",
            )
            keyed = read_marks(sheet.definition, marked, typed)
            _echo(keyed, typed)
    texts: dict[str, Answer] = {}
    for line in lines:
        if isinstance(line.item, TextItem):
            said = st.text_input(
                f"{line.number}. {words(line.text)}",
                key=f"{prefix}_{line.code}",
                max_chars=line.item.maximum_length,
                autocomplete="off",
            ).strip()
            if said:
                texts[line.code] = said
    return keyed, texts


def _echo(keyed: Keyed, typed: str) -> None:
    """What was understood, at once: the number and the words of each line, the problems first."""
    problems = [line for line in keyed.lines if line.problem]
    if problems or keyed.left_over:
        told = [
            _("question {number}, « {mark} » : {problem}").format(
                number=line.line.number, mark=plain(line.mark), problem=line.problem
            )
            for line in problems
        ]
        if keyed.left_over:
            told.append(_("de trop : « {marks} »").format(marks=plain(keyed.left_over)))
        st.error(clauses(told), icon=":material/error:")
    if typed.strip():
        st.caption(
            " · ".join(
                f"**{line.line.number}** {plain(line.words)}" for line in keyed.lines if not line.problem
            )
        )


def _store_buttons(
    viewer: Viewer,
    state: Keying,
    sheet: Sheet,
    answers: Mapping[str, Answer],
    *,
    late: bool,
    twice: bool,
    understood: bool,
) -> None:
    lines = [line for line in numbered_items(sheet.definition) if not isinstance(line.item, TextItem)]
    blank = sum(line.code not in answers for line in lines)
    st.markdown(
        labelled(
            _("Réponses"),
            ngettext(
                "{done} sur {total}, {n} laissée vide", "{done} sur {total}, {n} laissées vides", blank
            ).format(done=len(lines) - blank, total=len(lines), n=blank),
        )
    )
    with st.container(horizontal=True, key="paper_buttons"):
        if st.button(
            _("Enregistrer et passer au suivant"),
            type="primary",
            icon=":material/keyboard_return:",
            key=f"enter_button_{state.turn}_{state.attempt}",
        ):
            if not understood:
                warn(_("Une marque n’est pas comprise : corrigez-la d’abord."))
                st.rerun()
            else:
                _store(viewer, state, sheet, dict(answers), late=late, twice=twice)
        if st.button(_("Abandonner cette feuille"), key=f"paper_drop_{state.turn}"):
            state.next_sheet()
            st.rerun()


def _store(
    viewer: Viewer, state: Keying, sheet: Sheet, answers: dict[str, Answer], *, late: bool, twice: bool
) -> None:
    if twice and not state.told:
        if state.first is None:
            state.first = answers
            state.attempt += 1
            st.rerun()
        state.told = tuple(
            line.number
            for line in numbered_items(sheet.definition)
            if state.first.get(line.code) != answers.get(line.code)
        )
        if state.told:
            st.rerun()
    try:
        service.submit_paper(
            viewer=viewer,
            campaign_id=sheet.campaign_id,
            answers=answers,
            code=state.code,
            late=late,
            unit=state.unit if late else None,
        )
    except Conflict as error:
        state.next_sheet()
        warn(error.message)
        st.rerun()
    except TransfoError as error:
        show_error(error)
        return
    state.count += 1
    state.last = _("Dernier : {place}.").format(place=plain(sheet.department_name or sheet.title))
    state.next_sheet()
    confirm(_("Questionnaire enregistré."))
    st.rerun()
