"""Sentences of conclusion at their edges: nobody assessed, everything equal, one of each, a number that is hidden."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.skills_factories import SINCE, TODAY, role_content, skill_content
from transfo_rh.skills.fit.explain import fit_words
from transfo_rh.skills.fit.fit import Fit
from transfo_rh.skills.fit.ranking import ClassCount
from transfo_rh.skills.fit.readiness import Readiness
from transfo_rh.skills.fit.service import RoleFit
from transfo_rh.skills.model import Origin, Requirement, Role, Skill, SkillsSettings
from transfo_rh.skills.overview.cover import Cover, Holders
from transfo_rh.skills.overview.disclosure import Shown
from transfo_rh.skills.overview.model import (
    CoverView,
    MapRow,
    RoleCell,
    RoleChoice,
    RoleMap,
    SkillCell,
    SkillCover,
    SkillMap,
)
from transfo_rh.skills.overview.urgency import Urgency
from transfo_rh.skills.overview.wording import cover_sentence, role_sentence, skill_sentence
from transfo_rh.skills.pathways.model import Reused
from transfo_rh.skills.pathways.words import reused_words
from transfo_rh.skills.staffing.whatif import CoverChange, Movement, PlaceCover, RoleView, WhatIf
from transfo_rh.staff.model import Agent
from transfo_rh.ui import fit_view, what_if_view
from transfo_rh.ui.forms.wish_cards import reach_words

SETTINGS = SkillsSettings()
ROW = MapRow("DRU", "Accueil", 0, 9, False)
SKILLS = tuple(Skill(n, skill_content(code), Origin.SHIPPED, SINCE, None, 1) for n, code in enumerate("ab"))
ROLE = Role(1, role_content("mapper", [Requirement("a", 2)]), Origin.SHIPPED, SINCE, None, 1)


def plain_spaces(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def skill_map(*means: float) -> SkillMap:
    cells = tuple(SkillCell(Shown.SHOWN, 3, 30, mean) for mean in means)
    return SkillMap(TODAY, (ROW,), SKILLS[: len(means)], {}, (cells,), False, 5)


def test_mean_levels_are_those_of_the_people_assessed() -> None:
    assert plain_spaces(skill_sentence(skill_map(0.5, 2.0))) == (
        "Accueil : parmi les agents évalués, le niveau moyen va de 0,5 sur 4 (« Compétence a ») à 2,0 (« Compétence b »)."
    )


def test_two_means_that_read_the_same_make_no_span() -> None:
    said = plain_spaces(skill_sentence(skill_map(0.51, 0.49)))
    assert said.endswith("le niveau moyen est de 0,5 sur 4 dans les 2 compétences connues.")


def role_map(cell: RoleCell, *, protected: bool = False) -> RoleMap:
    return RoleMap(TODAY, (ROW,), (ROLE,), ((cell,),), protected, SETTINGS)


def test_nobody_assessed_is_not_nobody_ready() -> None:
    assert "personne n’est encore évalué" in role_sentence(role_map(RoleCell(Shown.SHOWN, 0, {}, 0)))


@pytest.mark.parametrize(("known", "protected"), [(4, False), (None, True)])
def test_one_role_alone_is_said_in_the_singular(known: int | None, protected: bool) -> None:
    said = role_sentence(role_map(RoleCell(Shown.SHOWN, 0, None, known), protected=protected))
    assert said.endswith("même en 6 mois, pour le métier affiché.")


def cover_view(*covers: Cover, assessed: int | None) -> CoverView:
    lines = tuple(
        SkillCover(skill, 2, cover, Urgency.LOST, None, None, None)
        for skill, cover in zip(SKILLS, covers, strict=True)
    )
    return CoverView(
        on=TODAY,
        choice=RoleChoice.ALL,
        headcount=9,
        assessed=assessed,
        skills=lines,
        roles=(),
        singles=(),
        settings=SETTINGS,
        protected=assessed is None,
        hidden=False,
    )


def test_a_cover_without_anybody_assessed_is_not_known() -> None:
    assert "couverture n’est pas connue" in cover_sentence(
        cover_view(Cover.RUPTURE, Cover.RUPTURE, assessed=0)
    )


@pytest.mark.parametrize("assessed", [3, None])
def test_when_nothing_is_held_the_sentence_names_the_people_assessed(assessed: int | None) -> None:
    said = cover_sentence(cover_view(Cover.RUPTURE, Cover.RUPTURE, assessed=assessed))
    assert said == "Aucune des 2 compétences n’est détenue au niveau demandé par une personne évaluée."


def role_fit(**people: int | None) -> RoleFit:
    counts = tuple(ClassCount(one, people.get(one.value, 0)) for one in Readiness)
    return RoleFit(TODAY, ROLE, SETTINGS, {}, False, 2400, 0, counts, {}, (), 0, 1, ())


@pytest.mark.parametrize(
    ("unknown", "said"),
    [
        (None, "le nombre d’agents à évaluer est masqué."),
        (0, "aucun agent ne reste à évaluer."),
        (1, "1 agent reste à évaluer."),
        (2400, "2 400 agents restent à évaluer."),
    ],
)
def test_how_many_remain_to_be_assessed_is_french(unknown: int | None, said: str) -> None:
    assert plain_spaces(fit_view.conclusion(role_fit(unknown=unknown))).endswith(
        f"personne n’est prêt de façon certaine ; {said}"
    )


def one_fit(low: float) -> Fit:
    return Fit(low, low, low, 1.0, (), False, Readiness.SIX_MONTHS, True)


def test_a_fit_never_reads_a_threshold_that_it_misses() -> None:
    assert fit_words(one_fit(84.9)) == "84"
    assert fit_words(one_fit(85)) == "85"
    assert fit_words(Fit(90.2, 84.9, 90.7, 0.9, (), False, Readiness.READY, False)) == "90 (entre 84 et 90)"


def test_more_than_is_asked_reads_the_same_from_level_one_on() -> None:
    assert plain_spaces(reused_words(Reused("a", 2, 1, False), "Tableur")) == (
        "Tableur : niveau 2, au-delà du niveau 1 demandé"
    )


def movement(before: float, after: float, *changes: CoverChange) -> WhatIf:
    agent = Agent(1, "M1", "Nom", "Prénom", None, 1, None, None, None, None, None, None, None)
    line = what_if_view.MemberLine(
        agent, RoleView(ROLE, one_fit(before), 0, 0), RoleView(ROLE, one_fit(after), 1, 30_000)
    )
    return WhatIf(
        Movement.MOVE, "Guichets", "GUI", "FIN", (PlaceCover("Finances", changes),), (ROLE,), (line,)
    )


def test_a_movement_that_changes_no_fit_says_so() -> None:
    said = plain_spaces(what_if_view.conclusion(movement(76.2, 76.4)))
    assert "L’adéquation assurée moyenne reste à 76, pour 1 jour de formation au plus (300 €)." in said
    assert "passe de 76 à 50" in what_if_view.conclusion(movement(76, 50))


def test_what_becomes_fragile_alone_is_named() -> None:
    fragile = CoverChange("a", 2, Holders(2, 0), Holders(1, 0))
    rupture = CoverChange("b", 2, Holders(1, 0), Holders(0, 0))
    gained = replace(fragile, before=Holders(1, 0), after=Holders(2, 0))
    alone = what_if_view.conclusion(movement(50, 50, fragile))
    assert "dans « Finances », 1 compétence devenue fragile." in plain_spaces(alone)
    both = what_if_view.conclusion(movement(50, 50, rupture, fragile, gained))
    assert "1 compétence en rupture, 1 devenue fragile, 1 mieux couverte." in plain_spaces(both)


def test_what_is_none_is_not_said_of_ones_reach() -> None:
    assert plain_spaces(reach_words(direct=2, longer=1, to_confirm=0)) == (
        "À votre portée aujourd’hui : 2 métiers par un passage direct, 1 métier par étapes."
    )
    assert reach_words(direct=0, longer=0, to_confirm=3).startswith("3 métiers à confirmer")


def test_the_whole_authority_is_not_a_department_between_quotation_marks() -> None:
    rupture = CoverChange("a", 2, Holders(1, 0), Holders(0, 0))
    closed = replace(
        movement(50, 50),
        movement=Movement.CLOSE,
        places=(PlaceCover("Toute la collectivité", (rupture,), whole=True),),
    )
    assert plain_spaces(what_if_view.conclusion(closed)) == (
        "Fermer « Guichets » : dans toute la collectivité, 1 compétence en rupture."
    )
