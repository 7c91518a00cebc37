"""Finding skills and roles in a catalogue the way people type: no accents, words in any order, synonyms too."""

from __future__ import annotations

import re
from collections.abc import Collection

from transfo_rh.skills.model import Catalogue, Requirement, Role, RoleKind, Skill, SkillKind
from transfo_rh.staff.search import matches, plain, search_words

_LONGEST_CODE = 60


def found_skills(
    catalogue: Catalogue, *, text: str = "", family: str | None = None, kind: SkillKind | None = None
) -> tuple[Skill, ...]:
    """The skills of a family and a kind in whose names, synonyms or definition each word stands."""
    words = search_words(text)
    return tuple(
        skill
        for skill in catalogue.skills
        if (family is None or skill.content.family == family)
        and (kind is None or skill.content.kind is kind)
        and matches(
            words,
            (
                *(skill.code, skill.content.label.fr, skill.content.label.en, skill.content.definition.text),
                *(*skill.content.synonyms_fr, *skill.content.synonyms_en),
            ),
        )
    )


def found_roles(
    catalogue: Catalogue, *, text: str = "", family: str | None = None, kind: RoleKind | None = None
) -> tuple[Role, ...]:
    """The roles of a domain and a kind in whose names, job labels or mission each word stands."""
    words = search_words(text)
    return tuple(
        role
        for role in catalogue.roles
        if (family is None or role.content.domain == family)
        and (kind is None or role.content.kind is kind)
        and matches(
            words,
            (
                *(role.code, role.content.label.fr, role.content.label.en, role.content.mission.text),
                *(*role.content.job_titles, *role.content.references.rome),
            ),
        )
    )


def roles_asking(catalogue: Catalogue, code: str) -> tuple[tuple[Role, Requirement], ...]:
    """The roles that ask for a skill, those that ask most first."""
    found = [
        (role, line) for role in catalogue.roles for line in role.content.requirements if line.skill == code
    ]
    return tuple(sorted(found, key=lambda pair: (-pair[1].level, -pair[1].weight, not pair[1].critical)))


def free_code(label: str, *, taken: Collection[str]) -> str:
    """A code made from a name, which no entry bears yet.

    >>> free_code("Chargé d’études « SIG »", taken={"charge_d_etudes_sig"})
    'charge_d_etudes_sig_2'
    """
    words = re.sub(r"[^a-z0-9]+", "_", plain(label)).strip("_")
    code = words if words[:1].isalpha() else f"x_{words}"
    code = code[: _LONGEST_CODE - 4].rstrip("_")
    found, number = code, 1
    while found in taken or len(found) < 2:
        number += 1
        found = f"{code}_{number}"
    return found
