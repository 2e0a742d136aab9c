"""Numbers → SVG that stands in a page by itself: no script, no font and no picture from elsewhere."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 420, 260
LEFT, RIGHT, TOP, BOTTOM = 48, 16, 14, 40
ROW = 26
TICKS = 6
# Above the highest bar, for the names of the marks.
HEADROOM = 1.25

Point = tuple[float, float]


def lines(
    series: Mapping[str, Sequence[Point]],
    x: str,
    y: str,
    *,
    x_range: tuple[float, float],
    y_range: tuple[float, float] = (0.0, 1.0),
    mark: tuple[float, float, str] | None = None,
) -> str:
    """One line for each of ``series``, up to three; ``mark`` is a labelled point."""
    parts = [*_axes(x, y, x_range, y_range)]
    for number, (name, points) in enumerate(series.items()):
        path = " ".join(f"{_x(a, x_range):.1f},{_y(b, y_range):.1f}" for a, b in points)
        parts.append(f'<polyline class="s{number}" points="{path}"/>')
        if len(points) == 1:
            parts.append(
                f'<circle class="d{number}" cx="{_x(points[0][0], x_range):.1f}" cy="{_y(points[0][1], y_range):.1f}" r="3"/>'
            )
        parts.append(
            f'<text class="l{number}" x="{LEFT + 8}" y="{HEIGHT - BOTTOM - 10 - 15 * number}">{escape(name)}</text>'
        )
    if mark:
        a, b, label = mark
        at, up = _x(a, x_range), _y(b, y_range)
        anchor = "end" if at > WIDTH / 2 else "start"
        parts.append(f'<circle class="mark" cx="{at:.1f}" cy="{up:.1f}" r="5"/>')
        parts.append(
            f'<text class="mark" text-anchor="{anchor}" x="{at + (-9 if anchor == "end" else 9):.1f}" y="{max(TOP + 10, up + 16):.1f}">{escape(label)}</text>'
        )
    return _svg(parts, HEIGHT, f"{y} over {x}")


def histogram(values: Sequence[float], x: str, marks: Mapping[str, float], bins: int = 24) -> str:
    """How often values occur, with labelled upright lines."""
    top = max([*values, *marks.values(), 1e-9])
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, int(value / top * bins))] += 1
    reach = (0.0, max([*counts, 1]) * HEADROOM)
    parts = [*_axes(x, "questions", (0.0, top), reach)]
    width = (WIDTH - LEFT - RIGHT) / bins
    for number, count in enumerate(counts):
        up = _y(count, reach)
        parts.append(
            f'<rect class="bar" x="{LEFT + number * width + 1:.1f}" y="{up:.1f}" width="{width - 2:.1f}" height="{HEIGHT - BOTTOM - up:.1f}"/>'
        )
    places = {name: _x(value, (0.0, top)) for name, value in marks.items()}
    # All lines before all names: a name that another's line would cross stays readable.
    for at in places.values():
        parts.append(f'<line class="mark" x1="{at:.1f}" x2="{at:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>')
    for number, (name, at) in enumerate(places.items()):
        anchor, aside = ("end", -5) if at > 0.7 * WIDTH else ("start", 5)
        parts.append(
            f'<text class="mark" text-anchor="{anchor}" x="{at + aside:.1f}" y="{TOP + 12 + 15 * number}">{escape(name)} {marks[name]:.2f} s</text>'
        )
    return _svg(parts, HEIGHT, f"questions over {x}")


def bars(shares: Mapping[str, float]) -> str:
    """A horizontal bar for each share, 0 to 1, with its name and figure."""
    parts = []
    for number, (name, share) in enumerate(shares.items()):
        up = TOP + number * ROW * 1.7
        short = name if len(name) <= 62 else name[:61] + "…"
        parts.append(f'<text x="4" y="{up + 10:.1f}">{escape(short)}</text>')
        parts.append(
            f'<rect class="bar" x="4" y="{up + 15:.1f}" width="{max(1.0, share * (WIDTH - 70)):.1f}" height="12"/>'
        )
        parts.append(f'<text x="{10 + share * (WIDTH - 70):.1f}" y="{up + 25:.1f}">{share:.1%}</text>')
    return _svg(parts, int(TOP + len(shares) * ROW * 1.7 + 10), "shares")


def interval(mean: float, low: float, high: float) -> str:
    """A mean between 0 and 1 as a bar with the whiskers of its interval, for a table's cell."""
    width, height = 160, 14
    a, b, c = (max(0.0, min(1.0, value)) * (width - 2) + 1 for value in (low, mean, high))
    return (
        f'<svg class="cell" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="{mean:.3f}">'
        f'<rect class="ground" x="1" y="3" width="{width - 2}" height="8"/><rect class="bar" x="1" y="3" width="{b - 1:.1f}" height="8"/>'
        f'<line class="whisker" x1="{a:.1f}" x2="{c:.1f}" y1="7" y2="7"/><line class="whisker" x1="{a:.1f}" x2="{a:.1f}" y1="3" y2="11"/>'
        f'<line class="whisker" x1="{c:.1f}" x2="{c:.1f}" y1="3" y2="11"/></svg>'
    )


def _axes(x: str, y: str, x_range: tuple[float, float], y_range: tuple[float, float]) -> list[str]:
    parts = []
    for up in _ticks(y_range):
        parts.append(
            f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{_y(up, y_range):.1f}" y2="{_y(up, y_range):.1f}"/>'
        )
        parts.append(
            f'<text class="tick" text-anchor="end" x="{LEFT - 5}" y="{_y(up, y_range) + 4:.1f}">{up:.4g}</text>'
        )
    for across in _ticks(x_range):
        parts.append(
            f'<text class="tick" text-anchor="middle" x="{_x(across, x_range):.1f}" y="{HEIGHT - BOTTOM + 15}">{across:.4g}</text>'
        )
    parts.append(
        f'<text class="axis" text-anchor="middle" x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 6}">{escape(x)}</text>'
    )
    parts.append(
        f'<text class="axis" text-anchor="middle" transform="rotate(-90 11 {HEIGHT / 2 - 10})" x="11" y="{HEIGHT / 2 - 10}">{escape(y)}</text>'
    )
    return parts


def _ticks(reach: tuple[float, float]) -> list[float]:
    """Three to seven round numbers from one end to the other: steps of 1, 2, 2.5 or 5 times a power of ten."""
    low, high = reach
    power = 10.0 ** math.floor(math.log10(max(high - low, 1e-9)))
    step = next(size * power for size in (0.2, 0.25, 0.5, 1, 2) if (high - low) / (size * power) <= TICKS)
    return [number * step for number in range(math.ceil(low / step), math.floor(high / step + 1e-9) + 1)]


def _x(value: float, reach: tuple[float, float]) -> float:
    return LEFT + (value - reach[0]) / ((reach[1] - reach[0]) or 1.0) * (WIDTH - LEFT - RIGHT)


def _y(value: float, reach: tuple[float, float]) -> float:
    return HEIGHT - BOTTOM - (value - reach[0]) / ((reach[1] - reach[0]) or 1.0) * (HEIGHT - TOP - BOTTOM)


def _svg(parts: Sequence[str], height: int, label: str) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" aria-label="{escape(label)}">'
        f"{''.join(parts)}</svg>"
    )
