"""transfo-rh demo."""

from __future__ import annotations


def demo() -> None:
    """Written next."""
