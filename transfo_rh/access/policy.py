"""The policy: one table, role × permission → how far the permission reaches. What is not written is denied."""

from __future__ import annotations

from enum import StrEnum

from transfo_rh.access.model import Role, Viewer
from transfo_rh.core.errors import PermissionDenied
from transfo_rh.core.i18n import _


class Permission(StrEnum):
    """What a screen or a service asks for."""

    SIGNED_IN = "signed_in"  # home, own account
    VIEW_RESULTS = "view_results"  # published survey results
    MANAGE_CAMPAIGNS = (
        "manage_campaigns"  # questionnaires, preparation, opening, closing, import, publication
    )
    ANSWER_SURVEYS = "answer_surveys"  # one's own invitations
    KEY_PAPER = "key_paper"  # paper questionnaires
    VIEW_PARTICIPATION = "view_participation"  # rates, never names
    FILL_DIAGNOSIS = "fill_diagnosis"  # the attributed diagnosis of one's departments
    READ_COMMENTS = "read_comments"  # published comments
    VIEW_ACTIONS = "view_actions"  # action plans
    MANAGE_ACTIONS = "manage_actions"
    VIEW_CATALOGUE = "view_catalogue"  # skills and roles, no person
    MANAGE_SKILLS = "manage_skills"  # catalogue, settings, imports, links of labels
    OWN_SKILLS = "own_skills"  # one's own levels, wishes and paths
    ASSESS_SKILLS = "assess_skills"  # named levels of one's people
    VIEW_SKILLS_MAP = "view_skills_map"  # aggregates of levels, no named person
    MANAGE_STAFFING = "manage_staffing"  # who takes which new role
    VIEW_STAFF = "view_staff"  # departments and named agents
    IMPORT_STAFF = "import_staff"
    MANAGE_ACCOUNTS = "manage_accounts"
    VIEW_AUDIT = "view_audit"
    MANAGE_DATABASE = "manage_database"  # backup, restore


class Reach(StrEnum):
    """How far a permission reaches."""

    OWN = "own"  # what concerns the viewer
    WHOLE_ONLY = "whole_only"  # the authority's total, no department
    SUBTREE = "subtree"  # the viewer's departments and below, and the authority's total
    ALL = "all"  # every department


POLICY: dict[Permission, dict[Role, Reach]] = {
    Permission.SIGNED_IN: dict.fromkeys(Role, Reach.OWN),
    Permission.VIEW_RESULTS: {
        Role.HR: Reach.ALL,
        Role.EXECUTIVE: Reach.ALL,
        Role.DEPARTMENT_HEAD: Reach.SUBTREE,
        Role.AGENT: Reach.WHOLE_ONLY,
    },
    Permission.MANAGE_CAMPAIGNS: {Role.HR: Reach.ALL},
    Permission.ANSWER_SURVEYS: dict.fromkeys(
        (Role.HR, Role.DEPARTMENT_HEAD, Role.EXECUTIVE, Role.AGENT), Reach.OWN
    ),
    Permission.KEY_PAPER: {Role.HR: Reach.ALL},
    Permission.VIEW_PARTICIPATION: {
        Role.HR: Reach.ALL,
        Role.EXECUTIVE: Reach.ALL,
        Role.DEPARTMENT_HEAD: Reach.SUBTREE,
    },
    Permission.FILL_DIAGNOSIS: {Role.HR: Reach.ALL, Role.DEPARTMENT_HEAD: Reach.SUBTREE},
    Permission.READ_COMMENTS: {
        Role.HR: Reach.ALL,
        Role.EXECUTIVE: Reach.ALL,
        Role.DEPARTMENT_HEAD: Reach.SUBTREE,
    },
    Permission.VIEW_ACTIONS: {
        Role.HR: Reach.ALL,
        Role.EXECUTIVE: Reach.ALL,
        Role.DEPARTMENT_HEAD: Reach.SUBTREE,
    },
    Permission.MANAGE_ACTIONS: {Role.HR: Reach.ALL, Role.DEPARTMENT_HEAD: Reach.SUBTREE},
    Permission.VIEW_CATALOGUE: dict.fromkeys(
        (Role.HR, Role.DEPARTMENT_HEAD, Role.EXECUTIVE, Role.AGENT), Reach.ALL
    ),
    Permission.MANAGE_SKILLS: {Role.HR: Reach.ALL},
    Permission.OWN_SKILLS: dict.fromkeys(
        (Role.HR, Role.DEPARTMENT_HEAD, Role.EXECUTIVE, Role.AGENT), Reach.OWN
    ),
    Permission.ASSESS_SKILLS: {Role.HR: Reach.ALL, Role.DEPARTMENT_HEAD: Reach.SUBTREE},
    Permission.VIEW_SKILLS_MAP: {
        Role.HR: Reach.ALL,
        Role.EXECUTIVE: Reach.ALL,
        Role.DEPARTMENT_HEAD: Reach.SUBTREE,
    },
    Permission.MANAGE_STAFFING: {Role.HR: Reach.ALL},
    Permission.VIEW_STAFF: {Role.HR: Reach.ALL, Role.DEPARTMENT_HEAD: Reach.SUBTREE},
    Permission.IMPORT_STAFF: {Role.HR: Reach.ALL},
    Permission.MANAGE_ACCOUNTS: {Role.ADMIN: Reach.ALL},
    Permission.VIEW_AUDIT: {Role.ADMIN: Reach.ALL},
    Permission.MANAGE_DATABASE: {Role.ADMIN: Reach.ALL},
}


def reach_of(role: Role, permission: Permission) -> Reach | None:
    """How far the role's permission reaches; None when denied.

    >>> reach_of(Role.AGENT, Permission.VIEW_RESULTS), reach_of(Role.ADMIN, Permission.VIEW_RESULTS)
    (<Reach.WHOLE_ONLY: 'whole_only'>, None)
    """
    return POLICY.get(permission, {}).get(role)


def allows(viewer: Viewer, permission: Permission) -> bool:
    """True when the viewer holds the permission, however far it reaches."""
    return reach_of(viewer.role, permission) is not None


def require(viewer: Viewer, permission: Permission) -> Reach:
    """The reach of the viewer's permission.

    Raises PermissionDenied when the role does not hold it.
    """
    reach = reach_of(viewer.role, permission)
    if reach is None:
        raise PermissionDenied(
            _("Votre profil « {role} » ne donne pas accès à cette page.").format(role=viewer.role.label),
            details=f"{viewer.role} lacks {permission}",
        )
    return reach
