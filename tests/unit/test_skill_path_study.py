"""What a path says: reused, new, obstacles, closeness of roles, what somebody could become."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.skills_factories import TODAY, role_content, skill_content
from transfo_rh.skills.catalogue.files import shipped_catalogue
from transfo_rh.skills.fit.fit import fit
from transfo_rh.skills.model import (
    Bilingual,
    Catalogue,
    Family,
    Origin,
    References,
    Requirement,
    Role,
    RoleContent,
    RoleKind,
    Skill,
    SkillContent,
    SkillKind,
    SkillsSettings,
    Wish,
)
from transfo_rh.skills.pathways.model import (
    Departure,
    DepartureKind,
    OfficialMobility,
    PathStudy,
    Prospects,
)
from transfo_rh.skills.pathways.study import (
    departure_of_agent,
    departure_of_role,
    neighbours,
    prospects,
    study,
)
from transfo_rh.skills.pathways.words import approach_words
from transfo_rh.staff.model import Agent, Category

SETTINGS = SkillsSettings()
SINCE = date(2026, 1, 1)


def catalogue_of(skills: list[SkillContent], roles: list[RoleContent]) -> Catalogue:
    return Catalogue(
        TODAY,
        (Family("data", Bilingual("Données")),),
        tuple(Skill(n, one, Origin.SHIPPED, SINCE, None, 1) for n, one in enumerate(skills, 1)),
        tuple(Role(n, one, Origin.SHIPPED, SINCE, None, 1) for n, one in enumerate(roles, 1)),
    )


@pytest.fixture
def town() -> Catalogue:
    skills = [
        skill_content("desk", label="Accueil"),
        skill_content("sql", label="SQL"),
        skill_content("maps", label="Cartes"),
        skill_content("calm", kind=SkillKind.SOFT, label="Calme"),
    ]
    roles = [
        role_content(
            "desk",
            [Requirement("desk", 3, 2, critical=True), Requirement("calm", 2, 1)],
            kind=RoleKind.PRESENT,
            categories=(Category.C,),
        ),
        role_content("clerk", [Requirement("desk", 2), Requirement("sql", 2)], categories=(Category.B,)),
        role_content(
            "analyst",
            [Requirement("sql", 3, critical=True), Requirement("desk", 1, 1), Requirement("calm", 3, 1)],
            categories=(Category.A, Category.B),
        ),
        role_content("chief", [Requirement("maps", 4, critical=True)], categories=(Category.A,)),
    ]
    return catalogue_of(skills, roles)


def role(catalogue: Catalogue, code: str) -> Role:
    found = catalogue.role(code)
    assert found is not None
    return found


def agent(category: Category | None = Category.C) -> Agent:
    return Agent(7, "42", "MARTIN", "Zoé", None, 1, "Agent d’accueil", category, None, None, None, None, None)


def studied(catalogue: Catalogue, departure: Departure, target: str) -> PathStudy:
    pairs = {("M1601", "M1606"): OfficialMobility("M1601", "M1606")}
    goal = role(catalogue, target)
    return study(departure, goal, catalogue=catalogue, settings=SETTINGS, mobilities=pairs, on=TODAY)


def test_each_step_says_what_is_reused_carried_and_new(town: Catalogue) -> None:
    path = studied(town, departure_of_role(town, role(town, "desk")), "analyst")
    clerk, analyst = path.steps
    assert [(one.skill, one.whole) for one in clerk.reused] == [("desk", True)]
    assert [(line.skill, line.from_level, line.to_level, line.days) for line in clerk.learnt] == [
        ("sql", 0, 2, 7)
    ]
    assert [(one.skill, one.whole, one.soft) for one in analyst.reused] == [
        ("desk", True, False),
        ("calm", False, True),
    ]
    assert [(one.skill, one.held) for one in analyst.carried] == [("sql", 2)]
    assert [(line.skill, line.from_level, line.to_level, line.days) for line in analyst.learnt] == [
        ("sql", 2, 3, 10)
    ]
    assert (path.days, path.cost_cents, path.months, path.hypothesis) == (17, 510_000, 4 + 5, True)
    assert [step.changes_category for step in path.steps] == [True, False]


def test_the_direct_move_says_why_it_is_closed(town: Catalogue) -> None:
    obstacles = studied(town, departure_of_role(town, role(town, "desk")), "analyst").obstacles
    assert obstacles is not None
    assert obstacles.fit is not None
    assert round(obstacles.fit) == 33  # one useful skill of weight 1 of 3
    assert (obstacles.closing, obstacles.to_assess, obstacles.category) == (("sql",), (), False)


def test_an_open_direct_move_has_no_obstacle(town: Catalogue) -> None:
    path = studied(town, departure_of_agent(agent(), None, {"desk": 2, "sql": 1}, own=True), "clerk")
    assert path.obstacles is None
    assert [step.role.code for step in path.steps] == ["clerk"]


def test_an_unknown_critical_skill_is_named_as_such(town: Catalogue) -> None:
    path = studied(town, departure_of_agent(agent(), None, {"desk": 3}, own=False), "analyst")
    assert path.obstacles is not None
    assert (path.obstacles.closing, path.obstacles.to_assess) == ((), ("sql",))


def test_what_only_an_assessment_may_open_is_told_as_such(town: Catalogue) -> None:
    """« sql » was never assessed: the role may open. A known 0 closes it; so does a category out of reach."""
    unknown = studied(town, departure_of_agent(agent(Category.B), None, {"desk": 3}, own=True), "analyst")
    assert unknown.obstacles is not None
    assert unknown.obstacles.to_confirm
    for levels, category in [({"desk": 3, "sql": 0}, Category.B), ({"desk": 3}, Category.C)]:
        target = "analyst" if category is Category.B else "chief"
        closed = studied(town, departure_of_agent(agent(category), None, levels, own=True), target)
        assert closed.obstacles is not None
        assert not closed.obstacles.to_confirm


def test_days_are_an_upper_bound_while_something_is_not_assessed(town: Catalogue) -> None:
    unknown = studied(town, departure_of_agent(agent(), None, {"desk": 2}, own=True), "clerk")
    known = studied(town, departure_of_agent(agent(), None, {"desk": 2, "sql": 0}, own=True), "clerk")
    assert (unknown.at_most, unknown.days) == (True, 7)
    assert (known.at_most, known.days) == (False, 7)


def test_where_no_way_leads_the_jobs_that_bring_closest_are_told(town: Catalogue) -> None:
    maps = role_content("mapper", [Requirement("desk", 1), Requirement("maps", 2, 1)])
    larger = catalogue_of([one.content for one in town.skills], [*(one.content for one in town.roles), maps])
    path = studied(larger, departure_of_role(larger, role(larger, "desk")), "chief")
    assert path.steps == ()
    assert path.obstacles is not None
    assert path.obstacles.category  # C to A: two categories
    assert path.approach is not None
    assert path.approach.roles[-1].code == "mapper"
    assert (path.approach.before, path.approach.after) == (0, 50)
    assert path.approach.worth
    assert approach_words(path).startswith("Ce qui en rapproche le plus")
    assert (path.days, path.cost_cents) == (37, 37 * 30_000)  # the direct move's, told as such


def test_a_detour_no_shorter_than_learning_everything_says_so(town: Catalogue) -> None:
    maps = role_content("mapper", [Requirement("desk", 1), Requirement("maps", 2, 1)])
    larger = catalogue_of([one.content for one in town.skills], [*(one.content for one in town.roles), maps])
    path = studied(larger, departure_of_role(larger, role(larger, "desk")), "chief")
    assert path.approach is not None
    assert "Ce détour" not in approach_words(path)
    as_long = replace(path, approach=replace(path.approach, days=path.direct_effort.days))
    assert "Ce détour demande autant de formation" in approach_words(as_long)


def test_a_detour_that_leaves_most_of_the_way_is_not_advised(town: Catalogue) -> None:
    """« mapper » teaches a quarter of a third of « far »: 8 points of the 40 that a move asks."""
    maps = role_content("mapper", [Requirement("desk", 1), Requirement("maps", 1)])
    asked = [Requirement("maps", 4, 1), Requirement("sql", 4, 2, critical=True)]
    far = role_content("far", asked, categories=(Category.A,))
    larger = catalogue_of([one.content for one in town.skills], [role(town, "desk").content, maps, far])
    path = studied(larger, departure_of_role(larger, role(larger, "desk")), "far")
    assert path.approach is not None
    assert (path.approach.before, round(path.approach.after), path.approach.worth) == (0, 8, False)
    words = approach_words(path)
    assert "ne porterait l’adéquation que de 0 à 8" in words
    assert "la moitié du chemin vers 40" in words


def test_no_detour_at_all_is_said(town: Catalogue) -> None:
    far = role_content("far", [Requirement("maps", 4)], categories=(Category.A,))
    larger = catalogue_of([one.content for one in town.skills], [role(town, "desk").content, far])
    path = studied(larger, departure_of_role(larger, role(larger, "desk")), "far")
    assert path.approach is None
    assert "ne rapproche de celui-ci" in approach_words(path)


def test_only_what_a_way_reaches_or_is_half_known_is_proposed(town: Catalogue) -> None:
    """A role of which nothing is known may open, and is not proposed for that."""
    departure = departure_of_agent(agent(Category.B), None, {"desk": 3}, own=True)
    listed = prospects(departure, catalogue=town, settings=SETTINGS, wishes={})
    found = Prospects(TODAY, agent(Category.B), None, None, False, SETTINGS, listed)
    assert {one.role.code for one in listed if found.proposes(one)} == {"desk", "clerk", "analyst"}
    chief = next(one for one in listed if one.role.code == "chief")
    assert (chief.to_confirm, chief.moves, chief.fit.low) == (True, (), 0)


def test_nothing_known_starts_from_what_the_job_asks_and_says_so(town: Catalogue) -> None:
    departure = departure_of_agent(agent(), role(town, "desk"), {}, own=True)
    assert departure.assumed
    assert departure.levels == {"desk": 3, "calm": 2}
    assert not departure_of_agent(agent(), role(town, "desk"), {"sql": 0}, own=True).assumed
    assert not departure_of_agent(agent(), None, {}, own=True).assumed


def test_an_official_mobility_is_a_badge_in_its_own_direction(town: Catalogue) -> None:

    sheets = {"desk": ("M1601",), "clerk": ("M9999", "M1606"), "analyst": ("M1601",)}
    roles = [replace(one.content, references=References(rome=sheets.get(one.code, ()))) for one in town.roles]
    known = catalogue_of([one.content for one in town.skills], roles)
    path = studied(known, departure_of_role(known, role(known, "desk")), "analyst")
    assert [step.official for step in path.steps] == [OfficialMobility("M1601", "M1606"), None]


def test_closeness_is_told_both_ways(town: Catalogue) -> None:
    links = {
        link.role.code: link
        for link in neighbours(role(town, "desk"), catalogue=town, settings=SETTINGS, mobilities={})
    }
    clerk, chief = links["clerk"], links["chief"]
    assert (clerk.fit_there, clerk.days_there, clerk.open_there) == (50, 7, True)
    assert (round(clerk.fit_back, 1), clerk.days_back, clerk.open_back) == (66.7, 10, True)
    assert (chief.fit_there, chief.open_there, chief.open_back) == (0, False, False)
    assert next(iter(links)) == "clerk"


def test_the_area_agrees_with_the_fit_of_each_pair() -> None:
    content = shipped_catalogue()
    catalogue = catalogue_of(list(content.skills), list(content.roles))
    start = role(catalogue, "counter_agent")
    soft = catalogue.soft_skills
    held = departure_of_role(catalogue, start).levels
    links = neighbours(start, catalogue=catalogue, settings=SETTINGS, mobilities={})
    assert len(links) == len(catalogue.roles) - 1
    for link in links:
        there = fit(held, link.role.content, soft=soft, settings=SETTINGS)
        back = fit(
            departure_of_role(catalogue, link.role).levels, start.content, soft=soft, settings=SETTINGS
        )
        assert (link.fit_there, link.fit_back) == pytest.approx((there.low, back.low))
        assert there.low == there.high, "nothing is unknown of a role"
        if link.open_there:
            assert there.low >= SETTINGS.move_fit
            assert not there.critical_gap


def test_the_shipped_catalogue_leads_a_counter_agent_to_mediation_and_on() -> None:
    content = shipped_catalogue()
    catalogue = catalogue_of(list(content.skills), list(content.roles))
    counter = departure_of_role(catalogue, role(catalogue, "counter_agent"))
    mediator = studied(catalogue, counter, "digital_mediator")
    manager = studied(catalogue, counter, "mediation_place_manager")
    assert [step.role.code for step in mediator.steps] == ["digital_mediator"]
    assert [step.role.code for step in manager.steps] == ["digital_mediator", "mediation_place_manager"]
    assert any(one.whole and not one.soft for one in mediator.steps[0].reused)


def test_prospects_put_the_open_moves_first_with_the_wishes(town: Catalogue) -> None:
    departure = departure_of_agent(agent(), role(town, "desk"), {"desk": 3, "sql": 1}, own=True)
    listed = prospects(
        departure, catalogue=town, settings=SETTINGS, wishes={role(town, "chief").id: Wish.WANTED}
    )
    assert [one.role.code for one in listed] == ["clerk", "analyst", "chief"]
    assert [len(one.moves) for one in listed] == [1, 2, 0]
    assert [one.wish for one in listed] == [None, None, Wish.WANTED]
    assert listed[0].category_changes == 1


def test_a_lower_category_is_told_and_comes_behind(town: Catalogue) -> None:
    """Somebody of category A may become a clerk (B) or an analyst (A) at once: the analyst first."""
    departure = departure_of_agent(agent(Category.A), None, {"desk": 3, "sql": 2}, own=True)
    listed = prospects(departure, catalogue=town, settings=SETTINGS, wishes={})
    lower = {one.role.code: one.lower_category for one in listed}
    assert (lower["clerk"], lower["analyst"]) == (True, False)
    codes = [one.role.code for one in listed]
    assert codes.index("analyst") < codes.index("clerk")
    own = departure_of_agent(agent(Category.C), None, {"desk": 3, "sql": 2}, own=True)
    assert not any(one.lower_category for one in prospects(own, catalogue=town, settings=SETTINGS, wishes={}))


def test_a_departure_of_a_role_knows_every_skill(town: Catalogue) -> None:
    departure = departure_of_role(town, role(town, "desk"))
    assert departure.kind is DepartureKind.ROLE
    assert departure.levels == {"desk": 3, "sql": 0, "maps": 0, "calm": 2}
    assert departure.categories == (Category.C,)
