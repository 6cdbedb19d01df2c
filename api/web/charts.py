"""Figures as charts that can be drawn without script: places of points and bars, and the words that say the same. Pure.

The drawing is 360 wide and as tall as `HEIGHT`, so that its letters stay readable on a phone. A point without a value
breaks its line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 360, 190
LEFT, RIGHT, TOP, BOTTOM = 34, 10, 14, 160
STEPS = 4
LABELS = 6


@dataclass(frozen=True, slots=True)
class Point:
    """One value: where it stands, what it says, and the period it is of."""

    x: float
    y: float
    told: str
    period: str


@dataclass(frozen=True, slots=True)
class Line:
    """The values of one measure, as connected stretches of points."""

    name: str
    stretches: tuple[tuple[Point, ...], ...]

    @property
    def points(self) -> tuple[Point, ...]:
        """Every point."""
        return tuple(point for stretch in self.stretches for point in stretch)

    @property
    def paths(self) -> list[str]:
        """The stretches as SVG draws them."""
        return [
            "M" + " L".join(f"{point.x:.1f} {point.y:.1f}" for point in stretch)
            for stretch in self.stretches
            if len(stretch) > 1
        ]


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines or bars over periods. ``levels``: horizontal lines with what they mean; ``labels``: periods below."""

    lines: tuple[Line, ...]
    bars: tuple[Point, ...]
    levels: tuple[tuple[float, str], ...]
    labels: tuple[tuple[float, str], ...]
    bar_width: float = 0
    described: str = ""


def shares_chart(periods: Sequence[str], shares: Mapping[str, Sequence[tuple[int, int] | None]]) -> Chart:
    """Return lines of shares between nothing and all.

    Args:
        shares: by the measure's name, a part and a whole for each period, or None where there is nothing to tell.
    """
    xs = _places(len(periods))
    lines = []
    for name, values in shares.items():
        stretches: list[list[Point]] = [[]]
        for x, period, value in zip(xs, periods, values, strict=True):
            if value is None or value[1] == 0:
                stretches.append([])
                continue
            stretches[-1].append(Point(x, _height(value[0] / value[1]), f"{value[0]}/{value[1]}", period))
        lines.append(Line(name, tuple(tuple(stretch) for stretch in stretches if stretch)))
    levels = tuple((_height(step / STEPS), f"{100 * step // STEPS}%") for step in range(STEPS + 1))
    return Chart(tuple(lines), (), levels, _labels(xs, periods), described=_described(lines))


def counts_chart(periods: Sequence[str], name: str, counts: Sequence[int]) -> Chart:
    """Return bars of counts, from nothing to a round number not less than the largest."""
    xs = _places(len(periods))
    top = _round_top(max(counts, default=0))
    bars = tuple(Point(x, _height(n / top), str(n), period) for x, period, n in zip(xs, periods, counts, strict=True))
    levels = tuple((_height(step / STEPS), _written(top * step / STEPS)) for step in range(STEPS + 1))
    width = round((WIDTH - LEFT - RIGHT) / max(len(periods), 1) * 0.6, 1)
    return Chart((), bars, levels, _labels(xs, periods), width, _described([Line(name, (bars,))]))


def short_name(period_key: str) -> str:
    """Return a period's name as short as it stays clear: 9/26, Q3/26, H2/26, 2026."""
    year, _, part = period_key.partition("-")
    return f"{part.lstrip('0')}/{year[2:]}" if part else year


def _places(n: int) -> list[float]:
    step = (WIDTH - LEFT - RIGHT) / max(n, 1)
    return [round(LEFT + step * (place + 0.5), 1) for place in range(n)]


def _height(share: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * share, 1)


def _labels(xs: Sequence[float], periods: Sequence[str]) -> tuple[tuple[float, str], ...]:
    """Every so manyth period, the last always, so that their names do not touch."""
    every = max(-(-len(periods) // LABELS), 1)
    last = len(periods) - 1
    return tuple((x, periods[place]) for place, x in enumerate(xs) if (last - place) % every == 0)


def _round_top(most: int) -> int:
    top = STEPS
    while top < most:
        top = top * 5 // 2 if str(top)[0] == "4" else top * 2
    return top


def _written(number: float) -> str:
    return f"{number:.0f}"


def _described(lines: Sequence[Line]) -> str:
    told = []
    for line in lines:
        points = line.points
        if points:
            told.append(f"{line.name}: {points[0].told} ({points[0].period}) → {points[-1].told} ({points[-1].period})")
    return "; ".join(told)
