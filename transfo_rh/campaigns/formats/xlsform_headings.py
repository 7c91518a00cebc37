"""Every heading in words that Kobo may put on a column of results: with the groups' labels or without, in each language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from transfo_rh.campaigns.formats.imported import Coding, ResultField
from transfo_rh.campaigns.formats.plain_text import plain
from transfo_rh.campaigns.formats.xlsform_model import FormRow, XlsForm
from transfo_rh.campaigns.formats.xlsform_types import OTHER, select_of


def with_headings(form: XlsForm, fields: Iterable[ResultField]) -> list[ResultField]:
    """The fields with the headings in words: « Group/Question », « Question », « Question/Choice »."""
    rows = {row.cell("name"): row for row in reversed(form.survey) if row.cell("name")}
    return [replace(one, headings=_headings(form, one, rows)) for one in fields]


def _headings(form: XlsForm, one: ResultField, rows: dict[str, FormRow]) -> tuple[str, ...]:
    parts = one.column.split("/")
    choice = parts.pop() if one.coding is Coding.FLAG else None
    if any(part not in rows for part in parts):
        return ()
    found: dict[str, None] = {}
    for language in form.languages or ("",):
        words = [_label(rows[part], language) for part in parts]
        tails = [[word] for word in _choice(form, rows[parts[-1]], choice, language)] if choice else [[]]
        for tail in tails:
            for start in (0, len(words) - 1):
                found["/".join([*words[start:], *tail])] = None
    return tuple(found)


def _label(row: FormRow, language: str) -> str:
    return plain(row.words("label").get(language, "")) or row.cell("name")


def _choice(form: XlsForm, row: FormRow, name: str, language: str) -> Sequence[str]:
    select = select_of(row.cell("type"))
    choices: Sequence[FormRow] = form.lists.get(select.list_name, ()) if select is not None else ()
    found = next((_label(choice, language) for choice in choices if choice.cell("name") == name), None)
    if found is None and name == OTHER:
        return ("Other", "Autre")
    return (found or name,)
