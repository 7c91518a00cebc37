"""Scales of answers: what compares with what, and how a scale is named."""

from __future__ import annotations

import pytest

from transfo_rh.campaigns.model import ItemKind, Measure, MeasureKind
from transfo_rh.campaigns.publication.scoring import item_measures
from transfo_rh.campaigns.questionnaires.files import load_questionnaire
from transfo_rh.campaigns.questionnaires.layout import scored
from transfo_rh.campaigns.results.scales import Scale, by_scale


def test_self_rated_skills_are_apart_from_opinions_in_the_shipped_questionnaire() -> None:
    asked = scored(load_questionnaire("maturite_numerique_agent"))
    dimensions = tuple(Measure(d.code, d.label, MeasureKind.DIMENSION, None) for d in asked.dimensions)
    groups = by_scale(dimensions, (*dimensions, *item_measures(asked)))
    titles = {scale.title: {measure.code for measure in members} for scale, members in groups}
    assert set(titles) == {"Échelle à 5 degrés", "Échelle à 8 degrés"}
    assert "creation_contenus" in titles["Échelle à 8 degrés"]
    assert {"autonomie", "alignement"} <= titles["Échelle à 5 degrés"]
    ends = {scale.ends.replace("\u00a0", " ") for scale, _members in groups}
    assert "de « Pas du tout d’accord » à « Tout à fait d’accord »" in ends


def test_as_many_steps_in_other_words_are_another_scale() -> None:
    items = [
        Measure(code, code, MeasureKind.ITEM, "D", item_kind=ItemKind.SCALE, options=options)
        for code, options in (("A", ("Non", "Oui")), ("B", ("Jamais", "Toujours")), ("C", ("Non", "Oui")))
    ]
    assert [[one.code for one in members] for _scale, members in by_scale(items, items)] == [
        ["A", "C"],
        ["B"],
    ]
    dimension = Measure("D", "D", MeasureKind.DIMENSION, None)
    ((scale, _members),) = by_scale([dimension], [dimension, *items])
    assert (scale.title, scale.ends) == ("Échelles mêlées", "")


@pytest.mark.parametrize(
    ("scale", "title"),
    [
        (Scale(frozenset()), "Échelle inconnue"),
        (Scale(frozenset({(ItemKind.SCALE, ())})), "Échelle inconnue"),
        (Scale(frozenset({(ItemKind.FLAG, ("1", "2"))})), "Questions par oui ou non"),
    ],
)
def test_every_scale_has_a_title(scale: Scale, title: str) -> None:
    assert (scale.title, scale.ends) == (title, "")
