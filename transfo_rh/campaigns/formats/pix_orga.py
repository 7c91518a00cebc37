"""Results of a Pix Orga campaign (CSV): measured digital competence, read without any name.

Two kinds of file: « évaluation » (percentages of mastery) and « collecte de profils » (levels 0 to 8). Headings are
matched by normalised prefix. Names and free columns are never kept; the one column that tells the group of a person
is read on demand, to be replaced at once by a department.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.i18n import _
from transfo_rh.exchange.spreadsheets import Table, Value, read_sheets, text_of, to_table

MAXIMUM_LEVEL = 8
OVERALL = "total"
"""Code of what sums up all competences: mastery of the whole profile, or the total of pix."""
MAXIMUM_PIX = 1024  # 16 competences × 64

COMPETENCES = {
    "1.1": "Mener une recherche et une veille d’information",
    "1.2": "Gérer des données",
    "1.3": "Traiter des données",
    "2.1": "Interagir",
    "2.2": "Partager et publier",
    "2.3": "Collaborer",
    "2.4": "S’insérer dans le monde numérique",
    "3.1": "Développer des documents textuels",
    "3.2": "Développer des documents multimédia",
    "3.3": "Adapter les documents à leur finalité",
    "3.4": "Programmer",
    "4.1": "Sécuriser l’environnement numérique",
    "4.2": "Protéger les données personnelles et la vie privée",
    "4.3": "Protéger la santé, le bien-être et l’environnement",
    "5.1": "Résoudre des problèmes techniques",
    "5.2": "Construire un environnement numérique",
}
"""Code and name of the 16 competences of the national frame (decree 2019-919, the one that Pix measures)."""

_OTHER_NAMES = {"evoluer dans un environnement numerique": "5.2"}
_SHARED = ("partage (o/n)", "envoi (o/n)")
_MASTERY = "% de maitrise des acquis de la competence "
_LEVEL = "niveau pour la competence "
_WHOLE_MASTERY = "% maitrise de l'ensemble des acquis du profil"
_WHOLE_PIX = "nombre de pix total"
_NEVER_A_GROUP = ("nom du participant", "prenom du participant", "nom", "prenom", "code")
_OWN_PREFIXES = (
    "nom de l'organisation",
    "id campagne",
    "nom de la campagne",
    "nom du profil cible",
    "parcours",
    "% ",
    "date ",
    "partage",
    "envoi",
    "nombre d",
    "acquis ",
    "niveau ",
    "certifiable",
    "palier",
)


@dataclass(frozen=True, slots=True)
class MeasuredPerson:
    """One shared result: 0–100 by competence code (absent: not measured). Who it is stays in the file."""

    group: str
    scores: dict[str, float]


@dataclass(frozen=True, slots=True)
class PixFile:
    """``labels`` by competence code; ``group_columns`` are those that may tell the department."""

    kind: Literal["mastery", "level"]
    labels: dict[str, str]
    group_columns: tuple[str, ...]
    rows: int
    shared: int
    _table: Table
    _scores: dict[int, str]
    _shared_column: int | None

    def people(self, column: str) -> tuple[MeasuredPerson, ...]:
        """The shared results with the value of the column that tells the group.

        Raises InvalidFile when the column is not one of ``group_columns``.
        """
        if column not in self.group_columns:
            raise InvalidFile(_("La colonne « {column} » n’est pas dans le fichier.").format(column=column))
        place = self._table.columns.index(column)
        return tuple(
            MeasuredPerson(text_of(record[place]), self._scores_of(record, self._table.first_row + line))
            for line, record in enumerate(self._table.records)
            if is_shared(record, self._shared_column)
        )

    def _scores_of(self, record: list[Value], row: int) -> dict[str, float]:
        scores = {}
        for place, code in self._scores.items():
            score = _score(record[place], self.kind, code, row)
            if score is not None:
                scores[code] = score
        return scores


def read(*, name: str, content: bytes) -> PixFile:
    """The results of a Pix Orga file.

    Raises InvalidFile naming the file, the row or the column: unreadable, not a Pix file, a value that is no result.
    """
    table = to_table(read_sheets(name=name, content=content)[0])
    plain = [normalised(column) for column in table.columns]
    shared = next((place for place, title in enumerate(plain) if title in _SHARED), None)
    kind: Literal["mastery", "level"] = (
        "level" if any(title.startswith(_LEVEL) for title in plain) else "mastery"
    )
    prefix, whole = (_LEVEL, _WHOLE_PIX) if kind == "level" else (_MASTERY, _WHOLE_MASTERY)
    scores, labels = {}, {}
    for place, title in enumerate(plain):
        if title.startswith(prefix):
            label = table.columns[place][len(prefix) :].strip()
            code = competence_code(label)
            scores[place], labels[code] = code, label
        elif title == whole:
            scores[place], labels[OVERALL] = OVERALL, _("Ensemble")
    if not scores or shared is None:
        raise InvalidFile(
            _(
                "« {name} » n’est pas un export de campagne Pix Orga : il manque la colonne « Partage (O/N) » ou les résultats par compétence."
            ).format(name=name)
        )
    return PixFile(
        kind=kind,
        labels=labels,
        group_columns=_group_columns(table, plain),
        rows=len(table.records),
        shared=sum(is_shared(record, shared) for record in table.records),
        _table=table,
        _scores=scores,
        _shared_column=shared,
    )


def _group_columns(table: Table, plain: list[str]) -> tuple[str, ...]:
    """Columns that Pix does not write itself, before the results: the external identifier, a group."""
    progress = next(
        (place for place, title in enumerate(plain) if title.startswith(("% de progression", *_SHARED))),
        len(plain),
    )
    return tuple(
        column
        for column, title in zip(table.columns[:progress], plain[:progress], strict=True)
        if title not in _NEVER_A_GROUP and not title.startswith(_OWN_PREFIXES)
    )


def is_shared(record: list[Value], column: int | None) -> bool:
    """True when the person sent the result; the others have none."""
    return column is not None and normalised(text_of(record[column])) in ("oui", "o", "yes")


def normalised(title: str) -> str:
    """A heading without capitals, accents, curly apostrophes, doubled blanks and the quote that guards « = ».

    >>> normalised(" % de maîtrise des acquis de la compétence  Gérer des données")
    '% de maitrise des acquis de la competence gerer des donnees'
    """
    split = unicodedata.normalize("NFKD", title.casefold().replace("’", "'").lstrip("'\ufeff"))
    return re.sub(r"\s+", " ", "".join(sign for sign in split if not unicodedata.combining(sign))).strip()


def competence_code(label: str) -> str:
    """The code of a competence in the national frame; the name itself when the frame does not know it.

    >>> competence_code("Gérer des données"), competence_code("Cuisiner")
    ('1.2', 'Cuisiner')
    """
    plain = normalised(label)
    known = {normalised(name): code for code, name in COMPETENCES.items()} | _OTHER_NAMES
    return known.get(plain, label[:120])


def _score(value: Value, kind: str, code: str, row: int) -> float | None:
    """0–100; None for NA. Mastery is written 0.67, 67 % or 67; a level 0 to 8."""
    text = text_of(value).replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
    if normalised(text) in ("", "na", "n/a"):
        return None
    percent = text.endswith("%")
    try:
        score = float(text.rstrip("%"))
    except ValueError:
        score = float("nan")
    if kind == "level":
        score *= 100 / (MAXIMUM_PIX if code == OVERALL else MAXIMUM_LEVEL)
    elif not percent and score <= 1:
        score *= 100
    if not 0 <= score <= 100:
        raise InvalidFile(
            _("Ligne {row} : « {value} » n’est pas un résultat Pix.").format(
                row=row, value=text_of(value)[:40]
            )
        )
    return score
