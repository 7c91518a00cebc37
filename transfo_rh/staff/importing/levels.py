"""Paths from the authority down to a department: the columns that are its levels, or the sign that cuts one column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from transfo_rh.exchange.spreadsheets import Table, Value, text_of
from transfo_rh.staff.importing.codes import split_coded_name
from transfo_rh.staff.importing.mapping import PathLevel
from transfo_rh.staff.importing.vocabulary import (
    CODE_WORDS,
    NAME_WORDS,
    path_level_names,
    whole_word,
    word_list,
    words_of,
)
from transfo_rh.staff.search import plain

_SAMPLE = 3_000
_SURE_SEPARATORS = (" > ", " › ", " » ", " → ", " -> ", " => ", " / ", " \\ ", " | ", "->", "=>", "→", "::")
_SURE_SIGNS = (">", "›", "|", "\\")
_LIKELY_SEPARATORS = ("/", " - ", " – ", " — ", ".")
_LEVEL_WORDS = frozenset(("niveau", "level", "n", "echelon", "rang"))
_NUMBERED_UNITS = (["structure"], ["unite"])


def path_levels(columns: Sequence[str]) -> tuple[PathLevel, ...]:
    """The columns that are the levels of a path, from the top; empty unless two at least.

    >>> [(level.name, level.code) for level in path_levels(["Service", "Code pôle", "Libellé pôle", "Direction"])]
    [('Libellé pôle', 'Code pôle'), ('Direction', None), ('Service', None)]
    >>> [level.name for level in path_levels(["N2 - Direction", "Affectation niv1", "Matricule N+1", "Niv 3"])]
    ['Affectation niv1', 'N2 - Direction', 'Niv 3']
    """
    names: dict[float, str] = {}
    codes: dict[float, str] = {}
    for column in columns:
        rank, is_code = _level_of(column)
        if rank is not None:
            (codes if is_code else names).setdefault(rank, column)
    if len(names) < 2:
        return ()
    return tuple(PathLevel(name=names[rank], code=codes.get(rank)) for rank in sorted(names))


def _level_of(column: str) -> tuple[float | None, bool]:
    """(Rank from the top, whether the column holds the level's code); no rank for another column."""
    if re.search(r"\bn\s*\+", plain(column)):
        return None, False  # « N+1 » is somebody's superior
    words = words_of(column)
    is_code = any(word in CODE_WORDS for word in words)
    parts = [whole_word(part) for word in words for part in re.findall(r"[a-z]+|\d+", word)]
    bare = [
        part for part in parts if part not in NAME_WORDS and part not in CODE_WORDS and not part.isdecimal()
    ]
    number = next((int(part) for part in parts if part.isdecimal()), None)
    if number is not None and number < 30:
        known = word_list("structure_words") | frozenset().union(*path_level_names())
        marked = _LEVEL_WORDS & set(bare)
        if (marked and not set(bare) - _LEVEL_WORDS - known) or bare in _NUMBERED_UNITS:
            return 100.0 + number, is_code
    without_neutral = [part for part in bare if part not in word_list("neutral_words")]
    for joined in ("".join(bare), "".join(without_neutral)):
        for rank, names in enumerate(path_level_names()):
            if joined in names:
                return float(rank), is_code
    return None, is_code


def path_separator(values: Sequence[Value]) -> str | None:
    """The sign that cuts most values into levels, None when the column holds plain names.

    >>> path_separator(["DGS > DRH > Paie", "DGS > Voirie"])
    ' > '
    >>> path_separator(["DGS - DRH", "DGS - DRH - Paie"]), path_separator(["Enfance - Jeunesse", "Eau - Forêt"])
    (' - ', None)
    """
    texts = {text_of(value) for value in values[:_SAMPLE] if value is not None}
    for separator in (*_SURE_SEPARATORS, *_SURE_SIGNS):
        if texts and sum(separator in text for text in texts) >= 0.6 * len(texts):
            return separator
    return next((s for s in _LIKELY_SEPARATORS if _cuts_into_a_tree(texts, s)), None)


def _cuts_into_a_tree(texts: set[str], separator: str) -> bool:
    """True when cutting gives the branches of few trees: names do not share beginnings like that by chance."""
    paths = {tuple(part.strip() for part in text.split(separator)) for text in texts}
    cut = [path for path in paths if len(path) > 1]
    if len(cut) < 0.6 * len(paths) or not cut or any(not part for path in cut for part in path):
        return False
    if any(split_coded_name(text) for text in texts):
        return False
    deep = any(len(path) > 2 for path in cut)
    nested = sum(path[:-1] in paths for path in cut)
    tops = {path[0] for path in paths}
    return deep and nested > 0 and len(tops) * 2 <= len(paths)


def looks_merged(table: Table, path: Sequence[PathLevel]) -> bool:
    """True when the higher levels are written once and left blank below, as merged cells are."""
    if not path:
        return False
    positions = [table.columns.index(level.name) for level in path]
    top, lower = positions[0], positions[1:]
    blanks = [r for r in table.records if r[top] is None and any(r[p] is not None for p in lower)]
    written = [r[top] for r in table.records if r[top] is not None]
    repeated = any(first == second for first, second in pairwise(written))
    return bool(blanks) and bool(written) and not repeated and table.records[0][top] is not None
