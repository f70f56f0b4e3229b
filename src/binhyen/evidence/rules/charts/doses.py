"""How much is done against the effect, a dot a place: as a drawing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from .scales import Mark, Scale, steps

WIDTH, HEIGHT = 720, 340
TOP, BOTTOM, LEFT, RIGHT = 16, 56, 60, 20
HIGHEST = 60.0  # percent: a rise beyond is cut, so that the falls can be told apart


@dataclass(frozen=True, slots=True)
class Dose:
    """A place: how much is done, and its change in percent between the ends of its interval."""

    name: str
    amount: float
    percent: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    top: float
    bottom: float
    text: str


@dataclass(frozen=True, slots=True)
class Along:
    at: float
    text: str


@dataclass(frozen=True, slots=True)
class DoseChart:
    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    nought: float
    dots: tuple[Dot, ...]
    across: tuple[Mark, ...]
    below: tuple[Along, ...]


def dose_chart(
    places: Sequence[Dose], write: Callable[[Dose], str], number: Callable[[float], str]
) -> DoseChart | None:
    """A dot a place with a whisker. write: what a dot says; number: an amount as it is read."""
    if not places:
        return None
    marks = steps(end for one in places for end in (one.low, min(one.high, HIGHEST)))
    across = Scale(marks[0], marks[-1], HEIGHT - BOTTOM, TOP)
    amounts = round_amounts(max(one.amount for one in places))
    along = Scale(0, amounts[-1], LEFT + 10, WIDTH - RIGHT - 10)
    dots = tuple(
        Dot(
            along.at(one.amount),
            across.at(one.percent),
            across.at(one.high),
            across.at(one.low),
            write(one),
        )
        for one in sorted(places, key=lambda one: (one.amount, one.name))
    )
    return DoseChart(
        WIDTH,
        HEIGHT,
        LEFT,
        WIDTH - RIGHT,
        TOP,
        HEIGHT - BOTTOM,
        across.at(0),
        dots,
        tuple(Mark(across.at(one), one) for one in marks),
        tuple(Along(along.at(one), number(one)) for one in amounts),
    )


def round_amounts(most: float, *, parts: int = 6) -> tuple[float, ...]:
    """Round amounts from nought to the most or a little beyond."""
    if most <= 0:
        return (0.0, 1.0)
    power = 10.0 ** floor(log10(most / parts))
    step = next(power * one for one in (1, 2, 5, 10) if most / (power * one) <= parts)
    return tuple(round(step * n, 10) for n in range(ceil(most / step - 1e-9) + 1))
