"""transfo-rh serve: the application under uvicorn, tuned."""

from __future__ import annotations

import logging
import socket
import sys
from typing import Annotated

import typer
import uvicorn

from transfo_rh.cli.session import ready_database
from transfo_rh.core.errors import ConfigurationError, StorageUnavailable
from transfo_rh.core.i18n import _
from transfo_rh.core.paths import project_root
from transfo_rh.core.settings import settings

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8501
_BACKLOG = 2048
_GRACE_SECONDS = 5


def serve(
    host: Annotated[str, typer.Option(help="Adresse d’écoute ; 0.0.0.0 pour tout le réseau.")] = DEFAULT_HOST,
    port: Annotated[int, typer.Option(help="Port d’écoute.", min=0, max=65535)] = DEFAULT_PORT,
) -> None:
    """Servir l’application."""
    serve_application(host, port)


def serve_application(host: str = DEFAULT_HOST, port: int = DEFAULT_PORT) -> None:
    """Serve until stopped (Ctrl+C, SIGTERM); port 0 takes any free port.

    Raises ConfigurationError when the port is taken, StorageUnavailable when the database does not answer.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    listening = _listening_socket(host, port)
    ready_database()
    sys.path.insert(0, str(project_root()))
    server = uvicorn.Server(_uvicorn_configuration())
    typer.echo(
        _("Transfo RH est prêt : {address} (Ctrl+C pour arrêter)").format(address=_address(host, listening))
    )
    try:
        server.run(sockets=[listening])
    except KeyboardInterrupt:
        pass  # uvicorn has already stopped gracefully and only passes the signal on
    finally:
        listening.close()
    if not server.started:
        raise StorageUnavailable(_("L’application n’a pas pu démarrer : le journal ci-dessus dit pourquoi."))


def _uvicorn_configuration() -> uvicorn.Config:
    return uvicorn.Config(
        "streamlit_app:app",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_ping_interval=30,
        ws_ping_timeout=60,
        proxy_headers=True,
        forwarded_allow_ips=settings().trusted_proxies,
        access_log=False,  # addresses hold people's filters
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        lifespan="on",
    )


def _listening_socket(host: str, port: int) -> socket.socket:
    """Bound before anything else, so that a taken port is one clear line.

    IPPROTO_TCP is said aloud: asyncio sets TCP_NODELAY on such sockets only, and small websocket frames would
    otherwise wait 40 ms for an acknowledgement.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listening.bind((host, port))
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        raise ConfigurationError(
            _(
                "Impossible d’écouter sur {host}:{port} : le port est déjà utilisé ou l’adresse n’est pas à "
                "cette machine. Choisissez-en un autre avec --port ou --host."
            ).format(host=host, port=port),
            details=type(error).__name__,
        ) from error
    return listening


def _address(host: str, listening: socket.socket) -> str:
    shown = "localhost" if host in ("0.0.0.0", "::", "127.0.0.1") else host  # noqa: S104 - compared, not bound
    shown = f"[{shown}]" if ":" in shown else shown
    return f"http://{shown}:{listening.getsockname()[1]}"
