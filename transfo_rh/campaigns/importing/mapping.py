"""The correspondence between a results file and a campaign: which column holds what, which answer ranks where.

One small YAML document, saved with the campaign, so that next year's file goes in unattended. Documented for people
in docs/mapping.md. Every scalar is read as text: « Yes » or « 1 » never become a boolean or a number on the way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from transfo_rh.campaigns.importing.wording import value_key, wording_key
from transfo_rh.campaigns.model import MAXIMUM_ATTRIBUTES, MAXIMUM_SCALE_POINTS
from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.i18n import _

MAXIMUM_MAPPING_BYTES = 2_000_000
MAXIMUM_CODE = 120
NO_COLUMN = "-"
_HEADER = (
    "# Correspondance d’un fichier de résultats, à redonner avec : transfo-rh survey import … --mapping\n"
)


class Layout(StrEnum):
    """How the file lays the answers out."""

    LONG = "long"
    WIDE = "wide"

    @property
    def label(self) -> str:
        """The layout in words."""
        return {
            Layout.LONG: _("une ligne par personne et par question"),
            Layout.WIDE: _("une ligne par personne"),
        }[self]


def _as_tuple(value: object) -> object:
    """A lone scalar is a list of one."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str | int | float) else value


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _none_if_empty(value: object) -> object:
    return None if value in ("", "null", "~") else value


Text = Annotated[str, BeforeValidator(_as_text)]
OptionalText = Annotated[Text | None, BeforeValidator(_none_if_empty)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_as_tuple)]
Code = Annotated[Text, Field(min_length=1, max_length=MAXIMUM_CODE)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ScaleMapping(_Part):
    """An ordered scale: ``values`` from the lowest step to the highest, each with its equivalent spellings."""

    values: tuple[Texts, ...] = Field(min_length=2, max_length=MAXIMUM_SCALE_POINTS)
    not_applicable: Texts = ()


class ItemMapping(_Part):
    """One scored question. ``source`` is its column (wide) or its wording or code (long)."""

    source: Text
    wordings: Texts = ()
    code: Annotated[Code | None, BeforeValidator(_none_if_empty)] = None
    label: OptionalText = None
    dimension: Annotated[Code | None, BeforeValidator(_none_if_empty)] = None
    scale: OptionalText = None
    reverse: bool = False


class ResultsMapping(_Part):
    """The whole correspondence. What it leaves out is recognised from the file.

    ``respondent`` or ``department`` set to NO_COLUMN means that the file has none, whatever looks like one.
    """

    version: Literal["1"] = "1"
    layout: Annotated[Layout | None, BeforeValidator(_none_if_empty)] = None
    sheet: OptionalText = None
    respondent: OptionalText = None
    department: Texts = ()
    attributes: Annotated[
        tuple[Text, ...], BeforeValidator(_as_tuple), Field(max_length=MAXIMUM_ATTRIBUTES)
    ] = ()
    question: OptionalText = None
    question_label: OptionalText = None
    dimension: OptionalText = None
    value: OptionalText = None
    value_label: OptionalText = None
    scales: dict[str, ScaleMapping] = {}
    dimensions: dict[Code, Text] = {}
    items: tuple[ItemMapping, ...] = ()
    filters: dict[str, Texts] = {}
    drop: Texts = ()
    departments: dict[str, Text] = {}
    unknown_departments: Literal["own", "refuse"] | None = None

    @model_validator(mode="after")
    def _refers_to_what_it_declares(self) -> ResultsMapping:
        for item in self.items:
            if item.scale is not None and item.scale not in self.scales:
                raise ValueError(
                    _("l’échelle « {name} » n’est pas décrite sous « scales »").format(name=item.scale)
                )
            if item.dimension is not None and item.dimension not in self.dimensions:
                raise ValueError(
                    _("la dimension « {name} » n’est pas décrite sous « dimensions »").format(
                        name=item.dimension
                    )
                )
        codes = [item.code for item in self.items if item.code is not None]
        counts = Counter((*codes, *self.dimensions))
        repeated = next((code for code, count in counts.items() if count > 1), None)
        if repeated is not None:
            raise ValueError(_("le code « {code} » est donné deux fois").format(code=repeated))
        return self

    @property
    def respondent_column(self) -> str | None:
        """The column that groups lines into people; None when there is none."""
        return None if self.respondent == NO_COLUMN else self.respondent

    @property
    def department_columns(self) -> tuple[str, ...]:
        """The columns that name the department, top first; empty when there is none."""
        return () if self.department == (NO_COLUMN,) else self.department

    def as_json(self) -> dict[str, object]:
        """What the campaign stores."""
        return self.model_dump(mode="json", exclude_defaults=True)


class _TextLoader(yaml.BaseLoader):
    """Scalars stay text; aliases (memory bombs) and repeated keys are refused."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not accepted")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _value in node.value if isinstance(key, yaml.ScalarNode)]
        repeated = next((key for key, count in Counter(keys).items() if count > 1), None)
        if len(keys) != len(node.value) or repeated is not None:
            raise yaml.constructor.ConstructorError(None, None, f"« {repeated} » ×2", node.start_mark)
        return super().construct_mapping(node, deep=deep)


def load_mapping(*, name: str, content: bytes) -> ResultsMapping:
    """The correspondence of a YAML file.

    Raises InvalidFile naming the line that is not YAML, the unknown key or the refused value.
    """
    if len(content) > MAXIMUM_MAPPING_BYTES:
        raise InvalidFile(_("La correspondance « {name} » est démesurée.").format(name=name))
    try:
        document = yaml.load(content.decode("utf-8-sig"), Loader=_TextLoader)  # noqa: S506 - a BaseLoader: text only
    except UnicodeDecodeError as error:
        raise InvalidFile(
            _("La correspondance « {name} » n’est pas un texte encodé en UTF-8.").format(name=name)
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = _(", ligne {row}").format(row=mark.line + 1) if mark is not None else ""
        raise InvalidFile(
            _("La correspondance « {name} »{where} n’est pas un document YAML lisible.").format(
                name=name, where=where
            ),
            details=str(error),
        ) from error
    if not isinstance(document, dict):
        raise InvalidFile(
            _("La correspondance « {name} » doit être une suite de lignes « clé: valeur ».").format(name=name)
        )
    return mapping_from(document, name=name)


def mapping_from(document: dict[str, Any], *, name: str) -> ResultsMapping:
    """The correspondence of an already read document (a YAML file or what a campaign stored).

    Raises InvalidFile naming the unknown key or the refused value.
    """
    try:
        mapping = ResultsMapping.model_validate(document)
        _refuse_ambiguous_scales(mapping)
        _refuse_repeated_questions(mapping)
        return mapping
    except _Ambiguous as error:
        raise InvalidFile(
            _("La correspondance « {name} » est refusée : {reason}.").format(name=name, reason=error)
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidFile(
            _("La correspondance « {name} » est refusée : {reason}.").format(
                name=name, reason=_reason(first["type"], first["loc"], first["msg"])
            )
        ) from None


class _Ambiguous(Exception):
    """An answer with two meanings or a question listed twice, in words."""


def _refuse_ambiguous_scales(mapping: ResultsMapping) -> None:
    for name, scale in mapping.scales.items():
        steps = [{value_key(text) for text in step} for step in (*scale.values, scale.not_applicable)]
        twice = next(
            (key for key, count in Counter(k for step in steps for k in step).items() if count > 1), None
        )
        if twice is not None:
            raise _Ambiguous(
                _("l’échelle « {scale} » donne deux places à la réponse « {answer} »").format(
                    scale=name, answer=twice
                )
            )


def _refuse_repeated_questions(mapping: ResultsMapping) -> None:
    counts = Counter(wording_key(item.source) for item in mapping.items)
    twice = next((item.source for item in mapping.items if counts[wording_key(item.source)] > 1), None)
    if twice is not None:
        raise _Ambiguous(_("la question « {question} » est donnée deux fois").format(question=twice))


def _reason(kind: str, location: Sequence[str | int], message: str) -> str:
    path = " › ".join(str(part + 1) if isinstance(part, int) else part for part in location)
    if kind == "extra_forbidden":
        return _("la clé « {key} » est inconnue").format(key=path)
    if kind == "missing":
        return _("la clé « {key} » manque").format(key=path)
    if kind == "value_error":
        return message.removeprefix("Value error, ")
    if kind == "too_long" and location and location[0] == "attributes":
        return _("au plus {n} attributs de regroupement").format(n=MAXIMUM_ATTRIBUTES)
    return _("la valeur de « {key} » n’est pas acceptée").format(key=path)


def dump_mapping(mapping: ResultsMapping) -> str:
    """The correspondence as a YAML document that ``load_mapping`` reads back unchanged."""
    return _HEADER + yaml.safe_dump(
        {"version": mapping.version, **mapping.as_json()}, allow_unicode=True, sort_keys=False, width=110
    )
