"""Long names in little room: wrapped, then shortened; the full name stays on hover."""

from __future__ import annotations

import html
import textwrap

LINE_BREAK = "<br>"


def wrapped(text: str, *, width: int, lines: int) -> str:
    """The text on at most ``lines`` lines of ``width`` characters, escaped for Plotly, ending in … when cut.

    Leading blanks (the depth in the tree) are kept on each line.

    >>> wrapped("Direction de la transformation numérique et des systèmes d’information", width=26, lines=2)
    'Direction de la<br>transformation numérique…'
    """
    indent = text[: len(text) - len(text.lstrip())]
    room = max(8, width - len(indent))
    cut = textwrap.wrap(
        " ".join(_hyphenated(word, room) for word in text.split()),
        width=room,
        max_lines=lines,
        placeholder="…",
    )
    return LINE_BREAK.join(indent.replace(" ", "\u00a0") + html.escape(line, quote=False) for line in cut)


def _hyphenated(word: str, room: int) -> str:
    """A word longer than a line, cut in two with a hyphen."""
    return word if len(word) <= room else f"{word[: room - 1]}- {word[room - 1 :]}"
