"""The account behind each statement of the demo: who would have typed it on the screens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from transfo_rh.access.model import Viewer
from transfo_rh.skills.model import Source
from transfo_rh.staff.model import Agent
from transfo_rh.staff.tree import DepartmentTree


@dataclass(frozen=True, slots=True)
class DemoAuthors:
    """``hr``: the account of human resources. ``heads``: those of department heads, by the id of the department at the
    root of their scope. ``people``: the account of an agent, by e-mail address."""

    hr: Viewer
    heads: Mapping[int, Viewer]
    people: Mapping[str, Viewer]

    def author(self, source: Source, agent: Agent, tree: DepartmentTree) -> Viewer:
        """Whose words these are: the nearest head's, the agent's own, otherwise human resources'.

        Nobody judges themselves as their own manager. Most agents of the demo have no account: their own words, and
        those of managers without one, were typed by human resources.
        """
        own = self.people.get(agent.email or "")
        if source is Source.SELF:
            return own or self.hr
        if source is not Source.MANAGER:
            return self.hr
        for department in reversed(tree.path(agent.department_id)):
            head = self.heads.get(department.id)
            if head is not None and (own is None or head.account_id != own.account_id):
                return head
        return self.hr
