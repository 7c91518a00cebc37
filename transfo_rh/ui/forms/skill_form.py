"""Writing a skill: its names, its definition, its five levels, in both languages."""

from __future__ import annotations

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.core.i18n import _, labelled
from transfo_rh.skills.catalogue.searching import free_code
from transfo_rh.skills.model import (
    LEVELS,
    Catalogue,
    References,
    Skill,
    SkillContent,
    SkillKind,
    level_label,
)
from transfo_rh.skills.references.model import ESCO, ROME
from transfo_rh.ui.forms.catalogue_draft import (
    Draft,
    bilingual_fields,
    code_field,
    conflict_notice,
    leave_button,
    lines_field,
    reference_field,
    save,
    valid_from_field,
)

DEFAULT_REVIEW_MONTHS = 36


def skill_form(viewer: Viewer, draft: Draft, catalogue: Catalogue) -> None:
    """The whole form; saving goes to the page of the skill."""
    start = draft.start.content if isinstance(draft.start, Skill) else None
    st.header(_("Nouvelle compétence") if start is None else _("Modifier une compétence"), anchor=False)
    leave_button(draft)
    conflict_notice(viewer, draft)
    found = _references(viewer, draft, start.references if start is not None else References())
    with st.form(draft.key("form"), border=False):
        code = start.code if start is not None else code_field(draft)
        label = bilingual_fields(draft, "label", _("Intitulé"), start.label if start else None)
        definition = bilingual_fields(
            draft, "definition", _("Définition"), start.definition if start else None, long=True
        )
        family, kind, months = _nature(draft, start, catalogue)
        st.subheader(_("Les cinq niveaux"), anchor=False)
        st.caption(_("Un comportement que l’on peut observer, différent à chaque niveau."))
        anchors = tuple(
            bilingual_fields(
                draft,
                f"anchor_{level}",
                labelled(_("Niveau {n}").format(n=level), level_label(level)),
                start.anchors[level] if start else None,
                long=True,
            )
            for level in LEVELS
        )
        synonyms_fr = lines_field(draft, "synonyms_fr", _("Synonymes"), start.synonyms_fr if start else ())
        synonyms_en = lines_field(
            draft, "synonyms_en", _("Synonymes en anglais"), start.synonyms_en if start else ()
        )
        on = valid_from_field(draft)
        submitted = st.form_submit_button(
            _("Enregistrer la compétence"), type="primary", icon=":material/save:"
        )
    if submitted:
        taken = {skill.code for skill in catalogue.skills}
        content = SkillContent(
            code or free_code(label.fr, taken=taken),
            *(family, kind, months, label, definition, anchors, synonyms_fr, synonyms_en, found),
        )
        save(viewer, draft, lambda: content, on)


def _nature(draft: Draft, start: SkillContent | None, catalogue: Catalogue) -> tuple[str, SkillKind, int]:
    families = {family.code: family.label.text for family in catalogue.families}
    codes, kinds = list(families), list(SkillKind)
    with st.container(horizontal=True, key=draft.key("nature")):
        family = st.selectbox(
            _("Famille"),
            codes,
            index=codes.index(start.family) if start is not None and start.family in families else 0,
            format_func=lambda code: families.get(code, code),
            key=draft.key("family"),
        )
        kind = st.selectbox(
            _("Nature"),
            kinds,
            index=kinds.index(start.kind) if start is not None else 0,
            format_func=lambda one: SkillKind(one).label,
            help=_("Un savoir-être ne compte jamais dans l’adéquation."),
            key=draft.key("kind"),
        )
        months = st.number_input(
            _("À revoir tous les (mois)"),
            min_value=6,
            max_value=120,
            value=start.review_months if start is not None else DEFAULT_REVIEW_MONTHS,
            help=_("Passé ce délai, un niveau compte un de moins jusqu’à ce qu’il soit confirmé."),
            key=draft.key("months"),
        )
    return str(family or ""), SkillKind(kind or SkillKind.TECHNICAL), int(months or 0)


def _references(viewer: Viewer, draft: Draft, present: References) -> References:
    with st.expander(_("Correspondances avec d’autres référentiels"), icon=":material/link:"):
        rome = reference_field(
            viewer, draft, _("Compétences ROME (code OGR)"), present.rome, catalogue=ROME, skills=True
        )
        esco = reference_field(
            viewer, draft, _("Compétences ESCO (adresse)"), present.esco, catalogue=ESCO, skills=True
        )
        ecf = reference_field(
            viewer, draft, _("Compétences e-CF (code)"), present.ecf, catalogue="e-cf", skills=True
        )
    return References(rome=rome, esco=esco, ecf=ecf, rmfp=present.rmfp)
