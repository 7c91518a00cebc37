"""Located problems of an imported file: where, what, why, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.i18n import _, labelled, ngettext


class Severity(StrEnum):
    """Whether the problem stops the import."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: sheet, row (1-based, as the spreadsheet shows it), column, value, reason with what to do."""

    reason: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    severity: Severity = Severity.ERROR

    @property
    def location(self) -> str:
        """Where, in words; empty when the whole file is meant."""
        parts = []
        if self.sheet:
            parts.append(_("feuille « {sheet} »").format(sheet=self.sheet))
        if self.row is not None:
            parts.append(_("ligne {row}").format(row=self.row))
        if self.column:
            parts.append(_("colonne « {column} »").format(column=self.column))
        return ", ".join(parts)

    @property
    def sentence(self) -> str:
        """The whole problem on one line."""
        text = labelled(self.location, self.reason) if self.location else self.reason
        if self.value is not None:
            text += _(" (valeur lue : « {value} »)").format(value=self.value[:80])
        return text[:1].upper() + text[1:]


class RefusedImport(InvalidFile):
    """The file holds problems; nothing was written. ``problems`` has all of them, the message the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        errors = [problem for problem in problems if problem.severity is Severity.ERROR]
        first = (errors or list(problems))[0].sentence
        others = len(errors) - 1
        if others > 0:
            first += " " + ngettext("({n} autre problème)", "({n} autres problèmes)", others).format(n=others)
        super().__init__(first + " " + _("Rien n’a été écrit."))
        self.problems = tuple(problems)
