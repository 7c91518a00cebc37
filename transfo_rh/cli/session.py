"""What every command shares: an up-to-date database, JSON on demand, a progress line."""

from __future__ import annotations

import json
import sys
from typing import Any

from transfo_rh.core.database import Database, database
from transfo_rh.core.migrations import upgrade


def ready_database() -> Database:
    """The database of the settings, brought to the newest schema.

    Raises StorageUnavailable when it does not answer.
    """
    opened = database()
    upgrade(opened)
    return opened


def print_json(value: Any) -> None:
    """Write one JSON document to the standard output; signs that its encoding may lack are escaped."""
    unicode = (sys.stdout.encoding or "").casefold().startswith("utf")
    json.dump(value, sys.stdout, ensure_ascii=not unicode, indent=2, default=str)
    sys.stdout.write("\n")


def terminal_progress(share: float, step: str) -> None:
    """Redraw one progress line on the error output, when it is a terminal."""
    if not sys.stderr.isatty():
        return
    width = 30
    done = round(share * width)
    sys.stderr.write(f"\r\033[K[{'█' * done}{'·' * (width - done)}] {share:4.0%}  {step}")
    if share >= 1:
        sys.stderr.write("\n")
    sys.stderr.flush()
