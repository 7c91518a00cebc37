"""Writing a role: its mission, for whom it is open, what it asks in an editable table."""

from __future__ import annotations

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.core.i18n import _
from transfo_rh.skills.catalogue.requirement_lines import requirements_from
from transfo_rh.skills.catalogue.searching import free_code
from transfo_rh.skills.model import Bilingual, Catalogue, References, Role, RoleContent, RoleKind
from transfo_rh.skills.references.model import ESCO, ROME
from transfo_rh.staff.importing.cadres import cadres_emplois
from transfo_rh.staff.model import Category
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
from transfo_rh.ui.forms.requirements_table import requirements_table, skill_names


def role_form(viewer: Viewer, draft: Draft, catalogue: Catalogue) -> None:
    """The whole form; saving goes to the page of the role."""
    start = draft.start.content if isinstance(draft.start, Role) else None
    st.header(_title(draft), anchor=False)
    leave_button(draft)
    conflict_notice(viewer, draft)
    found = _references(viewer, draft, start.references if start is not None else References())
    with st.form(draft.key("form"), border=False):
        code = start.code if start is not None and draft.asked.code else code_field(draft)
        label = bilingual_fields(draft, "label", _("Intitulé"), _first_label(draft))
        mission = bilingual_fields(
            draft, "mission", _("Mission"), start.mission if start else None, long=True
        )
        kind, domain = _nature(draft, start, catalogue)
        categories, cadres = _status(draft, start)
        jobs = lines_field(draft, "jobs", _("Libellés de poste"), start.job_titles if start else ())
        st.subheader(_("Ce que le métier demande"), anchor=False)
        st.caption(
            _(
                "Une ligne par compétence. Un clic sur la ligne grisée du bas en ajoute une ; cochez-en à gauche, puis la corbeille, pour les supprimer."
            )
        )
        lines = requirements_table(
            start.requirements if start is not None else (), catalogue, key=draft.key("requirements")
        )
        on = valid_from_field(draft)
        submitted = st.form_submit_button(_("Enregistrer le métier"), type="primary", icon=":material/save:")
    if submitted:
        taken = {role.code for role in catalogue.roles}

        def build() -> RoleContent:
            return RoleContent(
                code or free_code(label.fr, taken=taken),
                *(kind, domain, label, mission),
                requirements_from(lines, labels=skill_names(catalogue)),
                *(categories, cadres, jobs, found),
            )

        save(viewer, draft, build, on)


def _title(draft: Draft) -> str:
    if draft.asked.code is not None:
        return _("Modifier un métier")
    return _("Nouveau métier") if draft.asked.model is None else _("Nouveau métier, copié d’un autre")


def _first_label(draft: Draft) -> Bilingual | None:
    if draft.start is None:
        return None
    label = draft.start.content.label
    if draft.asked.code is not None:
        return label
    return Bilingual(_("{title} (copie)").format(title=label.fr), f"{label.en} (copy)" if label.en else "")


def _nature(draft: Draft, start: RoleContent | None, catalogue: Catalogue) -> tuple[RoleKind, str]:
    families = {family.code: family.label.text for family in catalogue.families}
    codes, kinds = list(families), list(RoleKind)
    with st.container(horizontal=True, key=draft.key("nature")):
        kind = st.selectbox(
            _("Sorte de métier"),
            kinds,
            index=kinds.index(start.kind) if start is not None else 0,
            format_func=lambda one: RoleKind(one).label,
            key=draft.key("kind"),
        )
        domain = st.selectbox(
            _("Domaine"),
            codes,
            index=codes.index(start.domain) if start is not None and start.domain in families else 0,
            format_func=lambda code: families.get(code, code),
            key=draft.key("domain"),
        )
    return RoleKind(kind or RoleKind.TARGET), str(domain or "")


def _status(draft: Draft, start: RoleContent | None) -> tuple[tuple[Category, ...], tuple[str, ...]]:
    left, right = st.columns([1, 2])
    categories = left.multiselect(
        _("Catégories"),
        [category.value for category in Category],
        default=[category.value for category in start.categories] if start is not None else [],
        placeholder=_("Toutes"),
        key=draft.key("categories"),
    )
    present = list(start.cadres_emplois) if start is not None else []
    cadres = right.multiselect(
        _("Cadres d’emplois"),
        list(dict.fromkeys([*present, *(cadre.name for cadre in cadres_emplois())])),
        default=present,
        placeholder=_("Tous"),
        key=draft.key("cadres"),
    )
    return tuple(Category(value) for value in categories), tuple(cadres)


def _references(viewer: Viewer, draft: Draft, present: References) -> References:
    with st.expander(_("Correspondances avec d’autres référentiels"), icon=":material/link:"):
        rome = reference_field(
            viewer, draft, _("Fiches ROME (code)"), present.rome, catalogue=ROME, skills=False
        )
        esco = reference_field(
            viewer, draft, _("Métiers ESCO (adresse)"), present.esco, catalogue=ESCO, skills=False
        )
        rmfp = reference_field(
            viewer, draft, _("Fiches RMFP (code)"), present.rmfp, catalogue="rmfp", skills=False
        )
    return References(rome=rome, esco=esco, ecf=present.ecf, rmfp=rmfp)
