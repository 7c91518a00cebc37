"""Use cases: what free skill labels mean, and which role stands behind each job label of the staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from transfo_rh.access import audit
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import InvalidInput, NotFound
from transfo_rh.core.i18n import _
from transfo_rh.skills.catalogue import repository as catalogue_repository
from transfo_rh.skills.catalogue.files import shipped_catalogue
from transfo_rh.skills.matching import repository
from transfo_rh.skills.matching.concepts import catalogue_index, role_concepts, skill_concepts
from transfo_rh.skills.matching.index import SUGGESTIONS, Concept, Match, Suggestion
from transfo_rh.skills.matching.repository import StoredLink
from transfo_rh.skills.model import Role

MAXIMUM_LABELS = 2_000


@dataclass(frozen=True, slots=True)
class JobLink:
    """A job label of the staff file, the agents who hold it, and the role behind it.

    ``settled``: a person chose (``role_code`` None: no role of the catalogue). ``automatic``: the normaliser linked it
    alone. Otherwise the suggestions wait for a person.
    """

    job: str
    agents: int
    role_code: str | None
    automatic: bool
    settled: bool
    suggestions: tuple[Suggestion, ...]

    @property
    def waits(self) -> bool:
        """True when nobody and nothing has linked it."""
        return not (self.settled or self.automatic)


@dataclass(frozen=True, slots=True)
class JobChoice:
    """What a person chose for a job label; None: no role of the catalogue."""

    job: str
    role_code: str | None


def own_concepts(*, viewer: Viewer) -> tuple[Concept, ...]:
    """The skills of the authority's catalogue, or of the shipped one when the database holds none.

    Raises PermissionDenied.
    """
    require(viewer, Permission.VIEW_CATALOGUE)
    with database().read() as session:
        skills = [skill.content for skill in catalogue_repository.skills(session, on=clock.today())]
    return skill_concepts(skills or shipped_catalogue().skills)


def match_skill_labels(*, viewer: Viewer, labels: Sequence[str], top: int = SUGGESTIONS) -> tuple[Match, ...]:
    """What each label means among the skills of the catalogue, in the order given.

    Raises PermissionDenied, InvalidInput beyond 2 000 labels.
    """
    require(viewer, Permission.MANAGE_SKILLS)
    if len(labels) > MAXIMUM_LABELS:
        raise InvalidInput(
            _("Plus de {n} libellés à la fois : coupez la liste en plusieurs.").format(n=MAXIMUM_LABELS)
        )
    return catalogue_index(own_concepts(viewer=viewer)).match(labels, top=top)


def job_links(*, viewer: Viewer) -> tuple[JobLink, ...]:
    """Every job label of the agents present, the most frequent first, with its role or five suggestions.

    Raises PermissionDenied.
    """
    require(viewer, Permission.MANAGE_SKILLS)
    today = clock.today()
    with database().read() as session:
        labels = repository.jobs(session, on=today)
        stored = repository.links(session)
        roles = catalogue_repository.roles(session, on=today)
    codes = {role.id: role.code for role in roles}
    matches = _matches(roles, tuple(labels))
    found = []
    for job, agents in labels.items():
        link = stored.get(job)
        standing = link is not None and (link.role_id is None or link.role_id in codes)
        found.append(
            JobLink(
                job=job,
                agents=agents,
                role_code=codes.get(link.role_id) if link and link.role_id is not None else None,
                automatic=bool(standing and link and link.automatic),
                settled=bool(standing and link and not link.automatic),
                suggestions=matches[job].suggestions,
            )
        )
    return tuple(found)


def jobs_waiting(*, viewer: Viewer) -> int:
    """How many job labels of the agents present nothing and nobody has linked; quick, without suggestions.

    Raises PermissionDenied.
    """
    require(viewer, Permission.MANAGE_SKILLS)
    today = clock.today()
    with database().read() as session:
        links = repository.links(session)
        standing = {role.id for role in catalogue_repository.roles(session, on=today)}
        labels = repository.jobs(session, on=today)
    settled = {job for job, link in links.items() if link.role_id is None or link.role_id in standing}
    return len(labels.keys() - settled) if standing else 0


def confirm_job_links(*, viewer: Viewer, choices: Sequence[JobChoice]) -> int:
    """Keep what a person chose for these job labels, in one write; the number of links written.

    Raises PermissionDenied, NotFound for a role that does not stand today, InvalidInput for an unknown job label.
    """
    require(viewer, Permission.MANAGE_SKILLS)
    today = clock.today()
    with database().write() as session:
        ids = {role.code: role.id for role in catalogue_repository.roles(session, on=today)}
        known = repository.jobs(session, on=today)
        for choice in choices:
            if choice.role_code is not None and choice.role_code not in ids:
                raise NotFound(_("Ce métier n’est plus au catalogue : rechargez la page."))
            if choice.job not in known:
                raise InvalidInput(_("Aucun agent ne porte plus cet intitulé de poste : rechargez la page."))
        stored = [
            StoredLink(choice.job, ids[choice.role_code] if choice.role_code else None, False, None)
            for choice in choices
        ]
        repository.replace_links(session, stored, at=clock.now(), confirmed_by=viewer.account_id)
        if stored:
            _remember(session, viewer, "skills.link_jobs", len(stored))
    return len(stored)


def link_jobs(*, viewer: Viewer) -> int:
    """Link the job labels that are plain, after an import of staff; the number of labels linked without a person.

    What a person chose stays. Raises PermissionDenied.
    """
    require(viewer, Permission.MANAGE_SKILLS)
    with database().write() as session:
        number = link_jobs_automatically(session, on=clock.today())
        if number:
            _remember(session, viewer, "skills.link_jobs_automatically", number)
    return number


def link_jobs_automatically(session: Session, *, on: date) -> int:
    """The same inside a unit of work of the caller: demo, tests."""
    labels = repository.jobs(session, on=on)
    roles = catalogue_repository.roles(session, on=on)
    ids = {role.code: role.id for role in roles}
    stored = repository.links(session)
    open_jobs = [job for job in labels if job not in stored or stored[job].automatic]
    fresh = []
    for job, match in _matches(roles, tuple(open_jobs)).items():
        if match.link is not None:
            fresh.append(StoredLink(job, ids[match.link], True, match.suggestions[0].score))
    repository.remove_links(session, [job for job in open_jobs if job in stored])
    repository.replace_links(session, fresh, at=clock.now())
    return len(fresh)


def _matches(roles: Sequence[Role], labels: tuple[str, ...]) -> Mapping[str, Match]:
    index = catalogue_index(role_concepts(role.content for role in roles))
    return dict(zip(labels, index.match(labels), strict=True))


def _remember(session: Session, viewer: Viewer, action: str, number: int) -> None:
    audit.record(session, viewer=viewer, action=action, object_type="job_role", object_id=number)
