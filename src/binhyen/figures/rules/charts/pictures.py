"""A funnel as shapes: a dot a unit, two pairs of limits and the line of all together."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from .funnels import Funnel, Limit
from .lines import A_LETTER, BESIDE, RIGHT, WIDTH, Mark
from .scales import Scale, shown, ticks

HEIGHT = 380
TOP, BOTTOM = 30, 46  # with room for what the axes are
ROOM = 1.12  # above the highest unit


@dataclass(frozen=True, slots=True)
class UnitDot:
    x: float
    y: float
    look: str
    text: str


@dataclass(frozen=True, slots=True)
class FunnelChart:
    """far, near: the areas between the limits, as paths; centre: where all together lie."""

    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    far: str
    near: str
    centre: float
    dots: tuple[UnitDot, ...]
    across: tuple[Mark, ...]
    below: tuple[Mark, ...]


def funnel_chart(
    funnel: Funnel,
    texts: Mapping[int, str],
    *,
    write: Callable[[float], str],
    write_size: Callable[[float], str],
    times: float = 1.0,
    width: int = WIDTH,
) -> FunnelChart:
    """texts: what each dot says of its unit. times: from the funnel's values to those written."""
    sizes = [limit.size for limit in funnel.limits]
    top = max([*(point.value for point in funnel.points), funnel.limits[-1].far_high]) * ROOM
    steps, below = ticks(0, top * times), ticks(sizes[0], sizes[-1])
    left = BESIDE + A_LETTER * max(len(write(step)) for step in steps)
    across = Scale(steps[0] / times, steps[-1] / times, HEIGHT - BOTTOM, TOP)
    along = Scale(min(sizes[0], below[0]), max(sizes[-1], below[-1]), left + 6, width - RIGHT)
    dots = [
        UnitDot(along.at(p.size), across.at(p.value), p.stands, texts.get(p.number, ""))
        for p in sorted(funnel.points, key=lambda point: point.stands != "within")
    ]
    return FunnelChart(
        width,
        HEIGHT,
        round(left, 1),
        width - RIGHT,
        TOP,
        HEIGHT - BOTTOM,
        _area(funnel.limits, along, across, lambda one: (one.far_low, one.far_high)),
        _area(funnel.limits, along, across, lambda one: (one.low, one.high)),
        across.at(funnel.centre),
        tuple(dots),
        tuple(Mark(across.at(step / times), write(step)) for step in steps),
        tuple(Mark(along.at(step), write_size(step)) for step in below),
    )


def _area(
    limits: Iterable[Limit],
    along: Scale,
    across: Scale,
    ends: Callable[[Limit], tuple[float, float]],
) -> str:
    """Between the lower and the upper limits; what leaves the drawing is cut at its edge."""
    limits = list(limits)
    lower = [(along.at(one.size), across.at(max(ends(one)[0], across.low))) for one in limits]
    upper = [(along.at(one.size), across.at(min(ends(one)[1], across.high))) for one in limits]
    return "M" + "L".join(f"{shown(x)} {shown(y)}" for x, y in [*upper, *lower[::-1]]) + "Z"
