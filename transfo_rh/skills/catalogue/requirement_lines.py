"""What people type in the table of a role's requirements, read line by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from transfo_rh.core.errors import InvalidInput
from transfo_rh.core.i18n import _
from transfo_rh.skills.model import Requirement


@dataclass(frozen=True, slots=True)
class TypedLine:
    """One line as typed; None where nothing was."""

    skill: str | None
    level: int | None
    weight: int | None
    critical: bool = False


def requirements_from(lines: Sequence[TypedLine], *, labels: Mapping[str, str]) -> tuple[Requirement, ...]:
    """The requirements of the lines; a line without skill nor level is empty. ``labels``: code → name, for messages.

    Raises InvalidInput naming every line that is not whole, and every skill asked twice.

    >>> requirements_from([TypedLine("sql", 3, None), TypedLine(None, None, None)], labels={})
    (Requirement(skill='sql', level=3, weight=2, critical=False),)
    """
    problems: list[str] = []
    found: dict[str, Requirement] = {}
    for number, line in enumerate(lines, start=1):
        if line.skill is None and line.level is None:
            continue
        if line.skill is None:
            problems.append(_("ligne {n} : choisissez une compétence.").format(n=number))
        elif line.level is None:
            name = labels.get(line.skill, line.skill)
            problems.append(_("ligne {n} : « {skill} » n’a pas de niveau.").format(n=number, skill=name))
        elif line.skill in found:
            name = labels.get(line.skill, line.skill)
            problems.append(_("ligne {n} : « {skill} » est demandée deux fois.").format(n=number, skill=name))
        else:
            weight = 2 if line.weight is None else line.weight
            found[line.skill] = Requirement(line.skill, line.level, weight, line.critical)
    if problems:
        text = " ".join(problem[:1].upper() + problem[1:] for problem in problems)
        raise InvalidInput(_("{problems} Rien n’a été écrit.").format(problems=text))
    return tuple(found.values())
