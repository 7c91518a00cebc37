"""Filling in a diagnosis: theme by theme, comments, draft, submission. What is typed outlives a refusal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.campaigns.diagnosis import service
from transfo_rh.campaigns.diagnosis.completeness import lines_required, unanswered
from transfo_rh.campaigns.diagnosis.model import MAXIMUM_COMMENT, Diagnosis
from transfo_rh.campaigns.model import Answer
from transfo_rh.campaigns.questionnaires.conditions import asked_items
from transfo_rh.campaigns.questionnaires.definition import Section, TextItem
from transfo_rh.campaigns.questionnaires.numbering import numbered_items
from transfo_rh.core.errors import Conflict, TransfoError
from transfo_rh.core.i18n import _, language, ngettext
from transfo_rh.ui.forms.answer_items import show_section, words
from transfo_rh.ui.page import show_error
from transfo_rh.ui.text import plain
from transfo_rh.ui.toasts import confirm, warn

STATE_KEY = "diagnosis_typed"


@dataclass
class Typed:
    """What the person has typed for one department since it was read at ``version``.

    ``turn`` changes when the widgets must start again from the stored content.
    """

    version: int
    answers: dict[str, Answer]
    comments: dict[str, str]
    section: int = 0
    turn: int = 0
    missing: frozenset[str] = frozenset()
    confirming: bool = False
    stored: tuple[dict[str, Answer], dict[str, str]] = field(default=({}, {}))

    @property
    def changed(self) -> bool:
        """True when something differs from what was stored."""
        return (self.answers, self.comments) != self.stored


def typed_for(diagnosis: Diagnosis) -> Typed:
    """What was typed for this department in this tab, started from the stored diagnosis.

    A newer stored version replaces what is on the screen only when nothing was changed there.
    """
    everything: dict[tuple[int, int], Typed] = st.session_state.setdefault(STATE_KEY, {})
    key = (diagnosis.campaign.id, diagnosis.line.unit)
    typed = everything.get(key)
    if typed is None or (typed.version != diagnosis.version and not typed.changed):
        typed = _read(diagnosis, None if typed is None else typed)
        everything[key] = typed
    return typed


def _read(diagnosis: Diagnosis, previous: Typed | None) -> Typed:
    answers, comments = dict(diagnosis.content.answers), dict(diagnosis.content.comments)
    return Typed(
        version=diagnosis.version,
        answers=answers,
        comments=comments,
        section=0 if previous is None else previous.section,
        turn=0 if previous is None else previous.turn + 1,
        stored=(dict(answers), dict(comments)),
    )


def fill_in(viewer: Viewer, diagnosis: Diagnosis) -> None:
    """The form of one department: one theme a page, its comment, the buttons."""
    typed = typed_for(diagnosis)
    sections = [section for section, items in asked_items(diagnosis.definition, typed.answers) if items]
    typed.section = min(typed.section, len(sections) - 1)
    section = sections[typed.section]
    prefix = f"dg_{diagnosis.campaign.id}_{diagnosis.line.unit}_{typed.turn}"
    if typed.version != diagnosis.version:
        _offer_both(viewer, diagnosis, typed)
    top = st.container(key=f"top_diagnosis_{section.code}")
    if section.intro is not None:
        st.markdown(words(section.intro))
    numbers = {line.code: line.number for line in numbered_items(diagnosis.definition)}
    show_section(
        diagnosis.definition,
        section,
        typed.answers,
        prefix=prefix,
        numbers=numbers,
        missing=typed.missing,
    )
    if not any(isinstance(item, TextItem) for item in section.items):
        _comment(typed, section, prefix)
    with top:  # above the questions, once they have been read: the counts include the answer just given
        _choose_theme(diagnosis, typed, sections, prefix)
        st.subheader(words(section.title), anchor=False)
    _progress(diagnosis, typed)
    if typed.confirming:
        _confirm_submission(viewer, diagnosis, typed)
    else:
        _buttons(viewer, diagnosis, typed, sections)


def _choose_theme(diagnosis: Diagnosis, typed: Typed, sections: list[Section], prefix: str) -> None:
    """The list of themes with what each still lacks; choosing one goes there.

    The browser sends back the label that it shows, not the position: a list whose counts have changed is another
    list, or an answer given quickly would come back with a label that nobody knows any more.
    """
    left = {section.code: 0 for section in sections}
    for line in unanswered(diagnosis.definition, typed.answers):
        left[line.section.code] = left.get(line.section.code, 0) + 1

    def label(position: int) -> str:
        section = sections[position]
        title = f"{position + 1}/{len(sections)}. {section.title.in_language(language())}"
        count = left[section.code]
        done = _("complet")
        rest = ngettext("{n} réponse à donner", "{n} réponses à donner", count).format(n=count)
        return f"{title} ({rest if count else done})"

    key = f"{prefix}_theme_{'_'.join(map(str, left.values()))}"
    st.session_state[key] = typed.section

    def go() -> None:
        typed.section = st.session_state[key]

    st.selectbox(_("Thème"), range(len(sections)), format_func=label, key=key, on_change=go, filter_mode=None)


def _comment(typed: Typed, section: Section, prefix: str) -> None:
    key = f"{prefix}_comment_{section.code}"
    if key not in st.session_state:
        st.session_state[key] = typed.comments.get(section.code, "")
    said = st.text_area(
        _("Commentaire sur ce thème (facultatif)"),
        key=key,
        max_chars=MAXIMUM_COMMENT,
        help=_("Lu avec vos réponses, au nom du service. Ne citez pas d’agents par leur nom."),
    ).strip()
    if said:
        typed.comments[section.code] = said
    else:
        typed.comments.pop(section.code, None)


def _progress(diagnosis: Diagnosis, typed: Typed) -> None:
    asked = len(lines_required(diagnosis.definition, typed.answers))
    done = asked - len(unanswered(diagnosis.definition, typed.answers))
    said = ngettext("{done} réponse sur {asked}", "{done} réponses sur {asked}", done).format(
        done=done, asked=asked
    )
    if typed.changed:
        said = _("{progress} ; des changements ne sont pas encore enregistrés").format(progress=said)
    st.progress(done / max(asked, 1), text=said)


def _buttons(viewer: Viewer, diagnosis: Diagnosis, typed: Typed, sections: list[Section]) -> None:
    last = typed.section == len(sections) - 1
    with st.container(horizontal=True, key="diagnosis_buttons"):
        if st.button(
            _("Thème précédent"), icon=":material/arrow_back:", key="dg_back", disabled=typed.section == 0
        ):
            _go(viewer, diagnosis, typed, -1)
        if st.button(
            _("Thème suivant"),
            icon=":material/arrow_forward:",
            key="dg_next",
            disabled=last,
            type="secondary" if last else "primary",
        ):
            _go(viewer, diagnosis, typed, +1)
        if st.button(_("Enregistrer le brouillon"), icon=":material/save:", key="dg_save") and _call(
            service.save, viewer, diagnosis, typed
        ):
            confirm(_("Brouillon enregistré."))
            st.rerun()
        if st.button(
            _("Transmettre"),
            icon=":material/send:",
            key="dg_submit",
            type="primary" if last else "secondary",
        ):
            _submit(viewer, diagnosis, typed, sections)


def _go(viewer: Viewer, diagnosis: Diagnosis, typed: Typed, step: int) -> None:
    """Change theme; what was typed is kept as a draft on the way."""
    if not typed.changed or _call(service.save, viewer, diagnosis, typed):
        typed.section += step
        st.rerun()


def _submit(viewer: Viewer, diagnosis: Diagnosis, typed: Typed, sections: list[Section]) -> None:
    lacking = unanswered(diagnosis.definition, typed.answers)
    if lacking:
        typed.missing = frozenset(line.code for line in lacking)
        codes = [section.code for section in sections]
        typed.section = codes.index(lacking[0].section.code)
        if typed.changed:
            _call(service.save, viewer, diagnosis, typed)
        warn(
            ngettext(
                "Il manque {n} réponse : elle est signalée.",
                "Il manque {n} réponses : elles sont signalées, thème par thème.",
                len(lacking),
            ).format(n=len(lacking))
        )
        st.rerun()
    typed.confirming = True
    st.rerun()


def _confirm_submission(viewer: Viewer, diagnosis: Diagnosis, typed: Typed) -> None:
    """What submitting means, asked once."""
    with st.container(border=True, key="diagnosis_confirmation"):
        st.markdown(
            _(
                "**Transmettre ce diagnostic ?** Celui de « {name} » sera transmis à votre nom aux ressources humaines. Pour le corriger ensuite, il faudra leur demander de le rouvrir."
            ).format(name=plain(diagnosis.line.name))
        )
        with st.container(horizontal=True):
            if st.button(
                _("Transmettre à mon nom"), type="primary", icon=":material/send:", key="dg_confirmed"
            ):
                typed.confirming = False
                if _call(service.submit, viewer, diagnosis, typed):
                    confirm(_("Diagnostic transmis."))
                    st.rerun()
            if st.button(_("Continuer à remplir"), key="dg_not_yet"):
                typed.confirming = False
                st.rerun()


def _call(act: Callable[..., int], viewer: Viewer, diagnosis: Diagnosis, typed: Typed) -> bool:
    """Save or submit what is typed; False when refused, with the reason on the screen and everything kept."""
    try:
        typed.version = act(
            viewer=viewer,
            campaign_id=diagnosis.campaign.id,
            unit=diagnosis.line.unit,
            version=typed.version,
            answers=typed.answers,
            comments=typed.comments,
        )
    except Conflict as error:
        warn(error.message)
        st.rerun()
    except TransfoError as error:
        show_error(error)
        return False
    typed.stored = (dict(typed.answers), dict(typed.comments))
    return True


def _offer_both(viewer: Viewer, diagnosis: Diagnosis, typed: Typed) -> None:
    """Somebody else saved meanwhile: take the stored version, or put one's own in its place."""
    with st.container(border=True, key="diagnosis_conflict"):
        st.markdown(
            _(
                "**Deux versions existent** : la vôtre, à l’écran, et celle que {person} a enregistrée. Choisissez celle qui reste."
            ).format(person=words_of(diagnosis.line.updated_by))
        )
        with st.container(horizontal=True):
            if st.button(_("Reprendre la version enregistrée"), key="dg_theirs"):
                fresh = _read(diagnosis, typed)
                st.session_state[STATE_KEY][(diagnosis.campaign.id, diagnosis.line.unit)] = fresh
                st.rerun()
            if st.button(_("Enregistrer la mienne à la place"), key="dg_mine"):
                typed.version = diagnosis.version
                if _call(service.save, viewer, diagnosis, typed):
                    confirm(_("Brouillon enregistré."))
                    st.rerun()


def words_of(person: str | None) -> str:
    """The name of somebody who saved, or words when the account is gone."""
    return person or _("quelqu’un")
