"""Questionnaire files: those of ``surveys/``, and any other YAML text, checked on reading."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile
from transfo_rh.core.errors import InvalidFile, NotFound
from transfo_rh.core.i18n import _
from transfo_rh.core.paths import data_folder


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
