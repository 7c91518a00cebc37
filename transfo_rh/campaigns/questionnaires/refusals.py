"""Why a definition is refused: pydantic's first error, placed and said in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from transfo_rh.campaigns.questionnaires.definition import ITEM_TYPES, QuestionnaireFile
from transfo_rh.core.errors import InvalidFile, InvalidInput
from transfo_rh.core.i18n import _, language

_SHORT = 60


def validated_file(content: Any, *, name: str) -> QuestionnaireFile:
    """The questionnaire that the content of a file describes.

    Raises InvalidFile naming the file, the place and the reason of the first problem.
    """
    try:
        return QuestionnaireFile.model_validate(content)
    except ValidationError as error:
        place, reason = first_problem(error, content)
        if not place:
            message = _("Questionnaire « {name} » : {reason}.").format(name=name, reason=reason)
        else:
            message = _("Questionnaire « {name} », {place} : {reason}.").format(
                name=name, place=place, reason=reason
            )
        raise InvalidFile(message) from error
    except RecursionError as error:
        raise InvalidFile(
            _("Questionnaire « {name} » : les conditions sont trop imbriquées.").format(name=name)
        ) from error


def validated_change(content: Any) -> QuestionnaireFile:
    """The questionnaire that a change on the screens gives.

    Raises InvalidInput in one sentence, which names the question by its words and the field as the screens do.
    """
    try:
        return QuestionnaireFile.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place, reason = screen_place(first["loc"], content), _reason(first)
        where = _("{place} : {reason}.").format(place=place, reason=reason) if place else f"{reason}."
        raise InvalidInput(
            _("Cette modification n’est pas possible : {reason}").format(reason=where)
        ) from error


def screen_place(location: Sequence[int | str], content: Any) -> str:
    """Where, in the words of the screens: the page or the question by its own words, then the field.

    >>> item = {"code": "Q1", "type": "text", "text": {"fr": "Pourquoi ?", "en": "Why?"}}
    >>> screen_place(
    ...     ("sections", 0, "items", 0, "text", "maximum_length"), {"sections": [{"items": [item]}]}
    ... ).replace("\u00a0", " ")
    'question « Pourquoi ? », longueur maximale'
    """
    fields = _fields()
    owner, field = "", ""
    for before, part in zip((None, *location), location, strict=False):
        if isinstance(before, int) and part in ITEM_TYPES and part == content.get("type"):
            continue  # the type of an item, which pydantic puts in the way
        if isinstance(part, str) and part in fields and not field:
            field = fields[part]
        try:
            content = content[part]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(part, int) and isinstance(content, Mapping) and not field:
            owner = _owner(content) or owner
    return ", ".join(part for part in (owner, field) if part)


def _owner(content: Mapping[str, Any]) -> str:
    """A page or a question by its words, cut short; « » for anything else."""
    kind, words = ("page", content.get("title")) if "items" in content else ("question", content.get("text"))
    text = words.get(language(), "") if isinstance(words, Mapping) else ""
    if not isinstance(text, str) or not text.strip():
        return ""
    short = text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"
    said = _("page « {text} »") if kind == "page" else _("question « {text} »")
    return said.format(text=short)


def _fields() -> dict[str, str]:
    """The fields of the format as the screens call them."""
    return {
        "title": _("titre"),
        "intro": _("introduction"),
        "purpose": _("objet de l’enquête"),
        "duration_minutes": _("durée annoncée"),
        "text": _("texte"),
        "help": _("aide"),
        "options": _("réponses proposées"),
        "labels": _("réponses de l’échelle"),
        "minimum": _("minimum"),
        "maximum": _("maximum"),
        "unit": _("unité"),
        "maximum_length": _("longueur maximale"),
        "scale": _("échelle"),
        "weight": _("poids"),
        "when": _("condition"),
    }


def first_problem(error: ValidationError, content: Any) -> tuple[str, str]:
    """Place (« » for the whole) and reason of the first problem, to be read in a sentence."""
    first = error.errors(include_url=False)[0]
    place = place_of(first["loc"])
    named = _named(first["loc"], content)
    if named and place:
        place = _("{place} (question « {code} »)").format(place=place, code=named)
    return place, _reason(first)


def place_of(location: Sequence[int | str]) -> str:
    """Where, in the words of the file; list positions count from 1.

    Type names that pydantic puts inside a choice of models are no words of the file.

    >>> place_of(("sections", 2, "items", 0, "likert", "text", "en"))
    'sections[3].items[1].text.en'
    >>> place_of(("sections", 0, "when", "values", 1, "constrained-str"))
    'sections[1].when.values[2]'
    >>> place_of(("scales", "bad key", "[key]"))
    'scales.bad key'
    """
    place = ""
    before: tuple[int | str, ...] = ("", "")
    for part in location:
        follows = before[-2] if isinstance(before[-1], int) else None
        before = (*before[-1:], part)
        if isinstance(part, int):
            place += f"[{part + 1}]"
        elif part == "[key]" or follows == "values" or (follows == "items" and part in ITEM_TYPES):
            continue
        else:
            place += f".{part}" if place else part
    return place


def _named(location: Sequence[int | str], content: Any) -> str | None:
    """The code of the question (or of its line) in which the problem stands, when it has one."""
    code = None
    for part in location:
        if part in ITEM_TYPES and isinstance(content, Mapping) and part not in content:
            continue  # the type of an item, which pydantic puts in the way
        try:
            content = content[part]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(content, Mapping) and isinstance(part, int) and isinstance(content.get("code"), str):
            code = content["code"] if {"type", "dimension"} & set(content) else code
    return code


def _reason(error: ErrorDetails) -> str:
    """The reason of one error, without its final point."""
    kind = error["type"]
    context = error.get("ctx", {})
    if kind == "value_error":
        return error["msg"].removeprefix("Value error, ")
    bounded = _bounded_reason(kind, context)
    return bounded or _plain_reasons().get(kind, _("cette valeur n’est pas acceptée"))


def _bounded_reason(kind: str, context: Mapping[str, Any]) -> str | None:
    """Reasons that name what is expected."""
    if kind in ("greater_than", "greater_than_equal"):
        least = context.get("ge", context.get("gt"))
        words = _("un nombre d’au moins {limit} est attendu") if "ge" in context else None
        return (words or _("un nombre supérieur à {limit} est attendu")).format(limit=least)
    if kind in ("less_than", "less_than_equal"):
        return _("un nombre d’au plus {limit} est attendu").format(limit=context.get("le", context.get("lt")))
    if kind in ("enum", "literal_error"):
        choices = str(context.get("expected", "")).replace(" or ", ", ").replace("'", "")
        return _("une de ces valeurs est attendue : {choices}").format(choices=choices)
    if kind == "union_tag_invalid":
        return _("le type « {type} » n’existe pas ; types possibles : {choices}").format(
            type=context.get("tag", ""), choices=", ".join(sorted(ITEM_TYPES))
        )
    if kind == "too_long":
        return _("cette liste est trop longue (au plus {limit})").format(limit=context.get("max_length"))
    if kind == "too_short":
        return _("cette liste est trop courte (au moins {limit})").format(limit=context.get("min_length"))
    if kind == "string_too_long":
        return _("ce texte est trop long (au plus {limit} caractères)").format(
            limit=context.get("max_length")
        )
    return None


def _plain_reasons() -> dict[str, str]:
    number = _("un nombre est attendu")
    whole = _("un nombre entier est attendu")
    truth = _("« true » ou « false » est attendu")
    items = _("une liste est attendue")
    keys = _("des clés et leurs valeurs sont attendues")
    return {
        "missing": _("cette information manque"),
        "extra_forbidden": _("cette clé n’est pas prévue"),
        "invalid_key": _("cette clé doit être un texte (mettez-la entre guillemets)"),
        "string_type": _("un texte est attendu (mettez-le entre guillemets)"),
        "string_too_short": _("ce texte est vide"),
        "string_pattern_mismatch": _("cette valeur n’a pas la forme attendue"),
        "string_unicode": _("ce texte contient des caractères illisibles"),
        "bool_type": truth,
        "bool_parsing": truth,
        "int_type": whole,
        "int_parsing": whole,
        "int_from_float": whole,
        "int_parsing_size": whole,
        "float_type": number,
        "float_parsing": number,
        "finite_number": number,
        "tuple_type": items,
        "list_type": items,
        "iterable_type": items,
        "dict_type": keys,
        "mapping_type": keys,
        "model_type": keys,
        "model_attributes_type": keys,
        "union_tag_not_found": _("le « type » de cette question manque"),
    }
