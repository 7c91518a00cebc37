"""The application: ``streamlit run streamlit_app.py``, ``uvicorn streamlit_app:app`` or ``transfo-rh serve``."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit import config

from transfo_rh.core.errors import TransfoError
from transfo_rh.core.paths import project_root
from transfo_rh.core.settings import settings
from transfo_rh.ui.screens import PAGES
from transfo_rh.web.application import WebSide
from transfo_rh.web.incidents import incident_message, report_incident
from transfo_rh.web.shell import Shell

# However the application is started: nothing watched, nothing sent outside, nothing of an error shown.
# .streamlit/config.toml says the same for `streamlit run`; Streamlit reads no environment variable under uvicorn.
OPTIONS = {
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.toolbarMode": "minimal",
    "logger.enableRich": False,
    "runner.magicEnabled": False,
    "server.enableStaticServing": True,
    "server.enableWebsocketCompression": False,
    "server.fileWatcherType": "none",
    "server.maxUploadSize": settings().max_upload_mb,
    "server.runOnSave": False,
}

if config._main_script_path is None:
    # What `streamlit run` does itself: the checkout's .streamlit/config.toml counts from any working directory.
    config._main_script_path = str(project_root() / "streamlit_app.py")
for name, value in OPTIONS.items():
    config.set_option(name, value)
if secret := settings().cookie_secret.get_secret_value():
    config.set_option("server.cookieSecret", secret)


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
