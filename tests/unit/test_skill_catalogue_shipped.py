"""The catalogue that is shipped: complete, bilingual, its anchors distinct, its levels credible, its references right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import combinations

import pytest

from transfo_rh.skills.catalogue.files import shipped_catalogue
from transfo_rh.skills.fit.readiness import GATE_GAP
from transfo_rh.skills.model import LEVELS, Bilingual, RoleKind, SkillKind

CATALOGUE = shipped_catalogue()
ROLES = {role.code: role for role in CATALOGUE.roles}
OCCUPATION = "http://data.europa.eu/esco/occupation/"
ALIKE = 0.75  # two texts of which so much is the same are one text with a word changed

REFERENCES = {
    "data_scientist": ("M1405", "258e46f9-0075-4a2e-adae-1ff0477e0f30"),
    "data_analyst": ("M1419", "d3edb8f8-3a06-47a0-8fb9-9b212c006aa2"),
    "data_engineer": ("M1811", ""),
    "chief_data_officer": ("M1423", "e297ec12-4712-40a4-ad98-ba004cacb205"),
    "data_architect": ("M1868", ""),
    "database_administrator": ("M1894", "8c57af09-719c-42b3-be40-6ed4946236cc"),
    "bi_developer": ("M1824", ""),
    "data_protection_officer": ("K1906", "1619d7f3-7d95-407c-a20e-47745bfcde73"),
    "statistician": ("M1414", "ac8b3cd1-a127-4e6a-8208-5cfcf7111955"),
    "statistics_officer": ("M1403", "d2e63d7e-2605-4af1-bb7d-b1ed9ad08825"),
    "geomatician": ("M1808", "9af8907f-56a7-4170-83b1-3c6ba0997cfa"),
    "chief_information_officer": ("M1803", "82f90e87-de92-4678-adae-61d3e5f7e1e4"),
    "security_officer": ("M1812", ""),
    "digital_mediator": ("G1238", "4588cd69-e6a5-4668-94c7-f02a3d86a649"),
    "mediation_place_manager": ("G1239", ""),
    "receptionist": ("M1601", "f7b04542-d8c7-42db-8475-e63b507cce82"),
    "counter_agent": ("M1602", ""),
    "civil_registrar": ("K1406", "578470d7-1848-44cd-a769-96cdd64b2c37"),
    "data_entry_operator": ("M1606", ""),
    "secretary": ("M1607", ""),
}
"""Role → ROME 4.0 code and ESCO occupation, as the official frameworks name them."""


def _texts() -> Iterator[tuple[str, Bilingual]]:
    for family in CATALOGUE.families:
        yield family.code, family.label
    for skill in CATALOGUE.skills:
        yield from ((skill.code, text) for text in (skill.label, skill.definition, *skill.anchors))
    for role in CATALOGUE.roles:
        yield from ((role.code, text) for text in (role.label, role.mission))


def test_it_is_as_large_as_it_should_be() -> None:
    kinds = Counter(role.kind for role in CATALOGUE.roles)
    assert 90 <= len(CATALOGUE.skills) <= 120
    assert kinds[RoleKind.TARGET] >= 30
    assert kinds[RoleKind.PRESENT] >= 15
    asked = {one.skill for role in CATALOGUE.roles for one in role.requirements}
    assert asked == {skill.code for skill in CATALOGUE.skills}  # no skill that nobody asks


def test_every_text_is_there_in_both_languages() -> None:
    assert [code for code, text in _texts() if not (text.fr.strip() and text.en.strip())] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_text_is_said_twice(language: str) -> None:
    said: Counter[str] = Counter()
    for skill in CATALOGUE.skills:
        said.update(
            getattr(text, language).casefold() for text in (skill.label, skill.definition, *skill.anchors)
        )
    assert [text for text, times in said.items() if times > 1] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_five_anchors_of_a_skill_describe_five_behaviours(language: str) -> None:
    alike = []
    for skill in CATALOGUE.skills:
        anchors = [getattr(anchor, language) for anchor in skill.anchors]
        assert len(anchors) == len(LEVELS)
        assert min(map(len, anchors)) >= 25, skill.code  # a behaviour, not a word
        alike += [
            (skill.code, first, second)
            for first, second in combinations(anchors, 2)
            if SequenceMatcher(None, first, second).ratio() > ALIKE
        ]
    assert alike == []


def test_what_roles_ask_is_credible() -> None:
    soft = {skill.code for skill in CATALOGUE.skills if skill.kind is SkillKind.SOFT}
    for role in CATALOGUE.roles:
        asked = role.requirements
        counted = [one for one in asked if one.skill not in soft]
        assert len({one.skill for one in asked}) == len(asked), role.code
        assert 8 <= len(asked) <= 20, role.code
        assert all(one.weight == 1 and not one.critical for one in asked if one.skill in soft), role.code
        critical = [one for one in counted if one.critical]
        assert 1 <= len(critical) <= 3, role.code
        assert all(one.weight == 2 for one in critical), role.code
        assert {one.weight for one in counted} == {1, 2}, role.code
        assert role.categories, role.code


def test_a_gate_can_close() -> None:
    """A critical skill asked at level 1 never lacks two levels: the flag would say nothing."""
    idle = [
        (role.code, one.skill)
        for role in CATALOGUE.roles
        for one in role.requirements
        if one.critical and one.level < GATE_GAP
    ]
    assert idle == []


@pytest.mark.parametrize("code", REFERENCES)
def test_roles_refer_to_the_frameworks(code: str) -> None:
    rome, esco = REFERENCES[code]
    references = ROLES[code].references
    assert rome in references.rome
    assert not esco or f"{OCCUPATION}{esco}" in references.esco


def test_references_have_the_form_of_their_framework() -> None:
    for role in CATALOGUE.roles:
        assert all(re.fullmatch(r"[A-N]\d{4}", one) for one in role.references.rome), role.code
        assert all(one.startswith(OCCUPATION) for one in role.references.esco), role.code
    for skill in CATALOGUE.skills:
        assert all(one.isdigit() for one in skill.references.rome), skill.code
        assert all(re.fullmatch(r"[A-E]\.\d{1,2} .+", one) for one in skill.references.ecf), skill.code
        assert skill.review_months in {24, 36}, skill.code
