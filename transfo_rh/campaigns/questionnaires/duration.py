"""How long a questionnaire takes: an estimate from its words and its answers.

Reading: 200 words a minute, below the mean of adults who read silently (238, Brysbaert 2019, Journal of Memory and
Language 109), because not everybody reads easily or on a good screen. Then a decision per line and the writing of
comments. What depends on an earlier answer counts for half.
"""

from __future__ import annotations

from transfo_rh.campaigns.questionnaires.definition import (
    AnyItem,
    BilingualText,
    MatrixItem,
    MultipleItem,
    QuestionnaireFile,
    RankingItem,
    SingleItem,
    TextItem,
)

WORDS_PER_MINUTE = 200
SECONDS_PER_LINE = 3.5
SECONDS_PER_COMMENT = 40.0


def estimated_minutes(questionnaire: QuestionnaireFile) -> float:
    """Minutes that an ordinary respondent needs in French.

    >>> estimated_seconds("Un deux trois quatre cinq", lines=1)
    5.0
    """
    seconds = 0.0
    for section in questionnaire.sections:
        share = 1.0 if section.when is None else 0.5
        seconds += share * estimated_seconds(_words(section.title, section.intro), lines=0)
        for item in section.items:
            seconds += share * (1.0 if item.when is None else 0.5) * _item_seconds(item)
    return (seconds + estimated_seconds(_words(questionnaire.title, questionnaire.purpose), lines=0)) / 60


def estimated_seconds(text: str, *, lines: int) -> float:
    """Seconds to read a text and to answer so many lines."""
    return len(text.split()) * 60 / WORDS_PER_MINUTE + lines * SECONDS_PER_LINE


def _item_seconds(item: AnyItem) -> float:
    text = _words(item.text, item.help)
    if isinstance(item, TextItem):
        return estimated_seconds(text, lines=0) + SECONDS_PER_COMMENT
    if isinstance(item, MatrixItem):
        return estimated_seconds(" ".join([text, *(row.text.fr for row in item.rows)]), lines=len(item.rows))
    if isinstance(item, SingleItem | MultipleItem | RankingItem):
        lines = len(item.options) if isinstance(item, RankingItem) else 1
        return estimated_seconds(" ".join([text, *(option.text.fr for option in item.options)]), lines=lines)
    return estimated_seconds(text, lines=1)


def _words(*texts: BilingualText | None) -> str:
    return " ".join(text.fr for text in texts if text is not None)
