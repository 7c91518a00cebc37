"""Answering a survey while signed in: the list, the notice, one page per section, the check before sending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from transfo_rh.access.model import Viewer
from transfo_rh.campaigns.collection import service
from transfo_rh.campaigns.collection.model import AnswerForm, FormState, OwnForm
from transfo_rh.campaigns.model import Answer
from transfo_rh.campaigns.questionnaires.conditions import asked_items
from transfo_rh.campaigns.questionnaires.definition import Section
from transfo_rh.campaigns.questionnaires.numbering import NumberedItem, empty, lines_asked, numbered_items
from transfo_rh.core.errors import Conflict, TransfoError
from transfo_rh.core.formats import day
from transfo_rh.core.i18n import _, labelled, ngettext
from transfo_rh.ui.forms.answer_items import show_section, words
from transfo_rh.ui.page import show_error
from transfo_rh.ui.text import plain
from transfo_rh.ui.toasts import confirm, warn

STATE_KEY = "answering"
NOTICE = -1


@dataclass
class Answering:
    """The survey that the person is answering in this tab. ``page`` NOTICE is the first screen."""

    campaign_id: int
    answers: dict[str, Answer] = field(default_factory=dict)
    page: int = NOTICE
    missing: frozenset[str] = frozenset()
    saved: dict[str, Answer] = field(default_factory=dict)
    sent: bool = False


def current() -> Answering | None:
    """The survey under way in this tab, None while the list is shown."""
    found: Answering | None = st.session_state.get(STATE_KEY)
    return found


def leave() -> None:
    """Go back to the list; nothing of the answers stays in the tab."""
    st.session_state.pop(STATE_KEY, None)


def conclusion(forms: Sequence[OwnForm]) -> str:
    """How many surveys wait for the person, in one sentence."""
    waiting = sum(not form.answered for form in forms)
    if not waiting:
        return _("Vous avez répondu à toutes les enquêtes ouvertes. Merci !")
    return ngettext(
        "{n} enquête attend votre réponse.", "{n} enquêtes attendent votre réponse.", waiting
    ).format(n=waiting)


def show_list(viewer: Viewer, forms: Sequence[OwnForm]) -> None:
    """One card per survey: until when, how long, and the way in; or that the answer is in."""
    for form in forms:
        with st.container(border=True, key=f"survey_{form.campaign_id}"):
            st.header(plain(form.title), anchor=False)
            if form.answered:
                st.markdown(_("Vous avez déjà répondu. Merci ! Une seule réponse compte par personne."))
                continue
            st.markdown(
                ngettext(
                    "Environ {n} minute. Ouverte jusqu’au {day}.",
                    "Environ {n} minutes. Ouverte jusqu’au {day}.",
                    form.minutes,
                ).format(n=form.minutes, day=day(form.closes_on))
            )
            if st.button(
                _("Répondre"), type="primary", icon=":material/edit_note:", key=f"answer_{form.campaign_id}"
            ):
                _begin(viewer, form.campaign_id)


def _begin(viewer: Viewer, campaign_id: int) -> None:
    try:
        form = service.own_form(viewer=viewer, campaign_id=campaign_id)
    except TransfoError as error:
        show_error(error)
        return
    st.session_state[STATE_KEY] = Answering(campaign_id, dict(form.draft), saved=dict(form.draft))
    st.rerun()


def show_thanks() -> None:
    """After sending."""
    st.success(
        _(
            "Votre réponse est enregistrée. Merci ! Les résultats seront publiés pour tous après la clôture, par groupes assez nombreux pour que personne ne soit reconnu."
        ),
        title=_("Réponse envoyée"),
        icon=":material/check:",
    )
    if st.button(_("Revenir à la liste"), icon=":material/arrow_back:", key="answer_list"):
        leave()
        st.rerun()


def show_form(viewer: Viewer, form: AnswerForm, state: Answering) -> None:
    """The page under way: the notice, a section, or the check before sending."""
    st.header(plain(form.title), anchor=False)
    if form.state is not FormState.OPEN:
        closed = form.state is FormState.CLOSED
        st.info(
            _("Cette enquête est close : elle ne reçoit plus de réponse.")
            if closed
            else _("Vous avez déjà répondu à cette enquête. Merci ! Une seule réponse compte par personne."),
            icon=":material/info:",
        )
        _back_to_list()
        return
    sections = [section for section, items in asked_items(form.definition, state.answers) if items]
    if state.page == NOTICE:
        _notice(form, state)
    elif state.page < len(sections):
        _section(viewer, form, state, sections)
    else:
        state.page = len(sections)
        _check(viewer, form, state, sections)


def _notice(form: AnswerForm, state: Answering) -> None:
    """What respondents must know before they start."""
    notice = form.notice
    told = (
        (_("À quoi sert cette enquête"), notice.purpose),
        (_("Votre réponse est-elle anonyme ?"), notice.confidentiality),
        (_("Ce qui est conservé avec elle"), notice.attributes),
        (_("Ce qui est publié"), notice.thresholds),
        (_("Qui lit les résultats"), notice.recipients),
        (_("Durée"), notice.duration),
        (_("Base légale"), notice.legal_basis),
        (_("Vos droits"), notice.rights),
    )
    with st.container(border=True, key="survey_notice"):
        for title, text in told:
            if text:
                st.markdown(f"**{title}**  \n{plain(text)}")
    st.caption(
        _(
            "À répondre jusqu’au {day}. Vos réponses sont gardées à chaque page : vous pourrez reprendre."
        ).format(day=day(form.closes_on))
    )
    begun = bool(state.answers)
    with st.container(horizontal=True):
        _back_to_list()
        if st.button(
            _("Reprendre mes réponses") if begun else _("Commencer"),
            type="primary",
            icon=":material/arrow_forward:",
            key="answer_begin",
        ):
            state.page = 0
            st.rerun()


def _back_to_list() -> None:
    if st.button(_("Revenir à la liste"), icon=":material/arrow_back:", key="answer_leave"):
        leave()
        st.rerun()


def _section(viewer: Viewer, form: AnswerForm, state: Answering, sections: Sequence[Section]) -> None:
    section = sections[state.page]
    with st.container(key=f"top_answer_{state.page}"):
        st.subheader(words(section.title), anchor=False)
    place = st.empty()
    if section.intro is not None:
        st.markdown(words(section.intro))
    show_section(
        form.definition,
        section,
        state.answers,
        prefix=f"answer_{form.campaign_id}",
        numbers={line.code: line.number for line in numbered_items(form.definition)},
        missing=state.missing,
    )
    _show_progress(place, form, state, pages=len(sections))
    last = state.page == len(sections) - 1
    with st.container(horizontal=True, key="answer_buttons"):
        if st.button(_("Page précédente"), icon=":material/arrow_back:", key=f"answer_back_{state.page}"):
            _turn(viewer, form, state, -1)
        if st.button(
            _("Relire et envoyer") if last else _("Page suivante"),
            type="primary",
            icon=":material/arrow_forward:",
            key=f"answer_next_{state.page}",
        ):
            _next(viewer, form, state, section)
    if any(item.required for item in section.items):
        st.caption(
            _("(obligatoire) : réponse nécessaire pour envoyer. Les autres questions peuvent rester vides.")
        )


def _show_progress(place: DeltaGenerator, form: AnswerForm, state: Answering, *, pages: int) -> None:
    """Above the questions, once they have been read: the count includes the answer just given."""
    asked = lines_asked(form.definition, state.answers)
    done = sum(not empty(state.answers.get(line.code)) for line in asked)
    place.progress(
        done / max(len(asked), 1),
        text=ngettext(
            "Page {page} sur {pages}, {done} réponse sur {total}",
            "Page {page} sur {pages}, {done} réponses sur {total}",
            done,
        ).format(page=state.page + 1, pages=pages, done=done, total=len(asked)),
    )


def _required_missing(form: AnswerForm, state: Answering) -> tuple[NumberedItem, ...]:
    return tuple(
        line
        for line in lines_asked(form.definition, state.answers)
        if line.item.required and empty(state.answers.get(line.code))
    )


def _next(viewer: Viewer, form: AnswerForm, state: Answering, section: Section) -> None:
    """Turn the page, unless a required answer is missing on this one."""
    here = [line for line in _required_missing(form, state) if line.section.code == section.code]
    state.missing = frozenset(line.code for line in here)
    if here:
        if _save(viewer, form, state):
            warn(_say_missing(here))
            st.rerun()
        return
    _turn(viewer, form, state, +1)


def _say_missing(lines: Sequence[NumberedItem]) -> str:
    return ngettext(
        "Il manque {n} réponse obligatoire : question {number}.",
        "Il manque {n} réponses obligatoires ; la première est la question {number}.",
        len(lines),
    ).format(n=len(lines), number=lines[0].number)


def _turn(viewer: Viewer, form: AnswerForm, state: Answering, step: int) -> None:
    """Change page; the draft is saved on the way."""
    if _save(viewer, form, state):
        state.page += step
        st.rerun()


def _save(viewer: Viewer, form: AnswerForm, state: Answering) -> bool:
    """Keep the draft when it changed; False when refused, with the reason on the screen and nothing lost."""
    if state.answers == state.saved:
        return True
    try:
        service.save_own_draft(viewer=viewer, campaign_id=form.campaign_id, answers=state.answers)
    except TransfoError as error:
        show_error(error)
        return False
    state.saved = dict(state.answers)
    return True


def _check(viewer: Viewer, form: AnswerForm, state: Answering, sections: Sequence[Section]) -> None:
    """The last page: what is left empty, and sending."""
    asked = lines_asked(form.definition, state.answers)
    blank = [line for line in asked if empty(state.answers.get(line.code))]
    required = _required_missing(form, state)
    with st.container(key="top_answer_check"):
        st.subheader(_("Avant d’envoyer"), anchor=False)
    st.markdown(
        labelled(
            _("Réponses données"), _("{n} sur {total}").format(n=len(asked) - len(blank), total=len(asked))
        )
    )
    if required:
        st.error(_say_missing(required), icon=":material/error:")
    elif blank:
        st.markdown(
            _("Questions laissées vides : {numbers}. Vous pouvez envoyer ainsi, ou y revenir.").format(
                numbers=", ".join(str(line.number) for line in blank)
            )
        )
    st.markdown(_("Une fois envoyée, votre réponse ne peut plus être relue ni modifiée, même par vous."))
    with st.container(horizontal=True, key="answer_buttons"):
        if st.button(_("Revenir aux questions"), icon=":material/arrow_back:", key="answer_return"):
            lacking = (required or blank or asked)[0].section.code
            state.missing = frozenset(line.code for line in required)
            state.page = [section.code for section in sections].index(lacking)
            st.rerun()
        if st.button(
            _("Envoyer ma réponse"),
            type="primary",
            icon=":material/send:",
            key="answer_send",
            disabled=bool(required),
        ):
            _send(viewer, form, state)


def _send(viewer: Viewer, form: AnswerForm, state: Answering) -> None:
    try:
        service.submit_own(viewer=viewer, campaign_id=form.campaign_id, answers=state.answers)
    except Conflict as error:
        leave()
        show_error(error)
        return
    except TransfoError as error:
        show_error(error)
        return
    st.session_state[STATE_KEY] = Answering(form.campaign_id, sent=True)
    confirm(_("Réponse envoyée."))
    st.rerun()
