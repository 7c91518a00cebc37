"""Where the names of points go, so that none writes over another, a point or the edge, on every width of screen."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from transfo_rh.ui.charts.labels import LINE_BREAK

CHARACTER_PIXELS, LINE_PIXELS = 6.5, 15.0  # text of 12 pixels
MARK_PIXELS = 8.0  # half a point, with some air
HALO_PIXELS = 6.0  # a text closer than this to a point seems to be its name
RING_PIXELS, STEP_PIXELS = 8.0, 3.0
CAREFUL_REACH = 96.0  # pixels: beyond, a close text is better than a free one

_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))
_BETWEEN = ((1, 0.5), (1, -0.5), (-1, 0.5), (-1, -0.5), (0.5, 1), (0.5, -1), (-0.5, 1), (-0.5, -1))


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


@dataclass(frozen=True, slots=True)
class Plot:
    """The same map on one width of screen: the pixels of its points, what else stands there (``taken``), and what a
    text covers only when it finds no other room (``avoided``)."""

    frame: Box
    points: tuple[tuple[float, float], ...]
    taken: tuple[Box, ...] = ()
    avoided: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: its middle, in pixels from its point, y upwards.

    ``side``: −1 left of the point, 0 above or below it, 1 right; ``led``: far enough to need a line to the point.
    """

    across: float
    upwards: float
    side: int
    led: bool

    def box(self, point: tuple[float, float], size: tuple[float, float]) -> Box:
        """The room of the text of a point."""
        x, y = point[0] + self.across, point[1] + self.upwards
        return Box(x - size[0] / 2, y - size[1] / 2, x + size[0] / 2, y + size[1] / 2)

    def line(self, size: tuple[float, float]) -> tuple[tuple[float, float], tuple[float, float]]:
        """Both ends of the line from the point to the text, in pixels from the point."""
        across, upwards = self.across, self.upwards
        length = math.hypot(across, upwards)
        start = MARK_PIXELS / length
        inside = min(
            size[0] / 2 / abs(across) if across else 1.0, size[1] / 2 / abs(upwards) if upwards else 1.0, 1.0
        )
        end = max(start, 1.0 - inside)
        return (across * start, upwards * start), (across * end, upwards * end)


def text_size(text: str) -> tuple[float, float]:
    """Width and height of a text of several lines, in pixels.

    >>> text_size("Eau<br>Culture")
    (45.5, 30.0)
    """
    lines = text.split(LINE_BREAK)
    return max(map(len, lines)) * CHARACTER_PIXELS, len(lines) * LINE_PIXELS


def text_places(plots: Sequence[Plot], texts: Sequence[str], *, reach: float) -> tuple[Place | None, ...]:
    """The place of each point's text, the same on every plot; None for the texts that find no room.

    The first ones choose first. A text stands beside its point or, where it is crowded, up to ``reach`` pixels
    away, with a line to it. It never covers a text, a point or the edge; as long as there is room elsewhere, it keeps
    away from the other points and from arrows, and its line crosses nothing.

    >>> plot = Plot(Box(0, 0, 200, 100), ((20, 50), (30, 50), (190, 50)))
    >>> [(place.side, place.led) for place in text_places([plot], ["Eau", "Voirie", "Culture"], reach=0)]
    [(0, False), (1, False), (-1, False)]
    """
    written: list[list[Box]] = [list(plot.taken) for plot in plots]
    places: list[Place | None] = []
    for number, text in enumerate(texts):
        size = text_size(text)
        place = _first_free(plots, number, size, written, reach)
        places.append(place)
        if place is not None:
            for boxes, plot in zip(written, plots, strict=True):
                boxes.append(place.box(plot.points[number], size))
                boxes.extend(_line_boxes(place, plot.points[number], size))
    return tuple(places)


def _first_free(
    plots: Sequence[Plot],
    number: int,
    size: tuple[float, float],
    written: Sequence[Sequence[Box]],
    reach: float,
) -> Place | None:
    """The first place that covers nothing; then, one by one: close to another point, a line across arrows, a text
    over arrows, a line across anything."""
    marks = [_other_marks(plot, number, 0) for plot in plots]
    halos = [_other_marks(plot, number, HALO_PIXELS) for plot in plots]
    near = min(reach, CAREFUL_REACH)
    for around, off_arrows, line_off_arrows, clear_line, within in (
        (halos, True, True, True, near),
        (marks, True, True, True, near),
        (marks, True, False, True, near),
        (marks, False, False, True, near),
        (marks, False, False, False, reach),
    ):
        obstacles = [
            [*boxes, *close, *(plot.avoided if off_arrows else ())]
            for plot, boxes, close in zip(plots, written, around, strict=True)
        ]
        crossed = [
            [*boxes, *mark, *(plot.avoided if line_off_arrows else ())]
            for plot, boxes, mark in zip(plots, written, marks, strict=True)
        ]
        for place in _candidates(size, within):
            if all(
                _is_free(place.box(plot.points[number], size), plot.frame, obstacle)
                and (not clear_line or _has_clear_line(place, plot.points[number], size, lines))
                for plot, obstacle, lines in zip(plots, obstacles, crossed, strict=True)
            ):
                return place
    return None


def _candidates(size: tuple[float, float], reach: float) -> Iterator[Place]:
    """Around the point, then on wider and wider rings."""
    for ring in range(int(reach // RING_PIXELS) + 1):
        far = MARK_PIXELS + ring * RING_PIXELS
        for across, upwards in _SIDES + (_BETWEEN if ring else ()):
            side = (across > 0) - (across < 0)
            yield Place(across * (far + size[0] / 2), upwards * (far + size[1] / 2), side, ring > 0)


def _is_free(box: Box, frame: Box, obstacles: Sequence[Box]) -> bool:
    return box.inside(frame) and not any(box.meets(other) for other in obstacles)


def _has_clear_line(
    place: Place, point: tuple[float, float], size: tuple[float, float], obstacles: Sequence[Box]
) -> bool:
    """True when no point and no other text stands on the line of the text."""
    own = _mark(point)
    apart = [other for other in obstacles if not other.meets(own)]  # lines of one spot start together
    return not any(step.meets(other) for step in _line_boxes(place, point, size) for other in apart)


def _other_marks(plot: Plot, number: int, air: float) -> list[Box]:
    return [_mark(point, air) for other, point in enumerate(plot.points) if other != number]


def _mark(point: tuple[float, float], air: float = 0) -> Box:
    x, y, half = *point, MARK_PIXELS + air
    return Box(x - half, y - half, x + half, y + half)


def _line_boxes(place: Place, point: tuple[float, float], size: tuple[float, float]) -> list[Box]:
    """Small steps along the line of a text that stands away."""
    if not place.led:
        return []
    (x0, y0), (x1, y1) = place.line(size)
    count = max(1, round(math.hypot(x1 - x0, y1 - y0) / STEP_PIXELS))
    steps = [(x0 + (x1 - x0) * n / count, y0 + (y1 - y0) * n / count) for n in range(count)]
    return [Box(point[0] + x - 1, point[1] + y - 1, point[0] + x + 1, point[1] + y + 1) for x, y in steps]
