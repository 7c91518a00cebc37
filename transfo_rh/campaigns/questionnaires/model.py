"""Questionnaires as screens list and open them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile, Respondents
from transfo_rh.core.i18n import _


class Origin(StrEnum):
    """Where a questionnaire comes from."""

    SHIPPED = "shipped"  # read-only, comes with the product
    OWN = "own"  # made on the screens or imported

    @property
    def label(self) -> str:
        """The origin in words."""
        return {Origin.SHIPPED: _("Fourni"), Origin.OWN: _("De la collectivité")}[self]


@dataclass(frozen=True, slots=True)
class QuestionnaireSummary:
    """One version of one questionnaire, in a list. ``item_count`` counts what is answered, rows of a grid included.

    ``minutes`` is what the questionnaire announces; ``title`` is in the person's language.
    """

    code: str
    version: str
    title: str
    respondents: Respondents
    origin: Origin
    finished: bool
    minutes: int
    item_count: int
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpenedQuestionnaire:
    """One version, opened: its definition, and what may be done with it.

    ``edit_version`` goes back to ``save_version`` so that nobody's change is lost; None when it is read-only because
    it is shipped. ``made_from`` says in words what it was made from.
    """

    definition: QuestionnaireFile
    origin: Origin
    finished: bool
    edit_version: int | None
    made_from: str | None
    versions: tuple[QuestionnaireSummary, ...]

    @property
    def editable(self) -> bool:
        """True when a change is written in place."""
        return self.origin is Origin.OWN and not self.finished
