"""Long names in little room: wrapped, then shortened; the full name stays on hover."""

from __future__ import annotations

import html
import re
import textwrap

LINE_BREAK = "<br>"
_OF = r"(?:de la |de l’|de l'|des |du |de |d’|d')"
_KIND = re.compile(rf"^(?:Direction|Service) {_OF}", re.IGNORECASE)
_AND_OF = re.compile(rf" et {_OF}")


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


def short_department(name: str) -> str:
    """What tells a department from its neighbours, without « Direction de la ».

    >>> short_department("Direction de l’eau et de l’assainissement"), short_department("Guichets de proximité")
    ('Eau et assainissement', 'Guichets de proximité')
    >>> short_department("Direction du contrôle des délégations de service public")
    'Contrôle des délégations de service public'
    """
    bare = _KIND.sub("", name.strip())
    if bare == name.strip() or not bare:
        return name.strip()
    said = _AND_OF.sub(" et ", bare)
    return said[0].upper() + said[1:]


def _hyphenated(word: str, room: int) -> str:
    """A word longer than a line, cut in two with a hyphen."""
    return word if len(word) <= room else f"{word[: room - 1]}- {word[room - 1 :]}"
