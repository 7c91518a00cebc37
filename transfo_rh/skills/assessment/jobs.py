"""Which role stands behind the job of an agent: the one rule for grids, paths and cover."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from transfo_rh.core.database import Session
from transfo_rh.skills.assessment import repository
from transfo_rh.skills.model import Catalogue, Role
from transfo_rh.staff.search import plain


def roles_of_jobs(
    jobs: Iterable[str], *, links: Mapping[str, int | None], catalogue: Catalogue
) -> dict[str, Role]:
    """Job label → its role: the link that was made, else the first role that gives this title among its own.

    ``links``: job label → id of a role, None when a person said that there is none. A job without a role is absent.
    """
    by_id = {role.id: role for role in catalogue.roles}
    by_title: dict[str, Role] = {}
    for role in catalogue.roles:
        for title in (role.content.label.fr, *role.content.job_titles):
            by_title.setdefault(plain(title), role)
    found = {job: by_id.get(links[job] or 0) if job in links else by_title.get(plain(job)) for job in jobs}
    return {job: role for job, role in found.items() if role is not None}


def known_roles(session: Session, jobs: Iterable[str], catalogue: Catalogue) -> dict[str, Role]:
    """The same, with the links that are stored."""
    wanted = set(jobs)
    return roles_of_jobs(wanted, links=repository.roles_of_jobs(session, wanted), catalogue=catalogue)
