"""The frame of every page: who is looking, may they, the header; and errors shown as one clear message."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, Reach, require
from transfo_rh.core.errors import (
    Cancelled,
    Conflict,
    InvalidFile,
    InvalidInput,
    NotFound,
    NotSignedIn,
    PermissionDenied,
    StorageUnavailable,
    TransfoError,
)
from transfo_rh.core.i18n import _, best_language, set_language
from transfo_rh.core.settings import settings
from transfo_rh.ui.identity import current_viewer
from transfo_rh.ui.screens import SIGN_IN_ADDRESS
from transfo_rh.ui.toasts import show_toasts

_log = logging.getLogger("transfo_rh.ui")


@dataclass(frozen=True, slots=True)
class PageContext:
    """What a page knows once it is open: who looks, and how far the permission reaches."""

    viewer: Viewer
    reach: Reach


def open_page(
    permission: Permission,
    *,
    title: str,
    caption: str | None = None,
    actions: Callable[[], None] | None = None,
) -> PageContext:
    """Open a page: sign-in, permission, language, header. First statement of every page.

    ``caption`` says what the page answers; ``actions`` draws the buttons at the top right. A person who is not
    signed in, or not allowed, gets a clear message and the page stops there.
    """
    try:
        viewer = current_viewer()
    except NotSignedIn:
        show_sign_in()
        st.stop()
    except TransfoError as error:
        show_error(error)
        st.stop()
    set_language(viewer.language)
    try:
        reach = require(viewer, permission)
    except PermissionDenied as error:
        st.title(title, anchor=False)
        show_error(error)
        st.stop()
    _header(title, caption, actions)
    show_toasts()
    return PageContext(viewer, reach)


def _header(title: str, caption: str | None, actions: Callable[[], None] | None) -> None:
    if actions is None:
        st.title(title, anchor=False)
    else:
        with st.container(
            horizontal=True,
            horizontal_alignment="distribute",
            vertical_alignment="center",
            key="page_header",
        ):
            st.title(title, anchor=False, width="content")
            with st.container(horizontal=True, horizontal_alignment="right", width="content"):
                actions()
    if caption:
        st.caption(caption)


def show_sign_in() -> None:
    """What a person without a valid session sees, in the browser's language."""
    set_language(best_language(st.context.locale, default=settings().default_language))
    st.title(_("Connexion nécessaire"), anchor=False)
    st.info(
        _("Votre session est terminée ou vous n’êtes pas encore connecté. Connectez-vous pour continuer."),
        icon=":material/lock:",
    )
    st.html(f'<a class="transfo-button" href="{SIGN_IN_ADDRESS}" target="_self">{_("Se connecter")}</a>')


def show_error(error: TransfoError) -> None:
    """One message for people: what kind of refusal, then the sentence. The details go to the log."""
    _log.info("%s: %s", type(error).__name__, error.details)
    st.error(error.message, title=error_title(error), icon=":material/error:")


def error_title(error: TransfoError) -> str:
    """The heading of an error message, by kind.

    >>> error_title(NotFound("…"))
    'Introuvable'
    """
    titles: tuple[tuple[type[TransfoError], str], ...] = (
        (PermissionDenied, _("Accès refusé")),
        (NotSignedIn, _("Connexion nécessaire")),
        (NotFound, _("Introuvable")),
        (InvalidFile, _("Fichier refusé")),
        (InvalidInput, _("Saisie à corriger")),
        (Conflict, _("Modification impossible")),
        (StorageUnavailable, _("Base de données indisponible")),
        (Cancelled, _("Opération annulée")),
    )
    return next((title for kind, title in titles if isinstance(error, kind)), _("Opération impossible"))


@contextmanager
def shown_errors() -> Iterator[None]:
    """Show a refusal raised in the block as a message instead of a failure; the page goes on after the block."""
    try:
        yield
    except TransfoError as error:
        show_error(error)
