"""Strengths, dimensions, comments, links, the autonomy × alignment map: what each role reads of a publication."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.factories import add_departments, units_of, viewer
from tests.waves import add_wave, hidden, shown
from transfo_rh.access.model import Role, Viewer
from transfo_rh.campaigns.model import (
    Dimension,
    Item,
    PublishedCell,
    PublishedComment,
    PublishedDriver,
    Questionnaire,
)
from transfo_rh.campaigns.questionnaires.files import load_questionnaire
from transfo_rh.campaigns.results.alignment import Quadrant, alignment
from transfo_rh.campaigns.results.comments import comments
from transfo_rh.campaigns.results.dimension import dimension_view
from transfo_rh.campaigns.results.drivers import drivers
from transfo_rh.campaigns.results.overview import overview
from transfo_rh.campaigns.results.strengths import strengths
from transfo_rh.core.database import Database
from transfo_rh.core.errors import NotFound, PermissionDenied

PARENTS = {"DG": None, "A": "DG", "B": "DG", "C": "DG", "A1": "A"}
ASKED = Questionnaire(
    dimensions=(Dimension("autonomie", "Autonomie"), Dimension("alignement", "Alignement")),
    items=(
        Item("AU1", "Je décide", "autonomie", 5),
        Item("AU2", "J’organise", "autonomie", 5, reverse=True),
        Item("AS1", "Je connais le cap", "alignement", 5),
        Item("OUT", "Je recommande", None, 11, outcome=True),
    ),
)
HR = viewer(Role.HR)
DG, A, B, C, A1 = range(5)


def _cells() -> list[PublishedCell]:
    return [
        shown(None, "autonomie", 50, 400, population=800),
        shown(None, "alignement", 60, 400, population=800),
        shown(None, "AU1", 48, 400, favourable=40, unfavourable=35),
        shown(None, "AU2", 52, 400, favourable=80, unfavourable=None, capped=True),
        shown(A, "autonomie", 65, 100, population=150),
        shown(A, "alignement", 61, 100, population=150),
        shown(B, "autonomie", 40, 100),
        shown(B, "alignement", 60, 100),
        shown(C, "autonomie", 45, None),
        shown(C, "alignement", 30, None),
        hidden(A1, "autonomie"),
        hidden(A1, "alignement"),
    ]


@pytest.fixture
def published(any_database: Database) -> tuple[int, dict[str, int]]:
    """A published campaign and the departments' ids."""
    ids = add_departments(PARENTS)
    campaign_id = add_wave(
        units=units_of(PARENTS, ids),
        questionnaire=ASKED,
        cells=_cells(),
        on=date(2026, 5, 4),
        comments=[
            PublishedComment(A, "OPEN", "L’équipe décide vite"),
            PublishedComment(B, "OPEN", "Trop de validations"),
            PublishedComment(None, "AUTRE", "Le cap n’est pas expliqué"),
        ],
        drivers=[
            PublishedDriver(None, "OUT", "autonomie", 400, 62, 70),
            PublishedDriver(None, "OUT", "alignement", 400, 33, 30),
            PublishedDriver(A, "OUT", "autonomie", 90, 20, 40),
            PublishedDriver(A, "OUT", "alignement", 90, 45, 60),
        ],
    )
    return campaign_id, ids


def _head(ids: dict[str, int], code: str) -> Viewer:
    return viewer(Role.DEPARTMENT_HEAD, ids[code])


def test_the_strengths_of_a_unit_are_certain_and_worth_a_word(published: tuple[int, dict[str, int]]) -> None:
    campaign_id, _ids = published
    view = strengths(viewer=HR, campaign_id=campaign_id, unit=A)
    assert [one.measure.code for one in view.strengths] == ["autonomie"]
    assert view.priorities == ()
    autonomy, aligned = view.standings
    assert (autonomy.difference, autonomy.rank) == (15, (1, 3))
    assert not aligned.significant
    assert "points forts «\u00a0Autonomie\u00a0» (+15)" in view.sentence
    assert "écarts certains d’au moins 5 points" in view.ranking


def test_a_small_group_is_never_called_different(published: tuple[int, dict[str, int]]) -> None:
    view = strengths(viewer=HR, campaign_id=published[0], unit=C)
    assert view.standings[1].difference == -30
    assert view.priorities == ()


def test_a_small_unit_reads_its_parents_result_beside(published: tuple[int, dict[str, int]]) -> None:
    campaign_id, ids = published
    view = strengths(viewer=_head(ids, "A1"), campaign_id=campaign_id)
    assert view.label == "Service A1"
    assert view.standings[0].cell.score is None
    assert view.standings[0].beside is not None
    assert (view.standings[0].beside.score, view.standings[0].beside_label) == (65, "Service A")


def test_the_whole_is_compared_with_itself(published: tuple[int, dict[str, int]]) -> None:
    view = strengths(viewer=viewer(Role.AGENT), campaign_id=published[0])
    assert [one.measure.code for one in view.strengths] == ["alignement"]
    assert [one.measure.code for one in view.priorities] == ["autonomie"]
    assert len(view.scales) == 1
    assert view.ranking.startswith("Classement du score le plus haut au plus bas")


def test_scores_of_different_scales_are_never_ranked_together(any_database: Database) -> None:
    mastery, agreement = tuple("12345678"), tuple("12345")
    codes = {"M1": (24, mastery), "M2": (44, mastery), "A1": (37, agreement), "A2": (54, agreement)}
    codes |= {"A3": (68, agreement), "A4": (52, agreement)}
    asked = Questionnaire(
        dimensions=tuple(Dimension(code, code) for code in codes),
        items=tuple(
            Item(f"{code}Q", code, code, len(steps), options=steps) for code, (_score, steps) in codes.items()
        ),
    )
    campaign_id = add_wave(
        units=units_of(PARENTS, add_departments(PARENTS)),
        questionnaire=asked,
        cells=[shown(None, code, score, 400) for code, (score, _steps) in codes.items()],
        on=date(2026, 5, 4),
    )
    view = strengths(viewer=HR, campaign_id=campaign_id)
    assert [group.scale.title for group in view.scales] == ["Échelle à 8 degrés", "Échelle à 5 degrés"]
    assert [[one.measure.code for one in group.strengths] for group in view.scales] == [["M2"], ["A3", "A2"]]
    assert [[one.measure.code for one in group.priorities] for group in view.scales] == [["M1"], ["A1", "A4"]]
    assert [one.rank for one in view.standings] == [(2, 2), (1, 2), (4, 4), (2, 4), (1, 4), (3, 4)]
    assert "échelle par échelle" in view.ranking
    assert view.sentence.replace("\u00a0", " ") == (
        "Ensemble de la collectivité, échelle par échelle : points forts « M2 » (44), « A3 » (68) ; "
        "priorités « M1 » (24), « A1 » (37)."
    )


def test_a_dimension_in_full(published: tuple[int, dict[str, int]]) -> None:
    view = dimension_view(viewer=HR, campaign_id=published[0], dimension="autonomie")
    first, unanimous = view.items
    assert [line.label.endswith("(question inversée)") for line in view.items] == [False, True]
    assert (first.neutral, unanimous.neutral) == (25, None)
    assert first.favourable_interval is not None
    assert (round(first.favourable_interval.low, 1), round(first.favourable_interval.high, 1)) == (35.3, 44.9)
    assert unanimous.favourable_interval is None
    assert view.total.score_interval is not None
    # 20 points of deviation, 400 of 800: 1.966 × 20 / √(400 × 799 / 400)
    assert view.total.score_interval.width == pytest.approx(2 * 1.966 * 20 / 799**0.5, abs=0.01)
    small = next(line for line in view.units if line.label == "Service C")
    assert small.score_interval is not None
    assert small.score_interval.width > 45  # five respondents at least, no more is known
    with pytest.raises(NotFound):
        dimension_view(viewer=HR, campaign_id=published[0], dimension="inconnue")


def test_comments_stay_in_the_direction(published: tuple[int, dict[str, int]]) -> None:
    campaign_id, ids = published

    def read(who: Viewer, **filters: Any) -> set[str]:
        return {one.text for one in comments(viewer=who, campaign_id=campaign_id, **filters).comments}

    everything = {"L’équipe décide vite", "Trop de validations", "Le cap n’est pas expliqué"}
    assert read(HR) == read(viewer(Role.EXECUTIVE)) == everything
    assert read(_head(ids, "A")) == read(_head(ids, "A1")) == {"L’équipe décide vite"}
    assert read(_head(ids, "C")) == set()
    assert read(HR, item="AUTRE") == {"Le cap n’est pas expliqué"}
    assert read(HR, search="EQUIPE decide") == {"L’équipe décide vite"}
    assert read(HR, group=B) == {"Trop de validations"}
    for who in (viewer(Role.AGENT), viewer(Role.ADMIN)):
        with pytest.raises(PermissionDenied):
            comments(viewer=who, campaign_id=campaign_id)
    with pytest.raises(PermissionDenied):
        comments(viewer=_head(ids, "A"), campaign_id=campaign_id, group=B)


def test_comments_name_their_question(sqlite_database: Database) -> None:
    definition = load_questionnaire("maturite_numerique_agent")
    asked = next(iter(definition.items()))
    campaign_id = add_wave(
        units=(),
        questionnaire=ASKED,
        cells=[],
        on=date(2026, 5, 4),
        definition=definition.model_dump(mode="json"),
        comments=[PublishedComment(None, asked.code, "Oui")],
    )
    (line,) = comments(viewer=HR, campaign_id=campaign_id).comments
    assert line.question == asked.text.fr


def test_links_come_from_the_nearest_large_group(published: tuple[int, dict[str, int]]) -> None:
    campaign_id, ids = published
    (whole,) = drivers(viewer=viewer(Role.AGENT), campaign_id=campaign_id).outcomes
    assert [link.dimension.code for link in whole.links] == ["autonomie", "alignement"]
    assert "lien fort" in whole.sentence
    (of_service,) = drivers(viewer=_head(ids, "A1"), campaign_id=campaign_id).outcomes
    assert (of_service.group, of_service.is_parent) == ("Service A", True)
    (of_b,) = drivers(viewer=HR, campaign_id=campaign_id, unit=B).outcomes
    assert of_b.group == "Ensemble de la collectivité"


def test_the_note_denies_any_cause(published: tuple[int, dict[str, int]]) -> None:
    view = drivers(viewer=HR, campaign_id=published[0])
    assert "jamais" in view.note
    assert "cause" not in view.outcomes[0].sentence


def test_the_map_places_units_and_draws_where_they_come_from(published: tuple[int, dict[str, int]]) -> None:
    campaign_id, ids = published
    first = alignment(viewer=HR, campaign_id=campaign_id)
    assert first.before is None
    assert {point.label: point.quadrant for point in first.points} == {
        "Ensemble de la collectivité": Quadrant.AGILE,
        "Service A": Quadrant.AGILE,
        "Service B": Quadrant.CONTROLLED,
        "Service C": Quadrant.STALLED,
    }
    assert first.sentence.startswith("3 services placés sur la carte, dont 1 à la fois autonome")
    assert first.sentence.endswith("Service C.")
    later = add_wave(
        units=units_of(PARENTS, ids),
        questionnaire=ASKED,
        cells=[cell for cell in _cells() if cell.unit != B],
        on=date(2027, 5, 4),
    )
    second = alignment(viewer=_head(ids, "A"), campaign_id=later)
    assert [(point.label, point.came_from) for point in second.points] == [
        ("Ensemble de la collectivité", (50, 60)),
        ("Service A", (65, 61)),
    ]
    assert second.hidden == ("Service A1",)


def test_a_publication_without_a_summary_says_so(published: tuple[int, dict[str, int]]) -> None:
    view = overview(viewer=viewer(Role.AGENT), campaign_id=published[0])
    assert view.summary is None
    assert view.sentence


SERVICES: list[Callable[..., object]] = [
    strengths,
    drivers,
    alignment,
    overview,
    lambda **asked: dimension_view(dimension="autonomie", **asked),
]


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("role", list(Role))
def test_roles_by_services(
    published: tuple[int, dict[str, int]], role: Role, service: Callable[..., object]
) -> None:
    campaign_id, ids = published
    who = _head(ids, "A") if role is Role.DEPARTMENT_HEAD else viewer(role)
    if role is Role.ADMIN:
        with pytest.raises(PermissionDenied):
            service(viewer=who, campaign_id=campaign_id)
        return
    assert service(viewer=who, campaign_id=campaign_id)
    if service is overview:
        return
    allowed = {
        Role.HR: {A, B},
        Role.EXECUTIVE: {A, B},
        Role.DEPARTMENT_HEAD: {A},
        Role.AGENT: set[int](),
    }[role]
    for unit in (A, B):
        if unit in allowed:
            assert service(viewer=who, campaign_id=campaign_id, unit=unit)
        else:
            with pytest.raises(PermissionDenied):
                service(viewer=who, campaign_id=campaign_id, unit=unit)
    with pytest.raises(PermissionDenied):
        service(viewer=who, campaign_id=campaign_id, unit=99)
