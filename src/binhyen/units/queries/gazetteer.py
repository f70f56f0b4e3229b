"""Which unit a typed name means: the index of a day over real units."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Max, OuterRef

from ..choices import Level
from ..models import Reach, Succession, Unit, UnitQuerySet
from ..rules import names
from ..rules.names import How, Why


@dataclass(frozen=True, slots=True)
class Found:
    """The unit meant, and how sure the spelling makes it: exact, folded, spelling or code."""

    unit: Unit
    how: How


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several units fit what was typed; its kind or district would decide."""

    candidates: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """One unit is proposed, but the typed kind, place or letters contradict it."""

    proposal: Unit
    why: Why
    others: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True)
class Unknown:
    """No unit has such a name; the most alike, best first."""

    suggestions: tuple[Unit, ...] = ()


Match = Found | Ambiguous | Near | Unknown


class Gazetteer:
    """The commune-level units of a day, by what officers type.

    Loads once (a tenth of a second for the nation, far less for a province) with three
    queries and then answers from memory. An island district that has no communes counts as
    one. Districts that ended and provinces that merged still narrow a name.
    """

    def __init__(self, *, on: date, within: Iterable[Unit] | None = None) -> None:
        """on: the day whose units are meant. within: only what these cover, in any year."""
        rows = list(_lowest(on, within))
        self._units = {unit.pk: unit for unit in rows}
        homes = _homes(rows)
        self._index = names.Index(
            names.Entry(
                u.pk, u.code, u.kind, u.short_name, tuple(u.aliases), frozenset(homes[u.pk])
            )
            for u in rows
        )
        self._known: dict[tuple[str, str, str], Match] = {}

    def __len__(self) -> int:
        return len(self._units)

    def match(self, text: str, *, district: str = "", province: str = "") -> Match:
        """What a typed name or code means; district and province from columns of their own.

        The same words are answered from memory the second time.
        """
        asked = (text, district, province)
        if asked not in self._known:
            answer = self._index.match(text, district=district, province=province)
            self._known[asked] = self._with_units(answer)
        return self._known[asked]

    def _with_units(self, answer: names.Match) -> Match:
        match answer:
            case names.Found(unit, how):
                return Found(self._units[unit], how)
            case names.Ambiguous(candidates):
                return Ambiguous(self._all(candidates))
            case names.Near(proposal, why, others):
                return Near(self._units[proposal], why, self._all(others))
            case names.Unknown(suggestions):
                return Unknown(self._all(suggestions))

    def _all(self, units: Sequence[int]) -> tuple[Unit, ...]:
        return tuple(self._units[unit] for unit in units)


def gazetteer(*, on: date, within: Sequence[Unit] | None = None) -> Gazetteer:
    """A gazetteer that was made before for the same units of the same day, or a new one."""
    state = Unit.objects.aggregate(Max("pk"), Count("pk"), Count("valid_to"))
    days = Unit.objects.at(on).aggregate(Max("valid_from"), Count("pk"))
    scope = None if within is None else tuple(sorted(unit.pk for unit in within))
    key = (scope, *days.values(), *state.values())
    if key not in _MADE:
        while len(_MADE) >= _KEPT:
            _MADE.pop(next(iter(_MADE)))
        _MADE[key] = Gazetteer(on=on, within=within)
    return _MADE[key]


_KEPT = 8
_MADE: dict[tuple, Gazetteer] = {}


def _lowest(on: date, within: Iterable[Unit] | None) -> UnitQuerySet:
    """Communes of the day, and districts without any."""
    there = Unit.objects.at(on)
    if within is not None:
        there = there.filter(pk__in=_covered(list(within)))
    communes = there.filter(level=Level.COMMUNE)
    without = there.filter(level=Level.DISTRICT).exclude(
        Exists(Unit.objects.filter(parent=OuterRef("pk")))
    )
    return (communes | without).defer("sort_key", "folded", "source").order_by("pk")


def _covered(units: Sequence[Unit]) -> set[int]:
    """Everything these units cover in any year; an ended unit what lay below it."""
    covered = set(Reach.objects.filter(over__in=units).values_list("unit", flat=True))
    for unit in units:
        if unit.valid_to is not None or unit.level == Level.NATION:
            covered |= set(Unit.objects.under(unit).values_list("pk", flat=True))
    return covered


def _homes(units: Sequence[Unit]) -> dict[int, set[names.Home]]:
    """What each unit lies in, lay in through its predecessors, or lies in through successors."""
    over = {
        u.path: names.Home(u.kind, names.loose_key(u.short_name))
        for u in Unit.objects.filter(level__in=[Level.PROVINCE, Level.DISTRICT]).only(
            "path", "kind", "short_name"
        )
    }
    paths = defaultdict(set, {unit.pk: {unit.path} for unit in units})
    links = Succession.objects.values_list("old_id", "old__path", "new_id", "new__path")
    for old, old_path, new, new_path in links:
        paths[old].add(new_path)
        paths[new].add(old_path)
    return {
        unit.pk: {
            over[prefix]
            for path in paths[unit.pk]
            for prefix in _prefixes(path)
            if prefix in over and prefix != unit.path
        }
        for unit in units
    }


def _prefixes(path: str) -> list[str]:
    steps = path.split("/")[:-1]
    return ["/".join(steps[:depth]) + "/" for depth in range(1, len(steps) + 1)]
