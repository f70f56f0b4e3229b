"""Forms of reports: those of the package, and a unit's own versions of them."""

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

from django.db.models import QuerySet

from binhyen.figures.queries import Catalogue, calendar, catalogue, made_of, period
from binhyen.people.models import Person
from binhyen.units.models import Unit

from ..models import Frame
from ..rules import shapes
from ..rules.parsing import read_frame

SHIPPED = ("month", "quarter", "half", "year")
A_YEAR = 2025


@dataclass(frozen=True, slots=True)
class FoundFrame:
    """A form in use at a unit: its own, that of a unit above, or, without `stored`, ours."""

    shape: shapes.Frame
    text: str
    stored: Frame | None = None

    @property
    def code(self) -> str:
        return self.shape.code

    @property
    def version(self) -> int:
        return self.stored.version if self.stored else 0


@cache
def kinds_of_months() -> frozenset[str]:
    """The kinds of periods that reporting months make up: only for these there are figures."""
    known = calendar()
    return frozenset(
        kind.code for kind in known.kinds if made_of(period(kind, A_YEAR), known.returned)
    )


@cache
def shipped_frames() -> tuple[FoundFrame, ...]:
    """The forms of the package. Raises DefinitionFaulty for one that is broken."""
    folder = files("binhyen.reports").joinpath("shipped")
    texts = [folder.joinpath(f"{name}.toml").read_text(encoding="utf-8") for name in SHIPPED]
    kinds = kinds_of_months()
    return tuple(
        FoundFrame(read_frame(text, known=catalogue(), kinds=kinds), text) for text in texts
    )


def shipped_frame(code: str) -> FoundFrame | None:
    return next((each for each in shipped_frames() if each.code == code), None)


@lru_cache(maxsize=128)
def read_again(text: str) -> shapes.Frame:
    """A form from a text that was checked when it was kept."""
    return read_frame(text)


def read_new(text: str, unit: Unit) -> shapes.Frame:
    """What a text would be as a form of a unit. Raises DefinitionFaulty with every fault."""
    return read_frame(text, known=catalogue(unit), kinds=kinds_of_months())


def frames_for(unit: Unit, on: date) -> list[FoundFrame]:
    """The forms in force at a unit on a day: its own before those above it, these before ours.

    One query.
    """
    steps = unit.path.split("/")[:-1]
    paths = ["/".join(steps[:depth]) + "/" for depth in range(1, len(steps) + 1)]
    rows = Frame.objects.filter(unit__path__in=paths, effective_on__lte=on)
    best: dict[str, Frame] = {}
    for row in sorted(rows.select_related("unit"), key=lambda r: (len(r.unit.path), r.version)):
        best[row.code] = row
    own = [FoundFrame(read_again(row.text), row.text, row) for row in best.values()]
    rest = [each for each in shipped_frames() if each.code not in best]
    return sorted([*own, *rest], key=lambda each: (_length(each.shape.kind), each.shape.name))


def frame_for(unit: Unit, code: str, on: date) -> FoundFrame | None:
    return next((each for each in frames_for(unit, on) if each.code == code), None)


def frames_named(codes: set[str]) -> list[FoundFrame]:
    """Forms by their codes, for their names: ours, and the newest of what units have made."""
    found = {each.code: each for each in shipped_frames() if each.code in codes}
    if others := codes - found.keys():
        for row in Frame.objects.filter(code__in=others).order_by("version", "pk"):
            found[row.code] = FoundFrame(read_again(row.text), row.text, row)
    return sorted(found.values(), key=lambda each: (_length(each.shape.kind), each.shape.name))


def frames_listed(person: Person) -> list[Frame]:
    """The newest version of every form that the person sees, by name."""
    newest: dict[tuple[int, str], Frame] = {}
    for row in Frame.objects.visible_to(person).select_related("unit").order_by("version"):
        newest[row.unit_id, row.code] = row
    return sorted(newest.values(), key=lambda row: (row.name, row.unit.sort_key))


def versions_of(frame: Frame) -> QuerySet[Frame]:
    """Every version of a unit's form, the newest first."""
    same = Frame.objects.filter(unit=frame.unit_id, code=frame.code)
    return same.select_related("created_by").order_by("-version")


def newest_of(unit: Unit, code: str) -> Frame | None:
    return Frame.objects.filter(unit=unit, code=code).order_by("-version").first()


def unknown_keys(frame: shapes.Frame, known: Catalogue) -> list[str]:
    """The series of a form that the indicators in force no longer have."""
    return [key for key in frame.keys if key not in known.by_key and key not in known.by_code]


def _length(kind: str) -> int:
    found = calendar().by_code.get(kind)
    return found.months if found else 99
