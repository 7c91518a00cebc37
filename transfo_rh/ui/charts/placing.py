"""Where the names of points go, so that none writes over another, a point or the edge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transfo_rh.ui.charts.labels import LINE_BREAK

CHARACTER_PIXELS, LINE_PIXELS = 6.5, 15.0  # text of 12 pixels
MARK_PIXELS = 8.0  # half a point, with some air

_SIDES = {
    "middle right": (1, 0),
    "middle left": (-1, 0),
    "top center": (0, 1),
    "bottom center": (0, -1),
    "top right": (1, 1),
    "bottom right": (1, -1),
    "top left": (-1, 1),
    "bottom left": (-1, -1),
}


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, y upwards."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: Box) -> bool:
        """True when the two share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def inside(self, frame: Box) -> bool:
        """True when the frame holds it whole."""
        return (
            frame.left <= self.left
            and frame.bottom <= self.bottom
            and self.right <= frame.right
            and self.top <= frame.top
        )


def text_size(text: str) -> tuple[float, float]:
    """Width and height of a text of several lines, in pixels.

    >>> text_size("Eau<br>Culture")
    (45.5, 30.0)
    """
    lines = text.split(LINE_BREAK)
    return max(map(len, lines)) * CHARACTER_PIXELS, len(lines) * LINE_PIXELS


def text_places(
    points: Sequence[tuple[float, float]],
    texts: Sequence[str],
    *,
    frame: Box,
    taken: Sequence[Box] = (),
    avoided: Sequence[Box] = (),
) -> tuple[str | None, ...]:
    """Plotly's position of each point's text, None for the texts that find no room; the first ones choose first.

    ``points`` are in pixels of the frame; ``taken`` is what else stands there, ``avoided`` what a text covers only when
    it finds no other room.

    >>> frame = Box(0, 0, 200, 100)
    >>> text_places([(20, 50), (30, 50), (190, 50)], ["Eau", "Voirie", "Culture"], frame=frame)
    ('top center', 'middle right', 'middle left')
    """
    marks = [_mark(point) for point in points]
    written = list(taken)
    places: list[str | None] = []
    for number, (point, text) in enumerate(zip(points, texts, strict=True)):
        full = [*written, *(mark for other, mark in enumerate(marks) if other != number)]
        place, box = _first_free(point, text_size(text), frame, [*full, *avoided])
        if place is None:
            place, box = _first_free(point, text_size(text), frame, full)
        places.append(place)
        if box is not None:
            written.append(box)
    return tuple(places)


def _mark(point: tuple[float, float]) -> Box:
    x, y = point
    return Box(x - MARK_PIXELS, y - MARK_PIXELS, x + MARK_PIXELS, y + MARK_PIXELS)


def _first_free(
    point: tuple[float, float], size: tuple[float, float], frame: Box, taken: Sequence[Box]
) -> tuple[str | None, Box | None]:
    (x, y), (width, height) = point, size
    for place, (across, upwards) in _SIDES.items():
        middle_x = x + across * (MARK_PIXELS + width / 2)
        middle_y = y + upwards * (MARK_PIXELS + height / 2)
        box = Box(middle_x - width / 2, middle_y - height / 2, middle_x + width / 2, middle_y + height / 2)
        if box.inside(frame) and not any(box.meets(other) for other in taken):
            return place, box
    return None, None
