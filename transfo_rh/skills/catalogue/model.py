"""The content of a catalogue, before it has identities in the database."""

from __future__ import annotations

from dataclasses import dataclass

from transfo_rh.skills.model import Family, RoleContent, SkillContent


@dataclass(frozen=True, slots=True)
class CatalogueContent:
    """Families, skills and roles as files give them, in order."""

    families: tuple[Family, ...]
    skills: tuple[SkillContent, ...]
    roles: tuple[RoleContent, ...]
