"""The names of the departments that accounts are scoped to: names and links, never a person."""

from __future__ import annotations

from transfo_rh.access import policy
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission
from transfo_rh.core import clock
from transfo_rh.core.database import database
from transfo_rh.staff import repository


def scope_choices(*, viewer: Viewer) -> dict[int, str]:
    """Every department of today as « top › … › name », in tree order, for whoever manages accounts.

    Raises PermissionDenied.
    """
    policy.require(viewer, Permission.MANAGE_ACCOUNTS)
    with database().read() as session:
        tree = repository.department_tree(session, on=clock.today())
    return {
        department.id: " › ".join(node.name for node in tree.path(department.id))
        for _depth, department in tree.walk()
    }


def own_scope(*, viewer: Viewer) -> tuple[str, ...]:
    """The names of the viewer's own departments, at the root of the scope."""
    policy.require(viewer, Permission.SIGNED_IN)
    with database().read() as session:
        tree = repository.department_tree(session, on=clock.today())
    return tuple(department.name for department in map(tree.get, viewer.department_ids) if department)
