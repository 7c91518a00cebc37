"""The policy, read as a table: role × permission → reach. Nothing else is allowed."""

from __future__ import annotations

import pytest

from transfo_rh.access.model import Role, Viewer
from transfo_rh.access.policy import POLICY, Permission, Reach, allows, reach_of, require
from transfo_rh.core.errors import PermissionDenied

TABLE = """
permission        hr   department_head  executive  agent       admin
signed_in         own  own              own        own         own
view_results      all  subtree          all        whole_only  -
manage_campaigns  all  -                -          -           -
answer_surveys    own  own              own        own         -
key_paper         all  -                -          -           -
view_participation all subtree          all        -           -
fill_diagnosis    all  subtree          -          -           -
read_comments     all  subtree          all        -           -
view_actions      all  subtree          all        -           -
manage_actions    all  subtree          -          -           -
view_catalogue    all  all              all        all         -
manage_skills     all  -                -          -           -
own_skills        own  own              own        own         -
assess_skills     all  subtree          -          -           -
view_skills_map   all  subtree          all        -           -
manage_staffing   all  -                -          -           -
view_staff        all  subtree          -          -           -
import_staff      all  -                -          -           -
manage_accounts   -    -                -          -           all
view_audit        -    -                -          -           all
manage_database   -    -                -          -           all
"""


def _cells() -> list[tuple[Permission, Role, Reach | None]]:
    header, *lines = [line.split() for line in TABLE.strip().splitlines()]
    return [
        (Permission(line[0]), Role(role), None if cell == "-" else Reach(cell))
        for line in lines
        for role, cell in zip(header[1:], line[1:], strict=True)
    ]


def test_the_table_names_every_permission_and_every_role() -> None:
    named = {(permission, role) for permission, role, _reach in _cells()}
    assert named == {(permission, role) for permission in Permission for role in Role}
    assert set(POLICY) == set(Permission)


@pytest.mark.parametrize(("permission", "role", "reach"), _cells())
def test_each_role_reaches_exactly_what_the_table_says(
    permission: Permission, role: Role, reach: Reach | None
) -> None:
    viewer = Viewer(account_id=1, name="Anne Martin", role=role)
    assert reach_of(role, permission) is reach
    assert allows(viewer, permission) is (reach is not None)
    if reach is None:
        with pytest.raises(PermissionDenied, match=role.label):
            require(viewer, permission)
    else:
        assert require(viewer, permission) is reach


def test_what_is_not_written_is_denied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(POLICY, Permission.SIGNED_IN)
    assert all(reach_of(role, Permission.SIGNED_IN) is None for role in Role)
