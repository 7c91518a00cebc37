"""Importing levels: open, guess, preview with every problem located, store when confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from transfo_rh.access import audit
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.i18n import _
from transfo_rh.core.progress import Progress, silent
from transfo_rh.exchange.cell_formats import as_shown
from transfo_rh.exchange.problems import Problem, RefusedImport, Severity
from transfo_rh.exchange.spreadsheets import Table, read_sheets, to_table
from transfo_rh.exchange.unread_cells import unread_cells
from transfo_rh.skills.assessment.bulk.writing import new_lines, stage, write
from transfo_rh.skills.assessment.importing.model import (
    LabelChoice,
    Layout,
    LevelsFile,
    LevelsMapping,
    LevelsPreview,
    LevelsReading,
    LevelsSummary,
)
from transfo_rh.skills.assessment.importing.people import people_by_key
from transfo_rh.skills.assessment.importing.reading import read_levels
from transfo_rh.skills.assessment.importing.recognition import (
    find_header,
    guess_mapping,
    labels_of,
    skill_named,
    skill_names,
)
from transfo_rh.skills.catalogue import repository as catalogues
from transfo_rh.skills.matching.service import match_skill_labels
from transfo_rh.skills.model import Skill
from transfo_rh.staff import repository as staff

MATCHED_LABELS = 300


def open_levels_file(*, viewer: Viewer, name: str, content: bytes, progress: Progress = silent) -> LevelsFile:
    """Read the sheets of an uploaded file; empty ones are left out.

    Raises PermissionDenied, InvalidFile when nothing can be read.
    """
    require(viewer, Permission.MANAGE_SKILLS)
    progress(0.0, _("Lecture du fichier"))
    names = skill_names(_skills())
    tables: list[Table] = []
    refusals: list[InvalidFile] = []
    for sheet in as_shown(content, read_sheets(name=name, content=content)):
        try:
            tables.append(to_table(sheet, find_header=partial(find_header, names=names)))
        except InvalidFile as error:
            refusals.append(error)
    if not tables:
        nothing = InvalidFile(_("Le fichier « {name} » ne contient aucune feuille.").format(name=name))
        raise refusals[0] if refusals else nothing
    return LevelsFile(name, tuple(tables), unread_cells(content), original=content)


def _skills() -> tuple[Skill, ...]:
    with database().read() as session:
        return catalogues.skills(session, on=clock.today())


def guess(*, viewer: Viewer, file: LevelsFile) -> LevelsMapping:
    """The likeliest reading of a file. A label that is no skill's exact name gets the skill that it plainly means.

    Raises PermissionDenied.
    """
    require(viewer, Permission.MANAGE_SKILLS)
    mapping = guess_mapping(file.name, file.tables, skill_names(_skills()), today=clock.today())
    choices = label_choices(viewer=viewer, file=file, mapping=replace(mapping, skills={}))
    return replace(mapping, skills={choice.label: choice.code for choice in choices})


def label_choices(*, viewer: Viewer, file: LevelsFile, mapping: LevelsMapping) -> tuple[LabelChoice, ...]:
    """What each label of the file names under this reading, with suggestions for those that no skill has exactly.

    Raises PermissionDenied.
    """
    require(viewer, Permission.MANAGE_SKILLS)
    names = skill_names(_skills())
    labels = tuple(
        dict.fromkeys(
            label for table in file.tables for label in labels_of(table, mapping.sheet(table.sheet))
        )
    )
    strange = [label for label in labels if skill_named(label, names) is None][:MATCHED_LABELS]
    matches = {found.query: found for found in match_skill_labels(viewer=viewer, labels=strange) if strange}
    choices = []
    for label in labels:
        match = matches.get(label)
        code = skill_named(label, names) or (match.link if match is not None else None)
        suggested = () if match is None else tuple(suggestion.id for suggestion in match.suggestions)
        choices.append(LabelChoice(label, mapping.skills.get(label, code), suggested))
    return tuple(choices)


def preview(
    *, viewer: Viewer, file: LevelsFile, mapping: LevelsMapping, progress: Progress = silent
) -> LevelsPreview:
    """Every problem of the file and what storing it would write; nothing is written.

    Raises PermissionDenied.
    """
    require(viewer, Permission.MANAGE_SKILLS)
    progress(0.2, _("Vérification des lignes"))
    with database().read() as session:
        reading = _read(session, file, mapping)
        progress(0.7, _("Comparaison avec la base"))
        new = new_lines(session, reading.lines)
    return LevelsPreview(
        new=len(new),
        known=len(reading.lines) - len(new),
        agents=len({line.agent_id for line in reading.lines}),
        skills=len({line.skill_id for line in reading.lines}),
        problems=reading.problems,
        accepted=not _errors(reading.problems),
    )


def store(
    *, viewer: Viewer, file: LevelsFile, mapping: LevelsMapping, progress: Progress = silent
) -> LevelsSummary:
    """Check and store a file: all or nothing. What stands in the history already is not written twice.

    Raises PermissionDenied, RefusedImport with every problem, StorageUnavailable.
    """
    require(viewer, Permission.MANAGE_SKILLS)
    progress(0.1, _("Vérification des lignes"))
    with database().read() as session:
        reading = _read(session, file, mapping)
    if _errors(reading.problems):
        raise RefusedImport(reading.problems)
    progress(0.4, _("Enregistrement"))
    with database().staged_write(partial(stage, lines=reading.lines)) as (session, staged):
        written = write(session, staged, viewer=viewer)
        audit.record(
            session,
            viewer=viewer,
            action="skills.import_levels",
            object_type="skill_level",
            object_id=clock.today().isoformat(),
        )
    progress(1.0, _("Enregistré"))
    return LevelsSummary(
        written=written,
        known=len(reading.lines) - written,
        agents=len({line.agent_id for line in reading.lines}),
        skills=len({line.skill_id for line in reading.lines}),
    )


def _errors(problems: Sequence[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


def _read(session: Session, file: LevelsFile, mapping: LevelsMapping) -> LevelsReading:
    today = clock.today()
    agents = staff.agents(session, scope=None)
    reading = read_levels(
        file.tables,
        mapping,
        people=people_by_key(agents),
        skill_ids={skill.code: skill.id for skill in catalogues.skills(session, on=today)},
        today=today,
        left={agent.id for agent in agents if agent.exit_date is not None and agent.exit_date <= today},
    )
    return replace(reading, problems=(*_unread(file, mapping), *reading.problems))


def _unread(file: LevelsFile, mapping: LevelsMapping) -> Iterator[Problem]:
    """The cells of the columns that are read which hold an error or a formula that was never computed."""
    for table in file.tables:
        sheet = mapping.sheet(table.sheet)
        if sheet.layout is Layout.IGNORED:
            continue
        fields = set(sheet.columns.values())
        read = {title for title in table.columns if title in fields or mapping.skills.get(title)}
        for cell in file.unread.get(table.sheet, ()):
            if cell.row < table.first_row or cell.column >= len(table.columns):
                continue
            column = table.columns[cell.column]
            if column in read:
                reason = (
                    _(
                        "la cellule contient une formule sans résultat enregistré : remplacez-la par sa valeur."
                    )
                    if cell.text.startswith("=")
                    else _("la cellule contient une erreur de calcul : corrigez-la ou videz-la.")
                )
                yield Problem(reason, table.sheet, cell.row, column, cell.text)
