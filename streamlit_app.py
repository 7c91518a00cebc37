"""The application: ``streamlit run streamlit_app.py``, ``uvicorn streamlit_app:app`` or ``transfo-rh serve``."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit import config

from transfo_rh.core.errors import TransfoError
from transfo_rh.core.paths import project_root
from transfo_rh.ui.screens import PAGES
from transfo_rh.web.application import WebSide
from transfo_rh.web.incidents import incident_message, report_incident
from transfo_rh.web.shell import Shell

if config._main_script_path is None:
    # What `streamlit run` does itself: the checkout's .streamlit/config.toml counts from any working directory.
    config._main_script_path = str(project_root() / "streamlit_app.py")


def show_script_error(error: Exception) -> bool:
    """A refusal in words, or the code of an incident; never a stack trace."""
    st.error(error.message if isinstance(error, TransfoError) else incident_message(report_incident(error)))
    return True


web = WebSide(
    pages=frozenset({"", *(screen.url_path for screen in PAGES)}),
    shell=Shell((Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")),
    warm_modules=("pandas", "plotly.graph_objects"),
)

app = st.App(
    project_root() / "transfo_rh" / "ui" / "router.py",
    routes=web.routes(),
    middleware=web.middleware(),
    lifespan=web.lifespan,
    exception_handlers=web.exception_handlers(),
    on_script_error=show_script_error,
)
