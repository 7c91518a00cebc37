"""One agent's file: history, certificates, trainings that propose a level; and how much waits for an assessor."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import Conflict, InvalidInput, NotFound
from transfo_rh.core.i18n import _
from transfo_rh.skills.assessment import repository
from transfo_rh.skills.assessment.assessors import Assessor, assessed_agents, assessor, narrowed
from transfo_rh.skills.assessment.cells import pending_proposal
from transfo_rh.skills.assessment.model import (
    MAXIMUM_NOTE,
    AgentStatement,
    HistoryLine,
    RecordedStatement,
    ToReview,
)
from transfo_rh.skills.assessment.service import check_levels, record
from transfo_rh.skills.catalogue import repository as catalogues
from transfo_rh.skills.model import Skill, Source, Statement


def to_review(*, viewer: Viewer, department_id: int | None = None) -> ToReview:
    """How much waits for the viewer: levels past their review, certificates expired, disagreements, proposals.

    Raises PermissionDenied, NotFound.
    """
    require(viewer, Permission.ASSESS_SKILLS)
    day = clock.today()
    with database().read() as session:
        place = assessor(session, viewer, on=day)
        scope = narrowed(session, place, department_id, on=day)
        if catalogues.is_empty(session):
            return ToReview(0, 0, 0, 0, 0, 0)
        return repository.to_review(session, scope=scope, on=day, without=place.without)


def history(*, viewer: Viewer, agent_id: int, skill: str | None = None) -> tuple[HistoryLine, ...]:
    """What was ever said of an agent (in one skill, by its code), the newest first, with sources and authors.

    Raises PermissionDenied, NotFound.
    """
    require(viewer, Permission.ASSESS_SKILLS)
    day = clock.today()
    with database().read() as session:
        assessed_agents(session, assessor(session, viewer, on=day), [agent_id], on=day)
        return read_history(session, agent_id, skill, on=day)


def read_history(session: Session, agent_id: int, skill: str | None, *, on: date) -> tuple[HistoryLine, ...]:
    """The same, for whoever may read it. A skill that left the catalogue keeps its code for a name."""
    known = {found.id: found for found in catalogues.skills(session, on=on)}
    codes = repository.skill_codes(session)
    lines = repository.statements(session, agent_ids=[agent_id])
    names = repository.authors(session, {line.recorded_by for line in lines if line.recorded_by is not None})
    by_skill: dict[int, list[RecordedStatement]] = defaultdict(list)
    for line in lines:
        by_skill[line.skill_id].append(line)
    pending = {found.id for found in map(pending_proposal, by_skill.values()) if found is not None}
    return tuple(
        HistoryLine(
            id=line.id,
            skill=codes[line.skill_id],
            label=known[line.skill_id].label if line.skill_id in known else codes[line.skill_id],
            statement=line.statement,
            recorded_at=line.recorded_at,
            author=None if line.recorded_by is None else names.get(line.recorded_by),
            pending=line.id in pending,
        )
        for line in sorted(lines, key=lambda line: (line.statement.stated_on, line.id), reverse=True)
        if skill is None or codes[line.skill_id] == skill
    )


def add_certificate(
    *,
    viewer: Viewer,
    agent_id: int,
    skill: str,
    level: int,
    obtained_on: date,
    expires_on: date | None = None,
    note: str = "",
) -> None:
    """Write that an agent holds a certificate that gives at least this level until it expires.

    ``expires_on``: the first day on which it no longer does, None: never. ``note``: its name or number.
    Raises PermissionDenied, InvalidInput, NotFound.
    """
    require(viewer, Permission.ASSESS_SKILLS)
    check_levels([level])
    day = clock.today()
    if obtained_on > day:
        raise InvalidInput(_("Le certificat est obtenu dans le futur : corrigez sa date."))
    if expires_on is not None and expires_on <= obtained_on:
        raise InvalidInput(_("Le certificat expire avant d’être obtenu : corrigez ses dates."))
    said = Statement(
        level, Source.CERTIFICATE, obtained_on, expires_on=expires_on, note=note.strip()[:MAXIMUM_NOTE]
    )
    with database().write() as session:
        assessed_agents(session, assessor(session, viewer, on=day), [agent_id], on=day)
        repository.lock_agents(session, [agent_id])
        found = _skill(session, skill, on=day)
        record(
            session,
            viewer=viewer,
            lines=[AgentStatement(agent_id, found.id, said)],
            action="skills.certificate",
        )


def confirm_proposal(*, viewer: Viewer, statement_id: int) -> None:
    """Confirm the level that a training proposes, by a word of the assessor's own, today.

    Raises PermissionDenied, NotFound, Conflict when somebody has already answered.
    """
    _answer(viewer, statement_id, level=None, declined=False)


def decline_proposal(*, viewer: Viewer, statement_id: int, level: int | None = None) -> None:
    """Decline it, and say the level that the assessor sees (by default the one that counts today).

    Raises PermissionDenied, NotFound, Conflict as above, InvalidInput when no level is known and none is given.
    """
    _answer(viewer, statement_id, level=level, declined=True)


def _answer(viewer: Viewer, statement_id: int, *, level: int | None, declined: bool) -> None:
    require(viewer, Permission.ASSESS_SKILLS)
    if level is not None:
        check_levels([level])
    day = clock.today()
    with database().write() as session:
        place = assessor(session, viewer, on=day)
        line = repository.statement_line(session, statement_id)
        if line is None:
            raise NotFound(_("Cette proposition n’existe pas."))
        assessed_agents(session, place, [line.agent_id], on=day)
        repository.lock_agents(session, [line.agent_id])
        told = repository.statements(session, agent_ids=[line.agent_id], skill_ids=[line.skill_id])
        if pending_proposal(told) != line:
            raise Conflict(_("Quelqu’un a déjà répondu à cette proposition. Rien n’a été écrit."))
        said = _own_word(session, place, line, level=level, declined=declined, on=day)
        record(
            session,
            viewer=viewer,
            lines=[AgentStatement(line.agent_id, line.skill_id, said)],
            action="skills.decline_proposal" if declined else "skills.confirm_proposal",
        )


def _own_word(
    session: Session,
    place: Assessor,
    line: RecordedStatement,
    *,
    level: int | None,
    declined: bool,
    on: date,
) -> Statement:
    if not declined:
        return Statement(line.statement.level, place.source, on, note=line.statement.note)
    held = repository.held_levels(session, scope=None, on=on, agent_ids=[line.agent_id])
    known = next((found.level for found in held if found.skill_id == line.skill_id), None)
    chosen = known if level is None else level
    if chosen is None:
        raise InvalidInput(_("Aucun niveau n’est connu : dites celui que vous constatez."))
    return Statement(chosen, place.source, on)


def _skill(session: Session, code: str, *, on: date) -> Skill:
    found = next((skill for skill in catalogues.skills(session, on=on) if skill.code == code), None)
    if found is None:
        raise NotFound(_("Cette compétence n’est pas au catalogue."))
    return found
