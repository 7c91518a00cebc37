"""transfo-rh serve."""

from __future__ import annotations


def serve() -> None:
    """Written next."""
