"""The exchange file of safe aggregates between authorities: JSON, the whole only, rounded, 30 respondents at least.

    {"format": "transfo-rh-benchmark", "schema_version": 1, "authority": "…", "wave": "2026-05-04",
     "questionnaire": {"code": "…", "version": "…"},
     "measures": [{"code": "…", "kind": "dimension", "score": 62, "favourable": 58, "n": 410}]}

``n`` is rounded down to tens; nothing of a unit, an attribute or a small group can be written.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.i18n import _

FORMAT: Literal["transfo-rh-benchmark"] = "transfo-rh-benchmark"
SCHEMA_VERSION: Literal[1] = 1
MINIMUM_RESPONDENTS = 30
N_STEP = 10
MAXIMUM_BYTES = 1_000_000
MAXIMUM_MEASURES = 1_000
_SHOWN_ERRORS = 5

Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Label = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$"),
]
Score = Annotated[int, Field(ge=0, le=100, strict=True)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ExchangedQuestionnaire(_Strict):
    """What was asked: measures are compared only between the same questionnaires."""

    code: Code
    version: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20)]


class ExchangedMeasure(_Strict):
    """A measure of the whole authority."""

    code: Code
    kind: Literal["dimension", "item"]
    score: Score
    favourable: Score | None = None
    n: Annotated[int, Field(ge=MINIMUM_RESPONDENTS, le=10_000_000, strict=True)]


class ExchangeFile(_Strict):
    """The content of a file."""

    format: Literal["transfo-rh-benchmark"] = FORMAT
    schema_version: Literal[1] = SCHEMA_VERSION
    authority: Label
    wave: date
    questionnaire: ExchangedQuestionnaire
    measures: tuple[ExchangedMeasure, ...] = Field(min_length=1, max_length=MAXIMUM_MEASURES)

    @model_validator(mode="after")
    def _measures_are_unique(self) -> ExchangeFile:
        seen: set[str] = set()
        for measure in self.measures:
            if measure.code in seen:
                raise PydanticCustomError(
                    "repeated", "measure « {code} » stands twice", {"code": measure.code}
                )
            seen.add(measure.code)
        return self


def written(exchange: ExchangeFile) -> bytes:
    """The file, UTF-8, indented."""
    content = json.dumps(exchange.model_dump(mode="json"), ensure_ascii=False, indent=2)
    return content.encode() + b"\n"


def read(*, name: str, content: bytes) -> ExchangeFile:
    """The content of a received file.

    Raises InvalidFile with one message that says where and what is wrong: too large, not JSON, another format, a
    value out of bounds, a field too many.
    """
    if len(content) > MAXIMUM_BYTES:
        raise InvalidFile(_("« {name} » dépasse 1 Mo : ce n’est pas un fichier d’échange.").format(name=name))
    try:
        value = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_refused)
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        place = f"{error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        message = (
            _("« {name} » n’est pas un fichier JSON valide (ligne {line}).").format(name=name, line=place)
            if place
            else _("« {name} » n’est pas un fichier JSON valide, encodé en UTF-8.").format(name=name)
        )
        raise InvalidFile(message, details=type(error).__name__) from error
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise InvalidFile(
            _("« {name} » n’est pas un fichier d’échange de Transfo RH (élément « format » absent).").format(
                name=name
            )
        )
    if value.get("schema_version") != SCHEMA_VERSION:
        raise InvalidFile(
            _(
                "« {name} » : version de format inconnue (élément « schema_version »), attendue : {version}."
            ).format(name=name, version=SCHEMA_VERSION)
        )
    try:
        return ExchangeFile.model_validate_json(json.dumps(value))
    except ValidationError as error:
        raise InvalidFile(_located(name, error), details=f"{error.error_count()} errors") from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON allows a key twice, and readers disagree about which one counts."""
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError("a key stands twice")
    return value


def _refused(constant: str) -> float:
    raise ValueError(f"{constant} is not a number of JSON")


def _located(name: str, error: ValidationError) -> str:
    problems = []
    for one in error.errors(include_url=False, include_input=False)[:_SHOWN_ERRORS]:
        place = ".".join(str(part + 1) if isinstance(part, int) else part for part in one["loc"])
        problems.append(f"{place or 'measures'} ({_reason(one['type'])})")
    return _("« {name} » n’est pas repris : {problems}.").format(name=name, problems=" ; ".join(problems))


def _reason(kind: str) -> str:
    if kind == "missing":
        return _("manquant")
    if kind == "extra_forbidden":
        return _("élément inattendu")
    if kind == "repeated":
        return _("mesure répétée")
    if kind.startswith(("greater_than", "less_than", "too_", "string_too")):
        return _("hors des bornes")
    return _("valeur inattendue")
