"""The audit trail: every use case that changes or exports something calls ``record`` in its own transaction."""

from __future__ import annotations

from transfo_rh.access.model import Viewer
from transfo_rh.access.tables import AuditEventRow
from transfo_rh.core import clock
from transfo_rh.core.database import Session


def record(session: Session, *, viewer: Viewer, action: str, object_type: str, object_id: object) -> None:
    """Write one line: who, what, on what. ``action`` is a verb in English, e.g. ``staff.import``; no content."""
    session.add(
        AuditEventRow(
            at=clock.now(),
            account_id=viewer.account_id,
            action=action,
            object_type=object_type,
            object_id=str(object_id),
        )
    )
