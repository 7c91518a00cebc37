"""Questionnaires: what ships and what the authority made of it; preview, duplicate, adapt, versions, files."""

import streamlit as st

from transfo_rh.access.policy import Permission
from transfo_rh.campaigns.questionnaires import service
from transfo_rh.campaigns.questionnaires.duration import estimated_minutes
from transfo_rh.campaigns.questionnaires.model import Origin
from transfo_rh.campaigns.questionnaires.numbering import numbered_items
from transfo_rh.core.errors import TransfoError
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import SOURCE_LANGUAGE, _, language, typeset
from transfo_rh.ui.forms.questionnaire_editor import show_editor
from transfo_rh.ui.forms.questionnaire_files import export_buttons, import_form
from transfo_rh.ui.forms.questionnaire_list import (
    chosen_from_address,
    conclusion,
    duplicate_form,
    go_to_questionnaire,
    opened_caption,
    show_list,
    show_versions,
)
from transfo_rh.ui.forms.questionnaire_saving import Editing
from transfo_rh.ui.forms.questionnaire_settings import finishing_buttons, show_settings
from transfo_rh.ui.metrics import Metric, metric_row
from transfo_rh.ui.page import open_page, show_error
from transfo_rh.ui.questionnaire_view import show_preview, show_stakes
from transfo_rh.ui.text import plain

ctx = open_page(
    Permission.MANAGE_CAMPAIGNS,
    title=_("Questionnaires"),
    caption=_("Que demande chaque questionnaire, et comment l’adapter à la collectivité ?"),
)

code, version = chosen_from_address()
if code is None:
    listed = service.available(viewer=ctx.viewer)
    st.markdown(f"**{conclusion(listed)}**")
    import_form(ctx.viewer)
    show_list(listed)
    st.stop()

if st.button(_("Tous les questionnaires"), icon=":material/arrow_back:", key="back_to_list"):
    go_to_questionnaire(None)
try:
    opened = service.opened(viewer=ctx.viewer, code=code, version=version)
except TransfoError as error:
    show_error(error)
    st.stop()
definition = opened.definition
edit = Editing(ctx.viewer, opened)

st.header(plain(definition.title.in_language(language())), anchor=False)
st.caption(opened_caption(opened))
if definition.purpose is not None:
    purpose = definition.purpose.in_language(language())
    st.markdown(plain(typeset(purpose) if language() == SOURCE_LANGUAGE else purpose))
metric_row(
    [
        Metric(_("Questions"), number(len(numbered_items(definition)))),
        Metric(_("Pages"), number(len(definition.sections))),
        Metric(_("Dimensions"), number(len(definition.dimensions))),
        Metric(
            _("Durée calculée"),
            _("{n} min").format(n=number(estimated_minutes(definition))),
            help=_(
                "200 mots lus par minute, quelques secondes par réponse, 40 secondes par réponse libre. La durée annoncée aux personnes interrogées est de {n} min."
            ).format(n=number(definition.duration_minutes)),
        ),
    ]
)
with st.container(horizontal=True, key="questionnaire_actions"):
    with st.popover(_("Dupliquer"), icon=":material/content_copy:", key=edit.key("duplicate_popover")):
        duplicate_form(ctx.viewer, opened, key="duplicate_from_bar")
    export_buttons(definition)
    if opened.editable:
        finishing_buttons(edit)

preview, adapt, stakes, versions = st.tabs([_("Aperçu"), _("Adapter"), _("Enjeux"), _("Versions")])
with preview:
    show_preview(definition, key="preview")
with adapt:
    if opened.origin is Origin.SHIPPED:
        st.info(
            _("Un questionnaire fourni ne change pas. Dupliquez-le : la copie est à vous."),
            icon=":material/info:",
        )
        duplicate_form(ctx.viewer, opened, key="duplicate_from_tab")
    else:
        if opened.finished:
            st.info(
                _("Cette version est terminée : votre première modification créera la version suivante."),
                icon=":material/info:",
            )
        show_settings(edit)
        show_editor(edit)
with stakes:
    show_stakes(definition)
with versions:
    show_versions(opened)
