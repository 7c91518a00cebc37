"""How much of the map a viewer sees: which departments, and whether figures about few people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, Reach, reach_of, require
from transfo_rh.core.database import Session
from transfo_rh.skills.catalogue import repository as catalogues
from transfo_rh.skills.model import Catalogue, SkillsSettings
from transfo_rh.skills.overview.outline import Outline
from transfo_rh.staff import repository as staff
from transfo_rh.staff.service import scope_of


@dataclass(frozen=True)
class Sight:
    """What every map starts from. ``protected``: the viewer may not see names, so aggregates keep to the threshold."""

    on: date
    outline: Outline
    protected: bool
    catalogue: Catalogue
    settings: SkillsSettings


def sight(session: Session, viewer: Viewer, *, permission: Permission, on: date) -> Sight:
    """What the viewer's permission opens on a day.

    Raises PermissionDenied.
    """
    reach = require(viewer, permission)
    tree = staff.department_tree(session, on=on)
    return Sight(
        on,
        Outline(tree, scope_of(viewer, reach, tree)),
        not sees_names(viewer, reach),
        catalogues.catalogue(session, on=on),
        catalogues.settings(session),
    )


def sees_names(viewer: Viewer, reach: Reach) -> bool:
    """True when the viewer may see the levels of each person as far as this reach.

    >>> from transfo_rh.access.model import Role
    >>> people = {role: Viewer(None, "", role) for role in Role}
    >>> [sees_names(people[role], Reach.ALL) for role in (Role.HR, Role.EXECUTIVE, Role.DEPARTMENT_HEAD)]
    [True, False, False]
    >>> sees_names(people[Role.DEPARTMENT_HEAD], Reach.SUBTREE)
    True
    """
    named = reach_of(viewer.role, Permission.ASSESS_SKILLS)
    return named is Reach.ALL or (named is Reach.SUBTREE and reach is Reach.SUBTREE)
