"""A published text that somebody holds: does it recompute, and is it what was published here."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..models import Draw
from ..rules.checking import Differing, differing
from ..rules.recompute import HEADS, faults, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found. faults: in Vietnamese, as the published program says them. draw: the one
    published here under that code, if the reader sees any; differing: where the text isn't its.
    """

    faults: tuple[str, ...] = ()
    is_announcement: bool = False
    draw: Draw | None = None
    differing: tuple[Differing, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.faults and not self.differing


def checked(text: str, draws: Iterable[Draw]) -> Checked:
    """Recompute a text, and compare it line by line with the one that was published here."""
    plain = text.replace("\r\n", "\n")
    try:
        told = read(plain)
    except ValueError as error:
        return Checked(faults=(str(error),))
    draw = next((one for one in draws if one.key == told.get("draw")), None)
    is_announcement = not any(told.get(name) for name in ("number", "seed", "waves"))
    found = _faults_before(told) if is_announcement else faults(plain)
    return Checked(
        faults=tuple(found),
        is_announcement=is_announcement,
        draw=draw,
        differing=tuple(differing(plain, _published(draw, is_announcement))) if draw else (),
    )


def _faults_before(told: dict[str, object]) -> list[str]:
    """Of a text from before the draw: only what is missing can be said."""
    names = ("draw", "commitment", "source", "sizes", "communes")
    missing = [HEADS[name] for name in names if not told.get(name)]
    return ["Thiếu mục: " + ", ".join(missing)] if missing else []


def _published(draw: Draw, is_announcement: bool) -> str:
    """As it was published; before the draw, if that is what the text is."""
    if not is_announcement:
        return draw.published
    return draw.published.partition(f"{HEADS['number']}:")[0]
