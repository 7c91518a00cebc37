"""What a type of question needs besides its words: answers, bounds, unit, limits, scale. For a new question or one
that stands."""

from __future__ import annotations

from collections.abc import Callable
from difflib import SequenceMatcher
from itertools import count
from typing import Any

import streamlit as st

from transfo_rh.campaigns.questionnaires import wording
from transfo_rh.campaigns.questionnaires.definition import (
    AnswerScale,
    AnyItem,
    BilingualText,
    LikertItem,
    MatrixItem,
    MultipleItem,
    NumberItem,
    Option,
    RankingItem,
    SingleItem,
    TextItem,
)
from transfo_rh.core.errors import InvalidInput
from transfo_rh.core.i18n import _, language
from transfo_rh.ui.forms.questionnaire_saving import Editing, two_languages

Typed = Callable[[], dict[str, Any]]
"""What was typed, by name of the format; raises InvalidInput in one sentence."""

_LENGTH = 1000
_ALIKE = 0.8


def detail_fields(edit: Editing, item_type: str, present: AnyItem | None, *, name: str) -> Typed:
    """The fields of one type, filled with what the question has; ``name`` tells their keys apart."""
    if item_type in ("single", "multiple", "ranking"):
        return _choices(edit, item_type, present, name)
    if item_type == "number":
        return _number(edit, present if isinstance(present, NumberItem) else None, name)
    if item_type == "text":
        return _length(edit, present if isinstance(present, TextItem) else None, name)
    if item_type in ("likert", "matrix"):
        return _scale(edit, present if isinstance(present, LikertItem | MatrixItem) else None, name)
    return dict


def _choices(edit: Editing, item_type: str, item: AnyItem | None, name: str) -> Typed:
    present = item.options if isinstance(item, SingleItem | MultipleItem | RankingItem) else ()
    shown = None
    if present:
        shown = BilingualText(
            fr="\n".join(option.text.fr for option in present),
            en="\n".join(option.text.en for option in present),
        )
    typed = two_languages(
        _("Réponses proposées, une par ligne"), shown, key=edit.key("options", name), long=True
    )
    if item_type == "single":
        return lambda: {"options": _two_or_more(typed, present)}
    most = st.number_input(
        _("Nombre de réponses à classer, au plus")
        if item_type == "ranking"
        else _("Nombre de réponses possibles, au plus"),
        value=item.maximum if isinstance(item, MultipleItem | RankingItem) else None,
        step=1,
        placeholder=_("Sans limite"),
        key=edit.key("maximum", name),
    )
    return lambda: {"options": _two_or_more(typed, present), "maximum": most}


def _two_or_more(typed: tuple[str, str], present: tuple[Option, ...]) -> list[Option]:
    options = options_from(*typed, present=present)
    if len(options) < 2:
        raise InvalidInput(_("Proposez au moins deux réponses."))
    return options


def _number(edit: Editing, item: NumberItem | None, name: str) -> Typed:
    low, high = st.columns(2)
    minimum = low.number_input(
        _("Plus petite valeur"),
        value=0.0 if item is None else float(item.minimum),
        step=1.0,
        format="%g",
        key=edit.key("minimum", name),
    )
    maximum = high.number_input(
        _("Plus grande valeur"),
        value=10.0 if item is None else float(item.maximum),
        step=1.0,
        format="%g",
        key=edit.key("maximum", name),
        help=_("Un nombre est gardé sur cent valeurs au plus : une valeur exacte désignerait quelqu’un."),
    )
    unit = two_languages(_("Unité"), None if item is None else item.unit, key=edit.key("unit", name))

    def typed() -> dict[str, Any]:
        if maximum <= minimum:
            raise InvalidInput(_("La plus grande valeur doit dépasser la plus petite."))
        return {"minimum": minimum, "maximum": maximum, "unit": wording.optional_bilingual(*unit)}

    return typed


def _length(edit: Editing, item: TextItem | None, name: str) -> Typed:
    length = st.number_input(
        _("Longueur maximale, en caractères"),
        value=_LENGTH if item is None else item.maximum_length,
        step=100,
        key=edit.key("length", name),
        help=_("Entre 20 et 4 000 caractères."),
    )
    return lambda: {"maximum_length": int(length)}


def _scale(edit: Editing, item: LikertItem | MatrixItem | None, name: str) -> Typed:
    scales = edit.definition.scales
    present = next(iter(scales)) if item is None or item.scale is None else item.scale
    chosen = st.selectbox(
        _("Échelle"),
        list(scales),
        index=list(scales).index(present),
        format_func=lambda code: scale_label(scales[code]),
        key=edit.key("scale_of", name),
    )
    return lambda: {} if item is not None and chosen == present else {"scale": chosen}


def scale_label(scale: AnswerScale) -> str:
    """A scale in a few words, to choose it by."""
    label = _("{n} réponses, de « {first} » à « {last} »").format(
        n=len(scale.labels),
        first=scale.labels[0].in_language(language()),
        last=scale.labels[-1].in_language(language()),
    )
    return label if scale.not_applicable is None else _("{label}, ou « sans objet »").format(label=label)


def options_from(french: str, english: str, *, present: tuple[Option, ...] = ()) -> list[Option]:
    """Options typed one per line in two fields; one that stood there keeps its code, reworded or moved.

    Raises InvalidInput when the two fields do not have as many lines.
    """
    texts = wording.bilingual_lines(french, english)
    codes = _known_codes(texts, present)
    taken = {option.code for option in present}
    for position in range(len(texts)):
        if position not in codes:
            number = next(n for n in count(1) if f"o{n}" not in taken)
            codes[position] = f"o{number}"
            taken.add(codes[position])
    return [Option(code=codes[position], text=text) for position, text in enumerate(texts)]


def _known_codes(texts: list[BilingualText], present: tuple[Option, ...]) -> dict[int, str]:
    """Line → code of the option that it was: same words in French, in English, nearly so, else the same place."""
    codes: dict[int, str] = {}

    def settle(same: Callable[[int, Option], bool]) -> None:
        for position in range(len(texts)):
            for option in present:
                if position not in codes and option.code not in codes.values() and same(position, option):
                    codes[position] = option.code

    settle(lambda line, option: texts[line].fr == option.text.fr)
    settle(lambda line, option: texts[line].en == option.text.en)
    settle(lambda line, option: SequenceMatcher(None, texts[line].fr, option.text.fr).ratio() >= _ALIKE)
    settle(lambda line, option: line < len(present) and present[line] is option)
    return codes
