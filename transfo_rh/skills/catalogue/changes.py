"""What differs between two states of a skill, of a role, or of the catalogue and a workbook: field by field, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from transfo_rh.core.i18n import _
from transfo_rh.skills.catalogue.model import CatalogueContent
from transfo_rh.skills.model import (
    Bilingual,
    Catalogue,
    Family,
    References,
    Requirement,
    RoleContent,
    SkillContent,
)

LabelOf = Callable[[str], str]


class EntryKind(StrEnum):
    """What an entry of the catalogue is."""

    FAMILY = "family"
    SKILL = "skill"
    ROLE = "role"

    @property
    def label(self) -> str:
        """The name of the kind on screens."""
        return {
            EntryKind.FAMILY: _("Famille"),
            EntryKind.SKILL: _("Compétence"),
            EntryKind.ROLE: _("Métier"),
        }[self]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that changes, in words; an empty text says that there was, or is, nothing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class EntryChange:
    """One entry that is added (no ``fields``) or that changes."""

    kind: EntryKind
    code: str
    label: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class CatalogueChanges:
    """What a workbook would do to the catalogue. What it does not name stays as it is."""

    added: tuple[EntryChange, ...]
    changed: tuple[EntryChange, ...]
    unchanged: int

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to write."""
        return not (self.added or self.changed)


def skill_changes(before: SkillContent, after: SkillContent) -> tuple[FieldChange, ...]:
    """The fields of a skill that differ."""
    return tuple(_skill_changes(before, after))


def _skill_changes(before: SkillContent, after: SkillContent) -> Iterator[FieldChange]:
    yield from _text(_("Intitulé"), before.label, after.label)
    yield from _value(_("Famille"), before.family, after.family)
    yield from _value(_("Nature"), before.kind.label, after.kind.label)
    yield from _value(_("Révision (mois)"), str(before.review_months), str(after.review_months))
    yield from _text(_("Définition"), before.definition, after.definition)
    for level, (old, new) in enumerate(zip(before.anchors, after.anchors, strict=True)):
        yield from _text(_("Repère niveau {n}").format(n=level), old, new)
    yield from _list(_("Synonymes"), before.synonyms_fr, after.synonyms_fr)
    yield from _list(_("Synonymes en anglais"), before.synonyms_en, after.synonyms_en)
    yield from _references(before.references, after.references)


def role_changes(before: RoleContent, after: RoleContent, *, label: LabelOf = str) -> tuple[FieldChange, ...]:
    """The fields of a role that differ, with what it asks skill by skill. ``label``: code of a skill → its name.

    >>> from transfo_rh.skills.model import Bilingual as B, RoleKind
    >>> asked = (Requirement("sql", 2),)
    >>> old = RoleContent("r", RoleKind.TARGET, "data", B("R"), B("M"), asked)
    >>> new = RoleContent("r", RoleKind.TARGET, "data", B("R"), B("M"), (Requirement("sql", 3, critical=True),))
    >>> [(change.before, change.after) for change in role_changes(old, new)]
    [('niveau 2, cœur de métier', 'niveau 3, cœur de métier, critique')]
    """
    return tuple(_role_changes(before, after, label))


def _role_changes(before: RoleContent, after: RoleContent, label: LabelOf) -> Iterator[FieldChange]:
    yield from _text(_("Intitulé"), before.label, after.label)
    yield from _value(_("Cible ou d’aujourd’hui"), before.kind.label, after.kind.label)
    yield from _value(_("Domaine"), before.domain, after.domain)
    yield from _text(_("Mission"), before.mission, after.mission)
    yield from _list(_("Catégories"), before.categories, after.categories)
    yield from _list(_("Cadres d’emplois"), before.cadres_emplois, after.cadres_emplois)
    yield from _list(_("Libellés de poste"), before.job_titles, after.job_titles)
    yield from _references(before.references, after.references)
    asked = {line.skill: line for line in before.requirements}
    wanted = {line.skill: line for line in after.requirements}
    for code in dict.fromkeys((*asked, *wanted)):
        name = _("Exigence : {skill}").format(skill=label(code))
        yield from _value(name, _asked(asked.get(code)), _asked(wanted.get(code)))
    kept, order = [code for code in asked if code in wanted], [code for code in wanted if code in asked]
    yield from _list(_("Ordre des exigences"), list(map(label, kept)), list(map(label, order)))


def requirement_words(line: Requirement) -> str:
    """What a role asks of a skill, in words.

    >>> requirement_words(Requirement("sql", 2, 1))
    'niveau 2, utile'
    """
    words = [_("niveau {n}").format(n=line.level), weight_label(line.weight).lower()]
    return ", ".join([*words, _("critique")] if line.critical else words)


def weight_label(weight: int) -> str:
    """The name of a weight."""
    return _("Cœur de métier") if weight == 2 else _("Utile")


def _asked(line: Requirement | None) -> str:
    return "" if line is None else requirement_words(line)


def _value(field: str, before: str, after: str) -> Iterator[FieldChange]:
    if before != after:
        yield FieldChange(field, before, after)


def _list(field: str, before: Sequence[str], after: Sequence[str]) -> Iterator[FieldChange]:
    yield from _value(field, ", ".join(before), ", ".join(after))


def _text(field: str, before: Bilingual, after: Bilingual) -> Iterator[FieldChange]:
    yield from _value(field, before.fr, after.fr)
    yield from _value(_("{field} (anglais)").format(field=field), before.en, after.en)


def _references(before: References, after: References) -> Iterator[FieldChange]:
    yield from _list(_("Codes ROME"), before.rome, after.rome)
    yield from _list(_("Adresses ESCO"), before.esco, after.esco)
    yield from _list(_("Références e-CF"), before.ecf, after.ecf)
    yield from _list(_("Codes RMFP"), before.rmfp, after.rmfp)


def catalogue_changes(standing: Catalogue, content: CatalogueContent) -> CatalogueChanges:
    """What a content would add to a catalogue and change in it."""
    names = {skill.code: skill.label for skill in standing.skills}
    names |= {skill.code: skill.label.text for skill in content.skills}
    families = {family.code: family for family in standing.families}
    found: list[tuple[EntryChange, bool]] = []  # the entry, and whether the catalogue holds it
    for family in content.families:
        old = families.get(family.code)
        found.append(_entry(EntryKind.FAMILY, family, _family_changes(old, family), known=old is not None))
    for skill in content.skills:
        held = standing.skill(skill.code)
        fields = () if held is None else skill_changes(held.content, skill)
        found.append(_entry(EntryKind.SKILL, skill, fields, known=held is not None))
    for role in content.roles:
        standing_role = standing.role(role.code)
        fields = (
            ()
            if standing_role is None
            else role_changes(standing_role.content, role, label=lambda code: names.get(code, code))
        )
        found.append(_entry(EntryKind.ROLE, role, fields, known=standing_role is not None))
    return CatalogueChanges(
        added=tuple(entry for entry, known in found if not known),
        changed=tuple(entry for entry, known in found if known and entry.fields),
        unchanged=sum(known and not entry.fields for entry, known in found),
    )


def _family_changes(before: Family | None, after: Family) -> tuple[FieldChange, ...]:
    return () if before is None else tuple(_text(_("Intitulé"), before.label, after.label))


def _entry(
    kind: EntryKind,
    entry: Family | SkillContent | RoleContent,
    fields: tuple[FieldChange, ...],
    *,
    known: bool,
) -> tuple[EntryChange, bool]:
    return EntryChange(kind, entry.code, entry.label.text, fields), known
