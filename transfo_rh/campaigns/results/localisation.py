"""Names of measures in the viewer's language: a campaign freezes one, its questionnaire knows both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from transfo_rh.campaigns.model import Measure
from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile
from transfo_rh.campaigns.questionnaires.layout import scored


def localised(
    measures: Sequence[Measure], definition: Mapping[str, Any] | None, language: str
) -> tuple[Measure, ...]:
    """The measures with their labels and options in a language, as the questionnaire words them.

    They stay as they are where the questionnaire is not known (imported results) or of an earlier format.
    """
    if definition is None:
        return tuple(measures)
    try:
        worded = scored(QuestionnaireFile.model_validate(definition), language)
    except ValidationError:
        return tuple(measures)
    labels = {dimension.code: dimension.label for dimension in worded.dimensions}
    labels |= {item.code: item.label for item in worded.items}
    options = {item.code: item.options for item in worded.items}
    return tuple(
        replace(
            measure,
            label=labels.get(measure.code, measure.label),
            options=options.get(measure.code) or measure.options,
        )
        for measure in measures
    )
