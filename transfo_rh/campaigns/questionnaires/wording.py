"""Changes of what a questionnaire says and how it counts: words, weights, dimensions, conditions. Pure functions.

Each takes a questionnaire and gives a new one, or raises InvalidInput in one sentence and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic_core import to_jsonable_python

from transfo_rh.campaigns.questionnaires.definition import BilingualText, Condition, QuestionnaireFile
from transfo_rh.campaigns.questionnaires.editing import checked, conditions_of, content_of, free_code, located
from transfo_rh.campaigns.questionnaires.themes import Theme
from transfo_rh.core.errors import InvalidInput, NotFound
from transfo_rh.core.i18n import _, language


def bilingual(french: str, english: str) -> BilingualText:
    """A text typed in two fields; a language left empty takes the other's words.

    Raises InvalidInput when both are empty.

    >>> bilingual(" Oui ", "").en
    'Oui'
    """
    fr, en = french.strip(), english.strip()
    if not fr and not en:
        raise InvalidInput(_("Écrivez le texte, en français au moins."))
    return BilingualText(fr=fr or en, en=en or fr)


def optional_bilingual(french: str, english: str) -> BilingualText | None:
    """As ``bilingual``, None when both are empty."""
    return bilingual(french, english) if french.strip() or english.strip() else None


def bilingual_lines(french: str, english: str) -> list[BilingualText]:
    """Texts typed one per line in two fields; a field left empty takes the other's lines.

    Raises InvalidInput when both are filled and do not have as many lines.

    >>> [text.en for text in bilingual_lines("Oui\\nNon\\n", "")]
    ['Oui', 'Non']
    """
    fr, en = ([line.strip() for line in text.splitlines() if line.strip()] for text in (french, english))
    fr, en = fr or en, en or fr
    if len(fr) != len(en):
        raise InvalidInput(
            _("Il y a {fr} réponses en français et {en} en anglais : écrivez-en autant.").format(
                fr=len(fr), en=len(en)
            )
        )
    return [BilingualText(fr=one, en=other) for one, other in zip(fr, en, strict=True)]


def retitle(
    questionnaire: QuestionnaireFile,
    *,
    title: BilingualText,
    purpose: BilingualText | None,
    duration_minutes: int,
) -> QuestionnaireFile:
    """Change title, purpose and announced duration."""
    return checked(
        content_of(questionnaire)
        | {
            "title": title.model_dump(),
            "purpose": None if purpose is None else purpose.model_dump(),
            "duration_minutes": duration_minutes,
        }
    )


def reword(
    questionnaire: QuestionnaireFile,
    code: str,
    text: BilingualText,
    *,
    help_text: BilingualText | None = None,
) -> QuestionnaireFile:
    """Change the words of an item, of a row, or the title of a section; ``help_text`` is the intro of a section.

    A row has no help of its own: ``help_text`` is refused there.
    """
    content = content_of(questionnaire)
    place = located(content, code)
    words = None if help_text is None else help_text.model_dump()
    if place.kind == "section":
        place.content.update(title=text.model_dump(), intro=words)
    elif place.kind == "item":
        place.content.update(text=text.model_dump(), help=words)
    elif words is not None:
        raise InvalidInput(_("Une ligne de grille n’a pas d’aide : écrivez-la dans la question."))
    else:
        place.content.update(text=text.model_dump())
    return checked(content)


DETAILS = ("options", "maximum", "minimum", "unit", "maximum_length", "scale")
"""What a type of question needs besides its words, under the names of the format."""


def set_details(
    questionnaire: QuestionnaireFile, code: str, details: Mapping[str, object]
) -> QuestionnaireFile:
    """Change what the type of an item needs: its options, bounds, unit, limits or scale, by name of the format.

    Raises InvalidInput for a detail that the type does not have, or when more options are allowed than there are.
    """
    content = content_of(questionnaire)
    place = located(content, code)
    if place.kind != "item" or not details.keys() <= {name for name in DETAILS if name in place.content}:
        raise InvalidInput(_("La question « {code} » n’a pas ce réglage.").format(code=code))
    before = place.content.get("options", ())
    place.content.update(to_jsonable_python(dict(details)))
    kept = {option["code"] for option in place.content.get("options", ())}
    for option in before:
        if option["code"] not in kept:
            _refuse_if_read(questionnaire, code, option)
    count = len(place.content.get("options", ()))
    maximum = place.content.get("maximum")
    if count and isinstance(maximum, int) and maximum > count:
        raise InvalidInput(
            _(
                "La question propose {n} réponses : on ne peut pas en choisir jusqu’à {maximum}. "
                "Baissez le maximum ou laissez-le vide."
            ).format(n=count, maximum=maximum)
        )
    return checked(content)


def _refuse_if_read(questionnaire: QuestionnaireFile, code: str, option: Mapping[str, Any]) -> None:
    """Raises InvalidInput when a condition waits for this answer to the item."""
    for reader, condition in conditions_of(questionnaire):
        if any(part.item == code and option["code"] in part.values for part in _leaves(condition)):
            raise InvalidInput(
                _(
                    "La condition de « {reader} » attend la réponse « {answer} » : changez d’abord cette condition."
                ).format(reader=_words_of(questionnaire, reader), answer=option["text"][language()])
            )


def _leaves(condition: Condition) -> Iterator[Condition]:
    yield condition
    for part in (*condition.all_of, *condition.any_of):
        yield from _leaves(part)


def _words_of(questionnaire: QuestionnaireFile, code: str) -> str:
    """The words of the item, or of the section, that a condition opens."""
    texts = {section.code: section.title for section in questionnaire.sections}
    texts |= {item.code: item.text for item in questionnaire.items()}
    return texts[code].in_language(language())


def set_required(questionnaire: QuestionnaireFile, code: str, required: bool) -> QuestionnaireFile:
    """Make an item required, or not."""
    content = content_of(questionnaire)
    place = located(content, code)
    if place.kind != "item":
        raise InvalidInput(_("Seule une question entière peut être obligatoire."))
    place.content["required"] = required
    return checked(content)


def set_scoring(
    questionnaire: QuestionnaireFile,
    code: str,
    *,
    dimension: str | None,
    weight: float = 1.0,
    reverse: bool = False,
    not_applicable: bool = False,
    outcome: bool = False,
) -> QuestionnaireFile:
    """Change how a likert item or a row of a grid counts. A dimension that loses its last line disappears.

    Raises InvalidInput for an item that is not scored.
    """
    content = content_of(questionnaire)
    line = located(content, code).content
    if "weight" not in line:
        raise InvalidInput(_("La question « {code} » n’est pas notée.").format(code=code))
    line.update(
        dimension=dimension,
        weight=weight,
        reverse=reverse,
        not_applicable=not_applicable,
        outcome=outcome,
    )
    return checked(content)


def set_condition(
    questionnaire: QuestionnaireFile, code: str, condition: Condition | None
) -> QuestionnaireFile:
    """Ask a section or an item only when a condition holds; None asks it always."""
    content = content_of(questionnaire)
    place = located(content, code)
    if place.kind == "row":
        raise InvalidInput(_("Une condition porte sur une page ou sur une question entière."))
    place.content["when"] = None if condition is None else condition.model_dump(mode="json")
    return checked(content)


def add_dimension(
    questionnaire: QuestionnaireFile,
    label: BilingualText,
    *,
    lines: Sequence[str],
    theme: Theme | None = None,
) -> QuestionnaireFile:
    """Add a dimension, linked to a stake or to none, and put lines into it: without a line it does not exist.

    Raises InvalidInput when there is no line.
    """
    if not lines:
        raise InvalidInput(_("Une dimension a au moins une question."))
    content = content_of(questionnaire)
    code = free_code(questionnaire, "dimension_")
    content["dimensions"].append({"code": code, "label": label.model_dump(), "theme": theme})
    for line in lines:
        target = located(content, line).content
        if "weight" not in target:
            raise InvalidInput(_("La question « {code} » n’est pas notée.").format(code=line))
        target["dimension"] = code
    return checked(content)


def rename_dimension(
    questionnaire: QuestionnaireFile, code: str, label: BilingualText, *, theme: Theme | None
) -> QuestionnaireFile:
    """Change the name of a dimension and its stake; its code stays, so that waves remain comparable."""
    content = content_of(questionnaire)
    _named(content["dimensions"], code).update(label=label.model_dump(), theme=theme)
    return checked(content)


def _named(entries: list[dict[str, Any]], code: str) -> dict[str, Any]:
    for entry in entries:
        if entry["code"] == code:
            return entry
    raise NotFound(_("« {code} » n’est pas dans ce questionnaire.").format(code=code))
