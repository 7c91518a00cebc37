"""The maps as workbooks, in the colours of the screen. They hold what the viewer may see and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from transfo_rh.access import audit
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.core.colours import HATCH_BACKGROUND, SCORE_SCALE, Scale, ScaleKind
from transfo_rh.core.database import database
from transfo_rh.core.formats import day
from transfo_rh.core.i18n import _
from transfo_rh.exchange.spreadsheets import Value
from transfo_rh.exchange.writers import SheetContent, workbook_bytes
from transfo_rh.skills.model import MAXIMUM_LEVEL, RoleKind
from transfo_rh.skills.overview import people, service
from transfo_rh.skills.overview.disclosure import Shown
from transfo_rh.skills.overview.model import MapRow, RoleMap, SkillCell, SkillMap
from transfo_rh.skills.overview.wording import levels_sentence, rounding_sentence

LEVEL_SCALE = Scale(ScaleKind.SEQUENTIAL, 0, MAXIMUM_LEVEL)
_INDENT = "\u2003"
_FIRST = 3  # columns before the first coloured one


def skill_map_file(*, viewer: Viewer, family: str | None = None, department: str | None = None) -> bytes:
    """Departments × skills: mean levels, shares assessed and holders, a sheet each, every department below.

    Raises PermissionDenied, NotFound.
    """
    view = service.skill_map(viewer=viewer, family=family, department=department, deep=True)
    _record(viewer, "skill_map", department)
    return workbook_bytes(
        [
            _skill_sheet(view, _("Niveau moyen"), _mean, LEVEL_SCALE),
            _skill_sheet(view, _("Part évaluée"), _assessed, SCORE_SCALE),
            _skill_sheet(view, _("Détenteurs"), _holders, _holder_scale(view)),
        ]
    )


def role_map_file(
    *,
    viewer: Viewer,
    domain: str | None = None,
    kind: RoleKind = RoleKind.TARGET,
    department: str | None = None,
) -> bytes:
    """Departments × roles: people who are ready or within six months, every department below.

    Raises PermissionDenied, NotFound.
    """
    view = service.role_map(viewer=viewer, domain=domain, kind=kind, department=department, deep=True)
    _record(viewer, "role_map", department)
    return workbook_bytes([_role_sheet(view)])


def person_map_file(*, viewer: Viewer, family: str, department: str | None = None) -> bytes:
    """People × skills of a family, everybody of a department and below, by name.

    Raises PermissionDenied unless the viewer assesses skills, NotFound.
    """
    view = people.person_map(viewer=viewer, family=family, department=department, size=None)
    _record(viewer, "person_map", department)
    columns = [_("Nom"), _("Prénom"), _("Matricule"), _("Service"), _("Métier")]
    rows: list[Sequence[Value]] = [
        (
            agent.last_name,
            agent.first_name,
            agent.matricule,
            view.paths[agent.department_id],
            agent.job,
            *held,
        )
        for agent, held in zip(view.agents, view.levels, strict=True)
    ]
    fills = {
        (line, len(columns) + column): LEVEL_SCALE.colour(level)
        for line, held in enumerate(view.levels)
        for column, level in enumerate(held)
        if level is not None
    }
    note = _("Niveaux au {day} ; une case vide n’est pas évaluée.").format(day=day(view.on))
    titles = [*columns, *(skill.label for skill in view.skills)]
    return workbook_bytes([SheetContent(_("Agents"), titles, rows, notes=(note,), fills=fills)])


def record_named_table(*, viewer: Viewer, what: str, subject: str) -> None:
    """Write in the audit trail that a table which names people was taken away: of which role, or of which team.

    Raises PermissionDenied unless the viewer assesses skills.
    """
    require(viewer, Permission.ASSESS_SKILLS)
    _record(viewer, what, subject)


def _record(viewer: Viewer, what: str, department: str | None) -> None:
    with database().write() as session:
        audit.record(
            session,
            viewer=viewer,
            action="skills.export",
            object_type=what,
            object_id=department or "*",
        )


def _mean(cell: SkillCell) -> tuple[Shown, float | None]:
    return cell.state, cell.mean


def _assessed(cell: SkillCell) -> tuple[Shown, float | None]:
    return (Shown.HIDDEN if cell.assessed_share is None else Shown.SHOWN), cell.assessed_share


def _holders(cell: SkillCell) -> tuple[Shown, float | None]:
    return cell.holders_state, cell.holders


def _holder_scale(view: SkillMap) -> Scale:
    counts = [cell.holders or 0 for line in view.cells for cell in line]
    return Scale(ScaleKind.SEQUENTIAL, 0, max(2, *counts, 2))


def _skill_sheet(
    view: SkillMap, name: str, read: Callable[[SkillCell], tuple[Shown, float | None]], scale: Scale
) -> SheetContent:
    cells = [[read(cell) for cell in line] for line in view.cells]
    return _sheet(
        name,
        view.rows,
        [skill.label for skill in view.skills],
        cells,
        scale,
        notes=_notes(view.on.strftime("%d/%m/%Y"), protected=view.protected, k=view.k),
    )


def _role_sheet(view: RoleMap) -> SheetContent:
    cells: list[list[tuple[Shown, float | None]]] = [
        [(cell.state, cell.near) for cell in line] for line in view.cells
    ]
    most = max((cell.near or 0 for line in view.cells for cell in line), default=0)
    return _sheet(
        _("Prêts ou en 6 mois"),
        view.rows,
        [role.label for role in view.roles],
        cells,
        Scale(ScaleKind.SEQUENTIAL, 0, max(2, most)),
        notes=_notes(day(view.on), protected=view.protected, k=view.settings.k),
    )


def _notes(when: str, *, protected: bool, k: int) -> tuple[str, ...]:
    notes = (_("Chaque ligne comprend les services rattachés. Situation au {day}.").format(day=when),)
    if not protected:
        return notes
    hidden = _(
        "Une case grise est masquée : moins de {k} personnes, ou un chiffre que d’autres permettraient de déduire."
    )
    return (*notes, hidden.format(k=k), rounding_sentence(k), levels_sentence())


def _sheet(
    name: str,
    rows: Sequence[MapRow],
    titles: Iterable[str],
    cells: Sequence[Sequence[tuple[Shown, float | None]]],
    scale: Scale,
    *,
    notes: tuple[str, ...],
) -> SheetContent:
    lines: list[Sequence[Value]] = []
    fills: dict[tuple[int, int], str] = {}
    for number, (row, line) in enumerate(zip(rows, cells, strict=True)):
        values: list[Value] = [row.code, _INDENT * row.depth + row.label, row.headcount]
        for column, (state, value) in enumerate(line):
            values.append(_("masqué") if state is Shown.HIDDEN else value)
            if state is Shown.HIDDEN:
                fills[number, _FIRST + column] = HATCH_BACKGROUND
            elif value is not None:
                fills[number, _FIRST + column] = scale.colour(value)
        lines.append(values)
    columns = [_("Code"), _("Service"), _("Agents"), *titles]
    return SheetContent(name, columns, lines, notes=notes, fills=fills)
