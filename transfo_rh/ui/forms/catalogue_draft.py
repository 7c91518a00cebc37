"""An entry of the catalogue being written: what the fields start from, and what every such form shares.

The start is read once and kept: somebody else's change meanwhile is a refusal, and nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.core import clock
from transfo_rh.core.errors import Conflict, TransfoError
from transfo_rh.core.i18n import _
from transfo_rh.skills.catalogue import editing
from transfo_rh.skills.model import Bilingual, Role, RoleContent, Skill, SkillContent
from transfo_rh.skills.references import service as references
from transfo_rh.ui.catalogue_address import ROLE, View, Writing, go_to_entry, go_to_list
from transfo_rh.ui.page import show_error
from transfo_rh.ui.toasts import confirm

_STATE = "catalogue_draft"


@dataclass(frozen=True)
class Draft:
    """``start``: the version that is changed or copied, None for a blank entry. ``turn`` renews the fields."""

    asked: Writing
    start: Skill | Role | None
    turn: int
    conflict: bool = False

    @property
    def version(self) -> int | None:
        """The version of the row that the change was prepared on; None for a new entry."""
        return self.start.version if self.start is not None and self.asked.code is not None else None

    def key(self, *parts: object) -> str:
        """The key of a widget of this draft."""
        return "_".join(["draft", self.asked.kind, str(self.turn), *map(str, parts)])


def current_draft(viewer: Viewer, asked: Writing) -> Draft:
    """The draft of this tab; another address starts another one.

    Raises NotFound when there is no such entry.
    """
    kept: Draft | None = st.session_state.get(_STATE)
    if kept is not None and kept.asked == asked:
        return kept
    return _start(viewer, asked, turn=0 if kept is None else kept.turn + 1)


def _start(viewer: Viewer, asked: Writing, *, turn: int) -> Draft:
    code = asked.code or asked.model
    start: Skill | Role | None = None
    if code is not None:
        versions = editing.role_versions if asked.kind == ROLE else editing.skill_versions
        start = versions(viewer=viewer, code=code)[0]
    draft = Draft(asked, start, turn)
    st.session_state[_STATE] = draft
    return draft


def conflict_notice(viewer: Viewer, draft: Draft) -> None:
    """After a conflict: what was typed is still there; the way to start from what the other person wrote."""
    if draft.conflict and st.button(
        _("Repartir de la version enregistrée (ce qui est saisi ici sera perdu)"),
        icon=":material/refresh:",
        key=draft.key("again"),
    ):
        _start(viewer, draft.asked, turn=draft.turn + 1)
        st.rerun()


def leave_button(draft: Draft) -> None:
    """Give the draft up."""
    if st.button(_("Abandonner"), icon=":material/close:", key=draft.key("leave")):
        forget()
        if draft.start is not None:
            go_to_entry(draft.asked.kind, draft.start.code)
        go_to_list(View.ROLES if draft.asked.kind == ROLE else View.SKILLS)


def forget() -> None:
    """Drop the draft; the next one starts with fresh fields."""
    kept: Draft | None = st.session_state.get(_STATE)
    if kept is not None:
        st.session_state[_STATE] = replace(kept, asked=Writing(""), turn=kept.turn + 1)


def save(viewer: Viewer, draft: Draft, build: Callable[[], SkillContent | RoleContent], on: date) -> None:
    """Write the entry, say so and show it; a refusal is shown and every field keeps what was typed."""
    try:
        content = build()
        if isinstance(content, RoleContent):
            editing.save_role(viewer=viewer, content=content, version=draft.version, valid_from=on)
        else:
            editing.save_skill(viewer=viewer, content=content, version=draft.version, valid_from=on)
    except TransfoError as error:
        show_error(error)
        if isinstance(error, Conflict) and draft.asked.code is not None:
            st.session_state[_STATE] = replace(draft, conflict=True)
            conflict_notice(viewer, replace(draft, conflict=True))
        return
    forget()
    confirm(_("« {label} » enregistré.").format(label=content.label.text))
    go_to_entry(draft.asked.kind, content.code)


def valid_from_field(draft: Draft) -> date:
    """The day from which the entry holds; a change never begins before what it changes."""
    today = clock.today()
    earliest = draft.start.valid_from if draft.version is not None and draft.start is not None else None
    chosen = st.date_input(
        _("Vaut à partir du"),
        value=today if earliest is None else max(today, earliest),
        min_value=earliest,
        format="DD/MM/YYYY",
        help=_("La version précédente reste lisible et vaut jusqu’à ce jour."),
        key=draft.key("valid_from"),
        width=220,
    )
    return chosen if isinstance(chosen, date) else today


def bilingual_fields(
    draft: Draft, name: str, label: str, present: Bilingual | None, *, long: bool = False
) -> Bilingual:
    """Two fields side by side, French (required) then English; they stack on a phone."""
    typed = []
    columns = st.columns(2)
    words = ((_("{label} *"), "fr"), (_("{label} (anglais)"), "en"))
    for column, (pattern, code) in zip(columns, words, strict=True):
        field = column.text_area if long else column.text_input
        start = "" if present is None else present.fr if code == "fr" else present.en
        typed.append(field(pattern.format(label=label), start, key=draft.key(name, code)))
    return Bilingual(str(typed[0] or "").strip(), str(typed[1] or "").strip())


def lines_field(draft: Draft, name: str, label: str, present: Sequence[str]) -> tuple[str, ...]:
    """Several values, one a line."""
    typed = st.text_area(
        _("{label}, un par ligne").format(label=label), "\n".join(present), key=draft.key(name)
    )
    return tuple(dict.fromkeys(line.strip() for line in str(typed or "").splitlines() if line.strip()))


def code_field(draft: Draft) -> str:
    """The code of a new entry; empty makes one from the name."""
    return str(
        st.text_input(
            _("Code (facultatif)"),
            key=draft.key("code"),
            help=_(
                "Minuscules sans accent, chiffres et « _ » ; il ne change plus ensuite. Vide : tiré de l’intitulé."
            ),
            width=360,
        )
        or ""
    ).strip()


def reference_field(
    viewer: Viewer, draft: Draft, label: str, present: Sequence[str], *, catalogue: str, skills: bool
) -> tuple[str, ...]:
    """Identifiers of another framework: typed, or picked after a search where its catalogue was imported."""
    key = draft.key("references", catalogue)
    if key not in st.session_state:
        st.session_state[key] = list(present)
    imported = {found.code for found in references.reference_catalogues(viewer=viewer)}
    if catalogue in imported:
        _search(viewer, draft, key, catalogue=catalogue, skills=skills)
    kept = list(st.session_state[key])
    names = references.official_labels(viewer=viewer, codes=kept, skills=skills)
    chosen = st.multiselect(
        label,
        kept,
        format_func=lambda code: f"{code} – {names[code]}" if code in names else code,
        accept_new_options=True,
        placeholder=_("Tapez un code, puis Entrée"),
        key=key,
    )
    return tuple(code.strip() for code in chosen)


def _search(viewer: Viewer, draft: Draft, key: str, *, catalogue: str, skills: bool) -> None:
    text = st.text_input(
        _("Chercher dans le référentiel {name}").format(name=catalogue.upper()),
        key=draft.key("search", catalogue),
        placeholder=_("Un intitulé, puis Entrée"),
    )
    if not text:
        return
    find = references.search_skills if skills else references.search_occupations
    for found in find(viewer=viewer, catalogue=catalogue, text=text):
        if found.id not in st.session_state[key]:
            st.button(
                _("Ajouter {label}").format(label=found.label),
                icon=":material/add_link:",
                type="tertiary",
                on_click=_add,
                args=(key, found.id),
                key=draft.key("add", catalogue, found.id),
            )


def _add(key: str, code: str) -> None:
    st.session_state[key] = [*st.session_state[key], code]
