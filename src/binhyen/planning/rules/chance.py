"""Whom the lot decided for: who was ranked into a single wave had none to draw."""

from collections.abc import Iterable
from dataclasses import dataclass

FEWEST_DRAWN = 4


@dataclass(frozen=True, slots=True)
class ByLot:
    """needs: classes of need whose communes began in two waves or more. forced: the others.

    compared: communes of a study that the draw begins. is_fair: whether chance decided which of
    these began first.
    """

    needs: tuple[int, ...]
    forced: tuple[int, ...]
    compared: tuple[str, ...]
    is_fair: bool


def by_lot(places: Iterable[tuple[str, int, int]]) -> ByLot:
    """places: code, class of need and wave of each commune.

    Where some classes had no lot to draw, only the rest are compared; where the rest are too few,
    all are, and none says that chance decided.
    """
    places = tuple(places)
    waves: dict[int, set[int]] = {}
    for _code, need, wave in places:
        waves.setdefault(need, set()).add(wave)
    needs = tuple(sorted(need for need, begun in waves.items() if len(begun) > 1))
    drawn = tuple(code for code, need, _wave in places if need in needs)
    forced = tuple(sorted(set(waves) - set(needs)))
    is_fair = bool(needs) and (not forced or len(drawn) >= FEWEST_DRAWN)
    every = tuple(code for code, _need, _wave in places)
    return ByLot(needs, forced, drawn if is_fair else every, is_fair)
