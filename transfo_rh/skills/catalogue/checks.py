"""What is wrong in a skill, a role or a whole catalogue, in words. Nothing is stored while anything is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from transfo_rh.core.i18n import _
from transfo_rh.skills.catalogue.model import CatalogueContent
from transfo_rh.skills.model import (
    LEVELS,
    MAXIMUM_LEVEL,
    Bilingual,
    Catalogue,
    Family,
    Requirement,
    RoleContent,
    SkillContent,
    SkillKind,
    level_label,
)

MAXIMUM_LABEL = 250
MAXIMUM_TEXT = 2_000
_CODE = re.compile(r"[a-z][a-z0-9_]{1,59}")
_REVIEW_MONTHS = range(6, 121)


def family_problems(family: Family) -> tuple[str, ...]:
    """Everything that keeps a family from being stored; empty when it is right."""
    return (*_code_problems(family.code), *_text_problems(family.label, _("l’intitulé"), MAXIMUM_LABEL))


def skill_problems(content: SkillContent, *, families: Collection[str]) -> tuple[str, ...]:
    """Everything that keeps a skill from being stored; empty when it is right."""
    return tuple(_skill_problems(content, families))


def _skill_problems(content: SkillContent, families: Collection[str]) -> Iterator[str]:
    yield from _code_problems(content.code)
    if content.family not in families:
        yield _("la famille « {family} » n’existe pas : choisissez une famille du catalogue.").format(
            family=content.family
        )
    yield from _text_problems(content.label, _("l’intitulé"), MAXIMUM_LABEL)
    yield from _text_problems(content.definition, _("la définition"), MAXIMUM_TEXT)
    if content.review_months not in _REVIEW_MONTHS:
        yield _("la durée avant révision doit être comprise entre {low} et {high} mois.").format(
            low=_REVIEW_MONTHS.start, high=_REVIEW_MONTHS.stop - 1
        )
    if len(content.anchors) != len(LEVELS):
        yield _("il faut un repère par niveau, de 0 à {level}.").format(level=MAXIMUM_LEVEL)
        return
    for level, anchor in zip(LEVELS, content.anchors, strict=True):
        what = _("le repère du niveau {n} ({label})").format(n=level, label=level_label(level))
        yield from _text_problems(anchor, what, MAXIMUM_TEXT)
    written = Counter(anchor.fr.strip().casefold() for anchor in content.anchors if anchor.fr.strip())
    if any(count > 1 for count in written.values()):
        yield _("deux niveaux ont le même repère : décrivez ce qui change de l’un à l’autre.")


def role_problems(
    content: RoleContent, *, families: Collection[str], kinds: Mapping[str, SkillKind]
) -> tuple[str, ...]:
    """Everything that keeps a role from being stored. ``kinds``: the skills of the catalogue, by code."""
    return tuple(_role_problems(content, families, kinds))


def _role_problems(
    content: RoleContent, families: Collection[str], kinds: Mapping[str, SkillKind]
) -> Iterator[str]:
    yield from _code_problems(content.code)
    if content.domain not in families:
        yield _("le domaine « {family} » n’existe pas : choisissez une famille du catalogue.").format(
            family=content.domain
        )
    yield from _text_problems(content.label, _("l’intitulé"), MAXIMUM_LABEL)
    yield from _text_problems(content.mission, _("la mission"), MAXIMUM_TEXT)
    asked = Counter(requirement.skill for requirement in content.requirements)
    for code, count in asked.items():
        if count > 1:
            yield _("la compétence « {code} » est demandée deux fois.").format(code=code)
    for requirement in content.requirements:
        yield from requirement_problems(requirement, kinds=kinds)
    if not any(kinds.get(code) not in (None, SkillKind.SOFT) for code in asked):
        yield _(
            "demandez au moins une compétence technique ou métier : les savoir-être seuls ne mesurent rien."
        )


def broken_roles(
    standing: Catalogue, changed: CatalogueContent, *, named: Collection[str] = ()
) -> tuple[str, ...]:
    """What changed skills would break in standing roles (a critical skill made soft…), each line naming its role.

    ``named``: roles that are not looked at, because they change too.
    """
    families = {family.code for family in (*standing.families, *changed.families)}
    kinds = {skill.code: skill.content.kind for skill in standing.skills}
    kinds |= {skill.code: skill.kind for skill in changed.skills}
    return tuple(
        _("le métier « {role} » : {problem}").format(role=role.label, problem=problem)
        for role in standing.roles
        if role.code not in named
        for problem in role_problems(role.content, families=families, kinds=kinds)
    )


def requirement_problems(requirement: Requirement, *, kinds: Mapping[str, SkillKind]) -> tuple[str, ...]:
    """Everything that is wrong in one line of what a role asks."""
    code = requirement.skill
    if code not in kinds:
        return (_("la compétence « {code} » n’existe pas dans le catalogue.").format(code=code),)
    problems = []
    if not 1 <= requirement.level <= MAXIMUM_LEVEL:
        text = _("« {code} » : le niveau demandé va de 1 à {level}.")
        problems.append(text.format(code=code, level=MAXIMUM_LEVEL))
    if requirement.weight not in (1, 2):
        problems.append(_("« {code} » : le poids est 2 (cœur de métier) ou 1 (utile).").format(code=code))
    if requirement.critical and kinds[code] is SkillKind.SOFT:
        problems.append(_("« {code} » : un savoir-être ne peut pas être critique.").format(code=code))
    return tuple(problems)


def catalogue_problems(content: CatalogueContent) -> tuple[str, ...]:
    """Everything that is wrong in a whole catalogue, each line naming its entry.

    >>> catalogue_problems(CatalogueContent((), (), ()))
    ()
    """
    families = [family.code for family in content.families]
    kinds = {skill.code: skill.kind for skill in content.skills}
    lines = [
        _("« {code} » est écrit deux fois.").format(code=code)
        for codes in (families, [s.code for s in content.skills], [r.code for r in content.roles])
        for code, count in Counter(codes).items()
        if count > 1
    ]
    for skill in content.skills:
        lines += [f"{skill.code} : {problem}" for problem in skill_problems(skill, families=families)]
    for role in content.roles:
        found = role_problems(role, families=families, kinds=kinds)
        lines += [f"{role.code} : {problem}" for problem in found]
    return tuple(lines)


def _code_problems(code: str) -> Iterator[str]:
    if not _CODE.fullmatch(code):
        yield _(
            "le code « {code} » doit commencer par une lettre et n’avoir que des minuscules sans accent, des chiffres et « _ » (60 signes au plus)."
        ).format(code=code)


def _text_problems(text: Bilingual, what: str, maximum: int) -> Iterator[str]:
    if not text.fr.strip():
        yield _("{what} manque en français.").format(what=what)
    if max(len(text.fr), len(text.en)) > maximum:
        yield _("{what} dépasse {n} signes.").format(what=what, n=maximum)
