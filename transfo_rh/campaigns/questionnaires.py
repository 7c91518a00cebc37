"""The questionnaires of ``surveys/``: versioned YAML files, checked on reading.

The models below are the format; ``surveys/questionnaire.schema.json`` is generated from them for editors, and a
test keeps the two equal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from transfo_rh.campaigns.model import Dimension, Item, Questionnaire
from transfo_rh.core.errors import InvalidFile, NotFound
from transfo_rh.core.i18n import SOURCE_LANGUAGE, _
from transfo_rh.core.paths import data_folder

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,59}$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BilingualText(_Strict):
    """One text in both languages of the product."""

    fr: Text
    en: Text

    def in_language(self, language: str) -> str:
        """The text; French unless English is asked for."""
        return self.en if language == "en" else self.fr


class AnswerScale(_Strict):
    """The labels of the steps, lowest first, and the words of « sans objet » when the scale offers it."""

    labels: tuple[BilingualText, ...] = Field(min_length=2, max_length=11)
    not_applicable: BilingualText | None = None


class QuestionnaireItem(_Strict):
    """A question. ``scale`` may be left out when the questionnaire has one scale only."""

    code: Code
    text: BilingualText
    scale: Code | None = None
    reverse: bool = False
    not_applicable: bool = False


class QuestionnaireDimension(_Strict):
    """A group of questions that has one score."""

    code: Code
    label: BilingualText
    items: tuple[QuestionnaireItem, ...] = Field(min_length=1)


class QuestionnaireFile(_Strict):
    """A questionnaire as its file gives it. Item order is the order of the raw answers."""

    code: Code
    version: Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+)*$")]
    title: BilingualText
    scales: dict[Code, AnswerScale] = Field(min_length=1)
    dimensions: tuple[QuestionnaireDimension, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check_references(self) -> QuestionnaireFile:
        items = [item for dimension in self.dimensions for item in dimension.items]
        codes = [dimension.code for dimension in self.dimensions] + [item.code for item in items]
        if repeated := _repeated(codes):
            raise ValueError(_("le code « {code} » est utilisé deux fois").format(code=repeated[0]))
        for item in items:
            if item.scale is None and len(self.scales) > 1:
                raise ValueError(
                    _("la question « {code} » doit nommer son échelle, car il y en a plusieurs").format(
                        code=item.code
                    )
                )
            if item.scale is not None and item.scale not in self.scales:
                raise ValueError(
                    _("la question « {code} » nomme une échelle inconnue : « {scale} »").format(
                        code=item.code, scale=item.scale
                    )
                )
            if item.not_applicable and self.scale_of(item).not_applicable is None:
                raise ValueError(
                    _("la question « {code} » admet « sans objet », mais pas son échelle").format(
                        code=item.code
                    )
                )
        return self

    @property
    def items(self) -> tuple[QuestionnaireItem, ...]:
        """Every item, in the order of the raw answers."""
        return tuple(item for dimension in self.dimensions for item in dimension.items)

    def scale_of(self, item: QuestionnaireItem) -> AnswerScale:
        """The scale on which the item is answered."""
        return self.scales[item.scale] if item.scale is not None else next(iter(self.scales.values()))

    def scored(self, language: str = SOURCE_LANGUAGE) -> Questionnaire:
        """The scored part, with its labels in one language: what a campaign freezes."""
        return Questionnaire(
            dimensions=tuple(
                Dimension(code=dimension.code, label=dimension.label.in_language(language))
                for dimension in self.dimensions
            ),
            items=tuple(
                Item(
                    code=item.code,
                    label=item.text.in_language(language),
                    dimension=dimension.code,
                    points=len(self.scale_of(item).labels),
                    reverse=item.reverse,
                )
                for dimension in self.dimensions
                for item in dimension.items
            ),
        )


def _repeated(codes: Iterable[str]) -> list[str]:
    return [code for code, count in Counter(codes).items() if count > 1]


def questionnaire_codes() -> tuple[str, ...]:
    """The codes of the questionnaires that the product ships, in alphabetical order."""
    return tuple(sorted(path.stem for path in data_folder("surveys").glob("*.yaml")))


def load_questionnaire(code: str) -> QuestionnaireFile:
    """The questionnaire of this code among those shipped.

    Raises NotFound when there is none, InvalidFile when its file is wrong.
    """
    if code not in questionnaire_codes():
        raise NotFound(_("Le questionnaire « {code} » n’existe pas.").format(code=code))
    questionnaire = read_questionnaire(data_folder("surveys") / f"{code}.yaml")
    if questionnaire.code != code:
        raise InvalidFile(
            _("Questionnaire « {name} » : le code écrit dans le fichier est « {code} ».").format(
                name=f"{code}.yaml", code=questionnaire.code
            )
        )
    return questionnaire


def read_questionnaire(path: Path) -> QuestionnaireFile:
    """The questionnaire of one file.

    Raises InvalidFile naming the file and the place of the first problem.
    """
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidFile(
            _("Le questionnaire « {name} » ne peut pas être lu.").format(name=path.name),
            details=type(error).__name__,
        ) from error
    except UnicodeDecodeError as error:
        raise InvalidFile(
            _("Le questionnaire « {name} » n’est pas encodé en UTF-8.").format(name=path.name)
        ) from error
    except yaml.YAMLError as error:
        raise InvalidFile(_yaml_message(path.name, error)) from error
    try:
        return QuestionnaireFile.model_validate(content)
    except ValidationError as error:
        raise InvalidFile(_validation_message(path.name, error)) from error


def _yaml_message(name: str, error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return _("Le questionnaire « {name} » n’est pas du YAML lisible.").format(name=name)
    return _(
        "Le questionnaire « {name} » n’est pas du YAML lisible : ligne {line}, colonne {column}."
    ).format(name=name, line=mark.line + 1, column=mark.column + 1)


def _validation_message(name: str, error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    place = _place(first["loc"])
    reason = _reason(first["type"], first["msg"])
    if not place:
        return _("Questionnaire « {name} » : {reason}.").format(name=name, reason=reason)
    return _("Questionnaire « {name} », {place} : {reason}.").format(name=name, place=place, reason=reason)


def _place(location: tuple[int | str, ...]) -> str:
    """Where, in the words of the file; list positions count from 1.

    >>> _place(("dimensions", 2, "items", 0, "text", "en"))
    'dimensions[3].items[1].text.en'
    """
    place = ""
    for part in location:
        if isinstance(part, int):
            place += f"[{part + 1}]"
        elif part != "[key]":
            place += f".{part}" if place else part
    return place


def _reason(kind: str, message: str) -> str:
    reasons = {
        "missing": _("cette information manque"),
        "extra_forbidden": _("cette clé n’est pas prévue"),
        "string_type": _("un texte est attendu (mettez-le entre guillemets)"),
        "string_too_short": _("ce texte est vide"),
        "string_pattern_mismatch": _("cette valeur n’a pas la forme attendue"),
        "bool_type": _("« true » ou « false » est attendu"),
        "bool_parsing": _("« true » ou « false » est attendu"),
        "too_short": _("cette liste est trop courte"),
        "too_long": _("cette liste est trop longue"),
        "tuple_type": _("une liste est attendue"),
        "dict_type": _("des clés et leurs valeurs sont attendues"),
        "model_type": _("des clés et leurs valeurs sont attendues"),
    }
    return reasons.get(kind, message.removeprefix("Value error, "))
