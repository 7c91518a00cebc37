"""Between the rows of the catalogue and what people write: no query here."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from transfo_rh.skills.model import (
    Bilingual,
    Origin,
    References,
    Requirement,
    Role,
    RoleContent,
    RoleKind,
    Skill,
    SkillContent,
    SkillKind,
)
from transfo_rh.skills.tables import RoleRow, RoleVersionRow, SkillRow, SkillVersionRow
from transfo_rh.staff.model import Category


def skill_of(row: SkillRow, version: SkillVersionRow) -> Skill:
    """A skill, from its identity and one of its versions."""
    anchors = zip(version.anchors["fr"], version.anchors["en"], strict=True)
    content = SkillContent(
        code=row.code,
        family=version.family,
        kind=SkillKind(version.kind),
        review_months=version.review_months,
        label=Bilingual(version.label_fr, version.label_en),
        definition=Bilingual(version.definition_fr, version.definition_en),
        anchors=tuple(Bilingual(fr, en) for fr, en in anchors),
        synonyms_fr=tuple(version.synonyms["fr"]),
        synonyms_en=tuple(version.synonyms["en"]),
        references=_references(version.links),
    )
    return Skill(row.id, content, Origin(row.origin), version.valid_from, version.valid_to, row.version_id)


def role_of(row: RoleRow, version: RoleVersionRow, asked: tuple[Requirement, ...]) -> Role:
    """A role, from its identity, one of its versions and what that version asks."""
    content = RoleContent(
        code=row.code,
        kind=RoleKind(version.kind),
        domain=version.domain,
        label=Bilingual(version.label_fr, version.label_en),
        mission=Bilingual(version.mission_fr, version.mission_en),
        requirements=asked,
        categories=tuple(Category(category) for category in version.categories),
        cadres_emplois=tuple(version.cadres_emplois),
        job_titles=tuple(version.job_titles),
        references=_references(version.links),
    )
    return Role(row.id, content, Origin(row.origin), version.valid_from, version.valid_to, row.version_id)


def _references(links: dict[str, list[str]]) -> References:
    return References(**{name: tuple(values) for name, values in links.items()})


def skill_values(content: SkillContent) -> dict[str, Any]:
    """The columns of a version of a skill, but its identity and dates."""
    return {
        "family": content.family,
        "kind": content.kind.value,
        "review_months": content.review_months,
        "label_fr": content.label.fr,
        "label_en": content.label.en,
        "definition_fr": content.definition.fr,
        "definition_en": content.definition.en,
        "anchors": {
            "fr": [anchor.fr for anchor in content.anchors],
            "en": [anchor.en for anchor in content.anchors],
        },
        "synonyms": {"fr": list(content.synonyms_fr), "en": list(content.synonyms_en)},
        "links": _links(content.references),
    }


def role_values(content: RoleContent) -> dict[str, Any]:
    """The columns of a version of a role, but its identity and dates."""
    return {
        "kind": content.kind.value,
        "domain": content.domain,
        "label_fr": content.label.fr,
        "label_en": content.label.en,
        "mission_fr": content.mission.fr,
        "mission_en": content.mission.en,
        "categories": [category.value for category in content.categories],
        "cadres_emplois": list(content.cadres_emplois),
        "job_titles": list(content.job_titles),
        "links": _links(content.references),
    }


def _links(references: References) -> dict[str, list[str]]:
    return {name: list(values) for name, values in asdict(references).items()}
