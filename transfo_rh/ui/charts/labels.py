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
    cut = textwrap.wrap(
        text.strip(),
        width=max(8, width - len(indent)),
        max_lines=lines,
        placeholder="…",
        break_long_words=True,
    )
    return LINE_BREAK.join(indent.replace(" ", "\u00a0") + html.escape(line, quote=False) for line in cut)
