"""The demo authority's facts: believable, deterministic, and telling their story."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfo_rh.campaigns.model import MISSING, NOT_APPLICABLE
from transfo_rh.campaigns.questionnaires.files import load_questionnaire
from transfo_rh.campaigns.questionnaires.layout import scored
from transfo_rh.cli.demo_authority.answers import DemoWave, demo_waves
from transfo_rh.cli.demo_authority.organisation import (
    DemoOrganisation,
    apportion,
    demo_data,
    demo_organisation,
)
from transfo_rh.cli.demo_authority.people import DemoStaff, demo_staff
from transfo_rh.core.errors import InvalidInput
from transfo_rh.staff.model import Category
from transfo_rh.staff.tree import find_cycle

SEED = 2026
QUESTIONNAIRE = load_questionnaire("maturite_numerique_agent")
COLUMNS = scored(QUESTIONNAIRE)


@lru_cache(maxsize=4)
def facts(agents: int, seed: int = SEED) -> tuple[DemoOrganisation, DemoStaff, tuple[DemoWave, ...]]:
    organisation = demo_organisation(agents)
    staff = demo_staff(organisation, seed=seed)
    return organisation, staff, demo_waves(organisation, staff, QUESTIONNAIRE, seed=seed)


def digest(agents: int, seed: int = SEED) -> str:
    """Of everything that goes into the database."""
    organisation, staff, waves = facts(agents, seed)
    hashed = hashlib.sha256(repr((organisation, staff)).encode())
    for wave in waves:
        hashed.update(repr((wave.title, wave.wave_on)).encode() + wave.respondents.tobytes())
        hashed.update(wave.departments.tobytes() + wave.answers.tobytes())
    return hashed.hexdigest()


def scores(wave: DemoWave) -> dict[str, np.ndarray]:
    """Dimension → answers recoded to 0..1, NaN where there is none, (respondents, items of the dimension)."""
    steps = wave.answers.astype(float)
    steps[wave.answers <= 0] = np.nan
    last = np.asarray([item.points - 1 for item in COLUMNS.items])
    values = (steps - 1) / last
    reverse = np.asarray([item.reverse for item in COLUMNS.items])
    values = np.where(reverse, 1 - values, values)
    return {
        dimension.code: values[:, list(COLUMNS.items_of(dimension.code))] for dimension in COLUMNS.dimensions
    }


def direction_means(wave_number: int) -> dict[tuple[str, str], float]:
    """(direction, dimension) → mean on 0..100; the direction « * » is the whole."""
    organisation, _staff, waves = facts(2400)
    wave = waves[wave_number]
    direction = np.asarray([place.story_codes[0] for place in organisation.departments])[wave.departments]
    means = {}
    for dimension, block in scores(wave).items():
        means["*", dimension] = float(np.nanmean(block)) * 100
        for code in set(direction.tolist()):
            means[code, dimension] = float(np.nanmean(block[direction == code])) * 100
    return means


@given(weights=st.lists(st.floats(0.01, 1000), min_size=1, max_size=40), extra=st.integers(0, 5000))
def test_apportionment_is_exact_and_leaves_nobody_out(weights: list[float], extra: int) -> None:
    shares = apportion(len(weights) + extra, weights)
    assert sum(shares) == len(weights) + extra
    assert min(shares) >= 1


def test_apportionment_refuses_fewer_units_than_shares() -> None:
    with pytest.raises(ValueError, match="fewer"):
        apportion(1, [1, 1])


def test_the_reference_size_is_the_file_s_own() -> None:
    organisation = demo_organisation(2400)
    written = demo_data("organisation")
    assert organisation.agents == written["reference_agents"] == 2400
    direction = written["directions"][0]
    assert organisation.departments[1].agents == direction["agents"]
    assert organisation.departments[2].agents == direction["services"][0]["agents"]


def test_the_authority_has_three_levels_and_very_uneven_services() -> None:
    organisation = demo_organisation(2400)
    parents = {place.code: place.parent_code for place in organisation.departments}
    assert 55 <= len(parents) <= 70
    assert find_cycle(parents) == ()
    depths = {
        code: (1 if parent is None else 2 if parents[parent] is None else 3)
        for code, parent in parents.items()
    }
    assert sorted(set(depths.values())) == [1, 2, 3]
    seen: set[str] = set()
    for place in organisation.departments:
        assert place.parent_code is None or place.parent_code in seen
        seen.add(place.code)
    services = [place.agents for place in organisation.departments if depths[place.code] == 3]
    assert sum(2 <= size <= 9 for size in services) >= 5
    assert sum(size >= 100 for size in services) >= 4


@pytest.mark.parametrize("agents", [200, 2400, 5000, 50_000])
def test_any_size_is_exact_with_unique_codes(agents: int) -> None:
    organisation = demo_organisation(agents)
    codes = [place.code for place in organisation.departments]
    assert organisation.agents == agents
    assert len(set(codes)) == len(codes)
    assert len({(place.parent_code, place.name) for place in organisation.departments}) == len(codes)
    assert min(place.agents for place in organisation.departments) >= 1


def test_a_larger_authority_has_more_services_and_larger_ones() -> None:
    small, large = demo_organisation(2400), demo_organisation(50_000)
    assert len(large.departments) > 4 * len(small.departments)
    assert max(p.agents for p in large.departments) > 2 * max(p.agents for p in small.departments)


@pytest.mark.parametrize("agents", [199, 100_001])
def test_other_sizes_are_refused(agents: int) -> None:
    with pytest.raises(InvalidInput, match="entre 200 et 100\u202f000"):
        demo_organisation(agents)


def test_every_job_of_the_organisation_is_described() -> None:
    jobs = demo_data("jobs")
    for place in demo_organisation(2400).departments:
        for job in [place.head_job, *(name for name, _weight in place.jobs)]:
            assert 0 <= jobs["jobs"][job]["workstation"] <= 1
            assert jobs["cadres"][jobs["jobs"][job]["cadre"]]["category"] in set(Category)


def test_every_code_and_dimension_of_the_story_exists() -> None:
    story = demo_data("story")
    codes = {place.code for place in demo_organisation(2400).departments}
    dimensions = {dimension.code for dimension in QUESTIONNAIRE.dimensions}
    assert set(story["departments"]) <= codes
    assert set(story["general"]) == dimensions
    told = [entry.get("effects", {}) for entry in story["departments"].values()]
    told += [change["effects"] for wave in story["waves"] for change in wave.get("changes", ())]
    told += [story["without_workstation"], *story["categories"].values()]
    assert all(set(effects) <= dimensions for effects in told)
    for wave in story["waves"]:
        assert all(set(change.get("departments", ())) <= codes for change in wave.get("changes", ()))


def test_the_staff_is_believable() -> None:
    organisation, staff, _waves = facts(2400)
    agents = staff.records.agents
    assert len(agents) == organisation.agents == len(staff.department_of)
    assert len({agent.matricule for agent in agents}) == len(agents)
    emails = [agent.email for agent in agents if agent.email]
    assert len(set(emails)) == len(emails)
    assert all(email.isascii() and email.endswith("@valdambre.example") for email in emails)
    assert all((agent.email is not None) == agent.has_workstation for agent in agents)
    share = {
        category: sum(agent.category is category for agent in agents) / len(agents) for category in Category
    }
    assert share[Category.C] > 0.5 > share[Category.B] > share[Category.A] > 0.1
    assert 0.35 < sum(bool(agent.has_workstation) for agent in agents) / len(agents) < 0.6
    crews = [agent for agent in agents if agent.job in ("Équipier de collecte", "Agent de propreté urbaine")]
    assert crews
    assert not any(agent.has_workstation for agent in crews)


def test_each_department_has_one_head_and_positions_hold_together() -> None:
    organisation, staff, _waves = facts(2400)
    heads = {"Directeur général des services", "Directeur", "Responsable de service"}
    heads |= {"Responsable d’équipe", "Responsable de service technique"}
    for place in organisation.departments:
        members = [agent for agent in staff.records.agents if agent.department_code == place.code]
        assert len(members) == place.agents
        assert sum(agent.job in heads for agent in members) == 1
    holders = [position.holder_matricule for position in staff.records.positions]
    assert len({position.code for position in staff.records.positions}) == len(holders)
    assert sum(holder is None for holder in holders) == round(0.03 * 2400)
    assert {holder for holder in holders if holder} == {agent.matricule for agent in staff.records.agents}


def test_the_same_call_gives_the_same_facts_in_another_process() -> None:
    here = digest(400)
    facts.cache_clear()
    assert digest(400) == here
    code = "from tests.unit.test_demo_authority import digest; print(digest(400))"
    there = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "7"}
    )
    assert there.stdout.strip() == here
    assert digest(400, seed=7) != here


def test_answers_stay_on_their_scales() -> None:
    _organisation, staff, waves = facts(2400)
    for wave in waves:
        assert wave.answers.shape == (len(wave.departments), len(COLUMNS.items))
        points = np.asarray([item.points for item in COLUMNS.items])
        assert (wave.answers <= points).all()
        assert (wave.answers.max(axis=0) == points).all()
        assert wave.answers.min() == NOT_APPLICABLE
        assert (wave.answers.min(axis=0) <= MISSING).all()
        admitting = {row.code for _item, row in QUESTIONNAIRE.rows() if row.not_applicable}
        offered = np.asarray([item.code in admitting for item in COLUMNS.items])
        assert not (wave.answers[:, ~offered] == NOT_APPLICABLE).any()
        assert len(set(wave.respondents.tolist())) == len(wave.departments) < len(staff.records.agents)
        assert (np.asarray(staff.department_of)[wave.respondents] == wave.departments).all()


def test_what_does_not_concern_an_agent_is_not_answered() -> None:
    codes = [item.code for item in COLUMNS.items]
    concerned = codes.index("SD0")
    asked = [codes.index(code) for code in ("SD1", "SD2", "SD3")]
    for wave in facts(2400)[2]:
        others = wave.answers[wave.answers[:, concerned] != 2]
        assert len(others)
        assert (others[:, asked] == MISSING).all()


def test_dimensions_are_reliable_but_not_redundant() -> None:
    for wave in facts(2400)[2]:
        for dimension, block in scores(wave).items():
            complete = block[~np.isnan(block).any(axis=1)]
            items = complete.shape[1]
            shares = complete.var(axis=0, ddof=1).sum() / complete.sum(axis=1).var(ddof=1)
            assert 0.70 <= items / (items - 1) * (1 - shares) <= 0.90, dimension


def test_participation_is_low_where_nobody_has_a_computer() -> None:
    organisation, staff, waves = facts(2400)
    agents = np.bincount(staff.department_of, minlength=len(organisation.departments))
    for wave in waves:
        answered = np.bincount(wave.departments, minlength=len(organisation.departments))
        rate = {
            place.code: answered[number] / agents[number]
            for number, place in enumerate(organisation.departments)
        }
        assert 0.4 < answered.sum() / agents.sum() < 0.6
        assert rate["DDEC-COL"] < 0.45 < rate["DSIN-INF"]
        assert rate["DTE-OBS"] == 0
    assert len(waves[1].departments) > len(waves[0].departments)


def test_the_first_wave_tells_its_story() -> None:
    mean = direction_means(0)

    def difference(direction: str, dimension: str) -> float:
        return mean[direction, dimension] - mean["*", dimension]

    assert difference("DSIN", "culture_numerique") > 15
    assert difference("DSIN", "charge") < -10
    assert difference("DFIN", "competences_donnees") > 10
    assert difference("DRU", "identite_professionnelle") < -10
    assert difference("DRU", "qualite_service") > 5
    for technical in ("DEAU", "DDEC"):
        assert difference(technical, "autonomie") < -5
        assert difference(technical, "alignement") > 3


def test_the_second_wave_tells_what_changed() -> None:
    before, after = direction_means(0), direction_means(1)

    def change(direction: str, dimension: str) -> float:
        return after[direction, dimension] - before[direction, dimension]

    assert change("*", "culture_numerique") > 0
    for trained in ("DRU", "DFIN"):
        assert change(trained, "competences_donnees") > 4
    for merged in ("DVM", "DDEC"):
        assert change(merged, "charge") < -6
    falls = [change("DCUL", dimension.code) for dimension in QUESTIONNAIRE.dimensions]
    assert max(falls) < 0
    assert min(falls) < -8
