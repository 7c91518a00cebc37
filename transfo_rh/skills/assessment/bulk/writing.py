"""Recording very many statements: everything is read and computed before the write lock is taken.

``stage`` reads the histories and leaves lines and steps in temporary tables. ``write`` runs under the lock: an agent of
whom somebody stated something in between is computed again, the others are copied. The steps are those of
``level_steps``, computed once for all the people of whom the same was said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter

from transfo_rh.access.model import Viewer
from transfo_rh.core import clock
from transfo_rh.core.database import Session
from transfo_rh.skills.assessment import repository
from transfo_rh.skills.assessment.bulk import repository as bulk
from transfo_rh.skills.assessment.bulk.repository import HistoryLine, StagedLine, StagedPair
from transfo_rh.skills.assessment.levels import level_steps
from transfo_rh.skills.assessment.model import AgentStatement
from transfo_rh.skills.assessment.recording import record_statements
from transfo_rh.skills.model import LevelStep, Source, Statement

_AGENTS_AT_ONCE = 1_000
_SERIES = 50_000
_Said = tuple[int, int, str, date, bool]


@dataclass(frozen=True, slots=True)
class Staged:
    """What waits in the temporary tables, and what was read to prepare it.

    ``lines``: all that was asked, known ones included. ``marks`` and ``months``: see ``history_marks``, ``review_months``.
    """

    lines: Sequence[AgentStatement]
    agent_ids: tuple[int, ...]
    marks: Mapping[int, tuple[int, int]]
    months: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Some agents: their history, and the lines that say something else."""

    history: Sequence[HistoryLine]
    new: Sequence[AgentStatement]


@dataclass
class _Desk:
    """Numbers for words and series of steps, each computed once; what is new since the last staging."""

    months: Mapping[int, int]
    words: list[Statement] = field(default_factory=list)
    staged_words: int = 0
    series: int = 0
    fresh: list[tuple[int, tuple[LevelStep, ...]]] = field(default_factory=list)
    lines: int = 0
    pairs: int = 0
    _numbers: dict[Statement, int] = field(default_factory=dict)
    _read: dict[tuple[object, ...], int] = field(default_factory=dict)
    _alike: dict[tuple[tuple[int, ...], int], int] = field(default_factory=dict)

    def word(self, said: Statement) -> int:
        """The number of what is said."""
        found = self._numbers.get(said)
        if found is None:
            found = self._numbers[said] = len(self.words)
            self.words.append(said)
        return found

    def word_read(self, line: HistoryLine) -> int:
        """The number of what a line of the history says."""
        key = line[3:]
        found = self._read.get(key)
        if found is None:
            level, source, stated_on, expires_on, proposed = key
            found = self.word(Statement(level, Source(source), stated_on, expires_on, proposed))
            self._read[key] = found
        return found

    def steps(self, words: Sequence[int], months: int) -> int:
        """The number of the series of steps that these words make."""
        key = (tuple(words), months)
        found = self._alike.get(key)
        if found is None:
            if len(self._alike) >= _SERIES:
                self._alike.clear()
            found = self._alike[key] = self.series
            self.series += 1
            said = [self.words[number] for number in words]
            self.fresh.append((found, level_steps(said, review_months=months)))
        return found


def new_lines(session: Session, lines: Sequence[AgentStatement]) -> list[AgentStatement]:
    """The lines that say something else than the history, agent by agent, each agent's in their order."""
    return [line for chunk in _chunks(session, lines) for line in chunk.new]


def stage(session: Session, lines: Sequence[AgentStatement]) -> Staged:
    """Compute what these lines change and let it wait in temporary tables; nothing else is written."""
    bulk.open_staging(session)
    desk = _Desk(repository.review_months(session))
    marks: dict[int, tuple[int, int]] = {}
    for chunk in _chunks(session, lines):
        for line in chunk.history:
            marks[line.agent_id] = (marks.get(line.agent_id, (0, 0))[0] + 1, line.id)
        _stage_chunk(session, desk, chunk)
    return Staged(lines, tuple(sorted({line.agent_id for line in lines})), marks, desk.months)


def write(session: Session, staged: Staged, *, viewer: Viewer) -> int:
    """Append what waits and write its levels; gives how many lines were written.

    Services check permissions before they come here.
    """
    repository.lock_agents(session, staged.agent_ids)
    overtaken = _overtaken(session, staged)
    bulk.unstage(session, overtaken)
    written = bulk.append_staged(session, at=clock.now(), by=viewer.account_id)
    bulk.replace_staged(session)
    if overtaken:
        again = new_lines(session, [line for line in staged.lines if line.agent_id in overtaken])
        record_statements(session, viewer=viewer, lines=again)
        written += len(again)
    return written


def _overtaken(session: Session, staged: Staged) -> set[int]:
    """The agents of whom something was stated since; everybody when a review period changed."""
    if repository.review_months(session) != staged.months:
        return set(staged.agent_ids)
    marks = bulk.history_marks(session, staged.agent_ids)
    return {agent for agent in staged.agent_ids if marks.get(agent) != staged.marks.get(agent)}


def _chunks(session: Session, lines: Sequence[AgentStatement]) -> Iterator[_Chunk]:
    """The lines with the histories that they meet, some agents at a time."""
    ordered = sorted(lines, key=attrgetter("agent_id"))
    start = 0
    while start < len(ordered):
        agents: dict[int, None] = {}
        end = start
        while end < len(ordered) and (ordered[end].agent_id in agents or len(agents) < _AGENTS_AT_ONCE):
            agents[ordered[end].agent_id] = None
            end += 1
        history = bulk.history(session, tuple(agents))
        known = _known(history)
        yield _Chunk(history, [line for line in ordered[start:end] if not _stands(line, known)])
        start = end


def _known(history: Iterable[HistoryLine]) -> dict[_Said, tuple[int, date | None]]:
    """What each source said last on each day, proposals apart."""
    return {
        (line.agent_id, line.skill_id, line.source, line.stated_on, line.proposed): (
            line.level,
            line.expires_on,
        )
        for line in history
    }


def _stands(line: AgentStatement, known: Mapping[_Said, tuple[int, date | None]]) -> bool:
    """True for a line that the history holds already; a training that counts answers its proposal too."""
    if not known:
        return False
    said = line.statement
    key = (line.agent_id, line.skill_id, said.source.value, said.stated_on)
    kinds = (False, True) if said.proposed else (False,)
    return any(known.get((*key, proposed)) == (said.level, said.expires_on) for proposed in kinds)


def _stage_chunk(session: Session, desk: _Desk, chunk: _Chunk) -> None:
    words: dict[tuple[int, int], list[int]] = defaultdict(list)
    for line in chunk.history:
        words[line.agent_id, line.skill_id].append(desk.word_read(line))
    standing = set(words)
    lines: list[StagedLine] = []
    for position, said in enumerate(chunk.new, start=desk.lines):
        number = desk.word(said.statement)
        lines.append(StagedLine(position, said.agent_id, said.skill_id, number))
        words[said.agent_id, said.skill_id].append(number)
    touched = sorted({(line.agent_id, line.skill_id) for line in lines})
    pairs = [
        StagedPair(position, *pair, desk.steps(words[pair], desk.months[pair[1]]), pair in standing)
        for position, pair in enumerate(touched, start=desk.pairs)
    ]
    bulk.stage_lines(session, lines)
    bulk.stage_pairs(session, pairs)
    bulk.stage_words(session, enumerate(desk.words[desk.staged_words :], start=desk.staged_words))
    bulk.stage_steps(session, desk.fresh)
    desk.lines, desk.pairs, desk.staged_words = (
        desk.lines + len(lines),
        desk.pairs + len(pairs),
        len(desk.words),
    )
    desk.fresh.clear()
