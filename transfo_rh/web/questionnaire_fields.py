"""Between the fields of an HTML form and the answers of the service."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from starlette.requests import Request

from transfo_rh.campaigns.model import Answer
from transfo_rh.campaigns.questionnaires.conditions import answer_codes
from transfo_rh.campaigns.questionnaires.definition import AnyItem
from transfo_rh.web.forms import read_pairs

_MAX_BODY = 512 * 1024
_MAX_FIELDS = 3_000
Fields = Mapping[str, list[str]]


async def read_fields(request: Request) -> dict[str, list[str]]:
    """The fields of a URL-encoded form, every value of each name.

    The code in the address is the credential: there is no cookie that another site could abuse, so where the form
    comes from does not matter. Raises InvalidInput for anything but a form of reasonable size.
    """
    fields: dict[str, list[str]] = {}
    for name, value in await read_pairs(request, most_bytes=_MAX_BODY, most_fields=_MAX_FIELDS):
        fields.setdefault(name, []).append(value)
    return fields


def answers_of(items: Iterable[AnyItem], fields: Fields) -> dict[str, Answer]:
    """The answers that the fields give to the items; what cannot be read is kept as typed, for the checks to refuse.

    >>> from transfo_rh.campaigns.questionnaires.definition import NumberItem
    >>> item = NumberItem(code="N", type="number", text={"fr": "n", "en": "n"}, maximum=5)
    >>> answers_of([item], {"N": ["2,5"]}), answers_of([item], {"N": [" "]})
    ({'N': 2.5}, {})
    """
    answers: dict[str, Answer] = {}
    for item in items:
        for code in answer_codes(item):
            answer = _answer(item, code, fields)
            if answer is not None:
                answers[code] = answer
    return answers


def _answer(item: AnyItem, code: str, fields: Fields) -> Answer | None:
    if item.type == "ranking":
        ranked = [(fields.get(f"{code}.{rank}") or [""])[-1] for rank in range(1, len(item.options) + 1)]
        return [option for option in ranked if option] or None
    given = fields.get(code)
    if not given:
        return None
    if item.type == "multiple":
        return list(given)
    typed = given[-1]
    if item.type == "text":
        return typed.replace("\r\n", "\n").strip() or None
    typed = typed.strip()
    if not typed:
        return None
    if item.type in ("likert", "matrix"):
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else typed
    if item.type == "yes_no":
        return {"yes": True, "no": False}.get(typed, typed)
    return _number(typed) if item.type == "number" else typed


def _number(typed: str) -> Answer:
    try:
        number = float(typed.replace(",", ".").replace("\u202f", "").replace("\u00a0", ""))
    except ValueError:
        return typed
    return int(number) if number.is_integer() and abs(number) < 1e9 else number


def values_of(items: Iterable[AnyItem], answers: Mapping[str, Answer]) -> dict[str, frozenset[str]]:
    """Field name → values that are ticked, chosen or typed: the other way round."""
    values: dict[str, frozenset[str]] = {}
    if not answers:
        return values
    for item in items:
        for code in answer_codes(item):
            answer = answers.get(code)
            if answer is None:
                continue
            if item.type == "ranking" and isinstance(answer, list | tuple):
                values |= {
                    f"{code}.{rank}": frozenset({option}) for rank, option in enumerate(answer, start=1)
                }
            elif isinstance(answer, list | tuple):
                values[code] = frozenset(answer)
            elif isinstance(answer, bool):
                values[code] = frozenset({"yes" if answer else "no"})
            else:
                text = f"{answer:g}" if isinstance(answer, float) else str(answer)
                values[code] = frozenset({text})
    return values
