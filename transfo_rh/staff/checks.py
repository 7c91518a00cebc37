"""Rules that records must satisfy together, with the base: unique keys, known departments, no cycle, sane dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from transfo_rh.core.formats import day
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.exchange.problems import Problem, Severity
from transfo_rh.staff.model import AgentRecord, DepartmentRecord, PositionRecord, StaffRecords
from transfo_rh.staff.tree import find_cycle


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands in the file: sheet, row, and the column of each field."""

    sheet: str | None = None
    row: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    def problem(self, field_name: str, value: str | None, reason: str) -> Problem:
        """A problem at this place."""
        return Problem(
            reason, sheet=self.sheet, row=self.row, column=self.columns.get(field_name), value=value
        )


NOWHERE = Place()
_MAXIMUM_CYCLES = 20
Locate = Callable[[str, int], Place]


def nowhere(kind: str, index: int) -> Place:
    """For records that come from no file."""
    return NOWHERE


def records_problems(
    records: StaffRecords, *, base_parents: Mapping[str, str | None], locate: Locate = nowhere
) -> list[Problem]:
    """Every broken rule, in the order of the file; empty when all is well.

    ``base_parents``: code → parent's code of the departments that stand in the base. ``locate``: (« department »,
    « agent » or « position », index in the records) → place in the file.
    """
    problems = _department_problems(records.departments, base_parents, locate)
    known = {record.code for record in records.departments} | set(base_parents)
    problems += _agent_problems(records.agents, known, locate)
    return problems + _position_problems(records.positions, known, locate)


def _duplicates(
    keys: Sequence[str], kind: str, field_name: str, wording: Callable[[str, str], str], locate: Locate
) -> list[Problem]:
    """One problem per repeated key, on its later place, naming the first."""
    if len(set(keys)) == len(keys):
        return []
    first: dict[str, int] = {}
    problems = []
    for index, key in enumerate(keys):
        earlier = first.setdefault(key, index)
        if earlier != index:
            place = locate(kind, earlier)
            where = _("ligne {row}").format(row=place.row) if place.row else _("plus haut")
            if place.sheet and place.sheet != locate(kind, index).sheet:
                where = _("feuille « {sheet} », {where}").format(sheet=place.sheet, where=where)
            problems.append(locate(kind, index).problem(field_name, key, wording(key, where)))
    return problems


def _department_problems(
    records: Sequence[DepartmentRecord], base_parents: Mapping[str, str | None], locate: Locate
) -> list[Problem]:
    problems = _duplicates(
        [record.code for record in records],
        "department",
        "department_code",
        lambda code, where: _(
            "le code de service « {code} » est déjà {where} : chaque service a un seul code."
        ).format(code=code, where=where),
        locate,
    )
    parents = dict(base_parents) | {record.code: record.parent_code for record in records}
    for index, record in enumerate(records):
        if record.parent_code is not None and record.parent_code not in parents:
            problems.append(
                locate("department", index).problem(
                    "parent_code",
                    record.parent_code,
                    _(
                        "le service de rattachement « {code} » n’existe ni dans le fichier ni dans la base. Ajoutez-le ou corrigez le code."
                    ).format(code=record.parent_code),
                )
            )
    return problems + _cycle_problems(records, parents, locate)


def _cycle_problems(
    records: Sequence[DepartmentRecord], parents: dict[str, str | None], locate: Locate
) -> list[Problem]:
    """One problem per circle; ``parents`` loses them on the way."""
    problems: list[Problem] = []
    while (cycle := find_cycle(parents)) and len(problems) < _MAXIMUM_CYCLES:
        index = next((i for i, record in enumerate(records) if record.code in cycle), 0)
        problems.append(
            locate("department", index).problem(
                "parent_code",
                parents[cycle[0]],
                _(
                    "les rattachements tournent en rond : {cycle}. Corrigez le rattachement de l’un de ces services."
                ).format(cycle=" → ".join((*cycle[:12], cycle[0]))),
            )
        )
        parents |= dict.fromkeys(cycle)
    return problems


def _agent_problems(records: Sequence[AgentRecord], known: set[str], locate: Locate) -> list[Problem]:
    problems = duplicate_matricules([record.matricule for record in records], locate=locate)
    for index, record in enumerate(records):
        if record.department_code not in known:
            problems.append(_unknown_department(locate("agent", index), record.department_code))
        if record.exit_date and record.entry_date and record.exit_date < record.entry_date:
            problems.append(
                locate("agent", index).problem(
                    "exit_date",
                    day(record.exit_date),
                    _("la sortie précède l’entrée ({entry}) : corrigez l’une des deux dates.").format(
                        entry=day(record.entry_date)
                    ),
                )
            )
    return problems


def duplicate_matricules(matricules: Sequence[str], *, locate: Locate) -> list[Problem]:
    """One problem per agent written again, naming the first row."""
    return _duplicates(
        matricules,
        "agent",
        "matricule",
        lambda matricule, where: _(
            "le matricule « {matricule} » est déjà {where} : gardez une seule ligne par agent."
        ).format(matricule=matricule, where=where),
        locate,
    )


def lookalike_matricules(records: Sequence[AgentRecord], *, known: Iterable[str]) -> list[Problem]:
    """A warning when new matricules differ from known ones by leading zeros or capitals only: the same people?

    >>> from transfo_rh.staff.model import AgentRecord
    >>> len(lookalike_matricules([AgentRecord("7", "BA", "Awa", "S")], known=["0007"]))
    1
    """
    taken = set(known)
    alike = {_bare(matricule): matricule for matricule in taken}
    new = [r.matricule for r in records if r.matricule not in taken and _bare(r.matricule) in alike]
    if not new:
        return []
    reason = ngettext(
        "{n} matricule ne diffère d’un matricule de la base que par des zéros ou des majuscules (« {new} » et « {old} ») : l’agent serait créé une seconde fois. Est-ce le même ?",
        "{n} matricules ne diffèrent de ceux de la base que par des zéros ou des majuscules (« {new} » et « {old} ») : ces agents seraient créés une seconde fois. Sont-ce les mêmes ?",
        len(new),
    ).format(n=len(new), new=new[0], old=alike[_bare(new[0])])
    return [Problem(reason, severity=Severity.WARNING)]


def _bare(matricule: str) -> str:
    return matricule.casefold().lstrip("0")


def _unknown_department(place: Place, code: str) -> Problem:
    return place.problem(
        "department_code",
        code,
        _(
            "le service « {code} » n’existe ni dans le fichier ni dans la base. Corrigez-le, ou ajoutez ce service à l’organisation."
        ).format(code=code),
    )


def _position_problems(records: Sequence[PositionRecord], known: set[str], locate: Locate) -> list[Problem]:
    problems = _duplicates(
        [record.code for record in records],
        "position",
        "position_code",
        lambda code, where: _(
            "le code de poste « {code} » est déjà {where} : chaque poste a un seul code."
        ).format(code=code, where=where),
        locate,
    )
    problems += [
        _unknown_department(locate("position", index), record.department_code)
        for index, record in enumerate(records)
        if record.department_code not in known
    ]
    return problems


def unknown_holders(
    records: Sequence[PositionRecord], *, matricules: Iterable[str], locate: Locate = nowhere
) -> list[Problem]:
    """Positions whose holder is neither in the file nor in the base."""
    known = set(matricules)
    return [
        locate("position", index).problem(
            "holder",
            record.holder_matricule,
            _("le titulaire « {matricule} » n’est ni dans le fichier ni dans la base.").format(
                matricule=record.holder_matricule
            ),
        )
        for index, record in enumerate(records)
        if record.holder_matricule is not None and record.holder_matricule not in known
    ]
