"""Where the titles of a staff sheet stand, and which rows are notes of the software rather than records."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transfo_rh.exchange.spreadsheets import Value, text_of
from transfo_rh.staff.importing.fields import Field
from transfo_rh.staff.importing.vocabulary import CODE_WORDS, NAME_WORDS, name_score, word_list, words_of
from transfo_rh.staff.search import plain

_KNOWN = 0.8
_EXPLANATION = re.compile(r"[(\[<].*[)\]>]")
Row = Sequence[Value]


def find_header(rows: Sequence[Row]) -> tuple[int, Row] | None:
    """The row with the most known titles, two at least, joined with the row of groups above or of details below.

    >>> find_header([["Liste du 1er mai"], ["Matricule", "Nom", "Service"], ["1", "BA", "Paie"]])
    (1, ['Matricule', 'Nom', 'Service'])
    >>> find_header([["Matricule", "Affectation", None], [None, "Code", "Libellé"], ["1", "A", "Paie"]])
    (1, ['Matricule', 'Affectation Code', 'Affectation Libellé'])
    """
    known = [_known_titles(row) for row in rows]
    best = max(known, default=0)
    if best < 2:
        if (
            best
            and rows
            and known[0] == best
            and len(rows) > 1
            and (joined := _with_details(rows[0], rows[1]))
        ):
            return 1, joined
        return None
    index = known.index(best)
    following = rows[index + 1] if index + 1 < len(rows) else ()
    joined = _with_details(rows[index], following)
    if joined is not None:
        return index + 1, joined
    above = rows[index - 1] if index else ()
    return index, _with_groups(above, rows[index])


def _known_titles(row: Row) -> int:
    """How many cells name a field; none when the row holds a number, which titles do not."""
    filled = [value for value in row if value is not None]
    if any(not isinstance(value, str) for value in filled):
        return 0
    titles = {text_of(value) for value in filled if len(text_of(value)) <= 80}
    return sum(any(name_score(title, field) >= _KNOWN for field in Field) for title in titles)


def _with_details(groups: Row, details: Row) -> list[Value] | None:
    """Titles on two rows, the lower one completing the groups of the upper one; None when the lower is a record."""
    filled = [position for position, value in enumerate(details) if value is not None]
    width = max(len(groups), len(details))
    upper = [*groups, *[None] * (width - len(groups))]
    lower = [*details, *[None] * (width - len(details))]
    if len(filled) < 2 or any(not isinstance(details[position], str) for position in filled):
        return None
    spread = [p for p in range(width) if upper[p] is None]
    last = max((p for p in range(width) if upper[p] is not None), default=0)
    if not [p for p in spread if p <= last + 1] or any(lower[p] is None for p in spread if p <= max(filled)):
        return None
    names: list[Value] = []
    group: str | None = None
    for position in range(width):
        group = text_of(upper[position]) or group
        spreads = upper[position] is None or (position + 1 < width and upper[position + 1] is None)
        if lower[position] is None or lower[position] == upper[position]:
            names.append(upper[position])
        elif not spreads:
            return None
        else:
            names.append(f"{group} {text_of(lower[position])}" if group else lower[position])
    return names


def _with_groups(groups: Row, titles: Row) -> list[Value]:
    """Bare titles such as « Code » take the name of the group written above them."""
    names: list[Value] = []
    group = ""
    several = sum(value is not None for value in groups) > 1
    for position, title in enumerate(titles):
        above = text_of(groups[position]) if position < len(groups) else ""
        group = above or group
        words = set(words_of(text_of(title)))
        bare = title is not None and not words - {*CODE_WORDS, *NAME_WORDS}
        names.append(f"{group} {text_of(title)}" if several and bare and group else title)
    return names


def repeats_titles(record: Row, titles: Sequence[str]) -> bool:
    """True for the row of titles that a report prints again on each page."""
    pairs = [(value, title) for value, title in zip(record, titles, strict=True) if value is not None]
    return len(pairs) > 1 and all(value == title for value, title in pairs)


def is_note(record: Row, *, usual: int) -> bool:
    """True for a total, a subtotal or an explanation of the columns; ``usual``: cells filled on a usual row.

    >>> is_note(["Total Paie", 2, None, None], usual=4), is_note(["1", "TOTAL", "Paul", "Paie"], usual=4)
    (True, False)
    """
    texts = [text_of(value) for value in record if value is not None]
    if not texts:
        return False
    if all(_EXPLANATION.fullmatch(text) for text in texts):
        return len(texts) > 1
    return 2 * len(texts) <= usual + 1 and any(_starts_like_a_note(text) for text in texts)


def _starts_like_a_note(text: str) -> bool:
    words = plain(text)
    return words[:1] in "tsgenmifpc" and any(
        words == start or words.startswith((f"{start} ", f"{start}:", f"{start} :", f"{start}\u00a0"))
        for start in word_list("note_rows")
    )


def is_closing_sentence(record: Row, *, usual: int) -> bool:
    """True for a sentence alone on its row, as software writes below a table."""
    texts = [value for value in record if value is not None]
    return usual >= 3 and len(texts) == 1 and isinstance(texts[0], str) and len(texts[0].split()) > 2
