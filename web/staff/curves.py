"""What a run tells, as curves: drawn as SVG by our template, with labelled axes, from as many points as can be seen."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from web.strings import text

WIDTH, HEIGHT = 380, 190
LEFT, RIGHT, TOP, BOTTOM = 46, 10, 10, 34  # around the plot
POINTS_SHOWN = 240  # of one line; more cannot be told apart
TICKS = 4
LOG_FROM = 20.0  # how many times the lowest value the highest must be, for an axis of powers

Told = Sequence[Mapping[str, Any]]  # lines of a run's progress
Point = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """One curve: what it shows, how it is drawn ('learned', 'watched'), and its points by step."""

    label: str
    look: str
    points: Sequence[Point]


def curves(told: Told, language: str) -> list[dict[str, Any]]:
    """Loss, perplexity and learning rate over the steps; a chart without two points is left out."""
    charts = (
        ("loss", (("run_learned", "learned", "loss"), ("run_watched", "watched", "validation_loss"))),
        ("perplexity", (("run_learned", "learned", "perplexity"), ("run_watched", "watched", "validation_perplexity"))),
        ("rate", (("run_rate", "learned", "learning_rate"),)),
    )
    drawn = []
    for name, lines in charts:
        found = [Line(text(label, language), look, points(told, field)) for label, look, field in lines]
        if any(len(line.points) > 1 for line in found):
            drawn.append({"name": name, "title": text(f"run_{name}", language), **chart(found)})
    return drawn


def points(told: Told, field: str) -> list[Point]:
    """The last value of a field at each step, in the order of the steps: a resumed run takes some of them again."""
    values = {
        float(line["step"]): float(line[field])
        for line in told
        if field in line and "step" in line and math.isfinite(line[field])
    }
    return sorted(values.items())


def chart(lines: Sequence[Line]) -> dict[str, Any]:
    """Places in a picture of WIDTH by HEIGHT: a path for each line, and the ticks of both axes."""
    every = [point for line in lines for point in line.points]
    first, last = min(x for x, _ in every), max(x for x, _ in every)
    low, high = min(y for _, y in every), max(y for _, y in every)
    is_log = low > 0 and high / low > LOG_FROM
    ticks = _powers(low, high) if is_log else _round_ticks(low, high)
    low, high = min(low, *ticks), max(high, *ticks)

    def place(point: Point) -> Point:
        x, y = point
        across = (x - first) / ((last - first) or 1)
        up = _share(y, low, high, is_log=is_log)
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)

    steps = [tick for tick in _round_ticks(first, last) if first <= tick <= last and tick == int(tick)]
    return {
        "lines": [
            {
                "label": line.label,
                "look": line.look,
                "path": _path([place(point) for point in _thinned(line.points)]),
                "last": tuple(round(value, 1) for value in place(line.points[-1])),
                "value": figure(line.points[-1][1]),
            }
            for line in lines
            if line.points
        ],
        "y_ticks": [(round(place((first, tick))[1], 1), figure(tick)) for tick in ticks],
        "x_ticks": [(round(place((tick, low))[0], 1), f"{tick:,.0f}") for tick in steps],
    }


def figure(value: float) -> str:
    """A number in few characters: '0.0002', '3.41', '1,200'."""
    if value and abs(value) < 0.001:
        mantissa, _, power = f"{value:.2e}".partition("e")
        return f"{float(mantissa):g}e{int(power)}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _share(value: float, low: float, high: float, *, is_log: bool) -> float:
    if is_log:
        value, low, high = (math.log(max(number, 1e-12)) for number in (value, low, high))
    return (value - low) / ((high - low) or 1)


def _round_ticks(low: float, high: float) -> list[float]:
    """Round numbers around the values, about as many as TICKS."""
    span = (high - low) or abs(high) or 1.0
    raw = span / TICKS
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(times * power for times in (1, 2, 5, 10) if times * power >= raw)
    return [step * n for n in range(math.floor(low / step), math.ceil(high / step) + 1)]


def _powers(low: float, high: float) -> list[float]:
    """Powers of ten around the values."""
    return [10.0**n for n in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)]


def _thinned(points: Sequence[Point]) -> Sequence[Point]:
    """At most POINTS_SHOWN: means of neighbours, the last one as it is."""
    if len(points) <= POINTS_SHOWN:
        return points
    size = math.ceil(len(points) / POINTS_SHOWN)
    groups = [points[at : at + size] for at in range(0, len(points) - 1, size)]
    return [*((group[-1][0], sum(y for _, y in group) / len(group)) for group in groups), points[-1]]


def _path(places: Sequence[Point]) -> str:
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in places)
