"""The same site written twice: found before it is entered."""

from collections import defaultdict
from collections.abc import Iterable

from binhyen.kernel.text import fold
from binhyen.units.choices import SuccessionKind
from binhyen.units.models import Succession, Unit

from ..models import Programme, Site
from ..rules import village_key
from .facts import SiteFacts

Key = tuple[int, int, str, str]


class Twins:
    """The register's sites around some lines, by programme, unit, village and organisation.

    Whole successions are followed: a site recorded at a commune is found again under the
    commune that took it over whole, and the other way. Two communes that went into one are
    not taken for each other.
    """

    def __init__(self, lines: Iterable[SiteFacts]) -> None:
        lines = list(lines)
        self._kin = kin_of({line.unit.pk for line in lines})
        self._sites: dict[Key, list[Site]] = defaultdict(list)
        for site in self._near(lines):
            host = site.organisation.folded if site.organisation else ""
            self._sites[site.programme_id, site.unit_id, village_key(site.village), host].append(
                site
            )

    def of(self, line: SiteFacts) -> list[Site]:
        """Sites that this line may be, those of the very same unit first."""
        host = line.organisation.name if line.organisation else ""
        return self.at(line.programme, line.unit, line.village, host)

    def at(self, programme: Programme, unit: Unit, village: str, host: str = "") -> list[Site]:
        """The same by name, for an organisation that may not be in the register yet."""
        place = (village_key(village), fold(host))
        return [
            site
            for unit_id in [unit.pk, *sorted(self._kin.get(unit.pk, ()))]
            for site in self._sites.get((programme.pk, unit_id, *place), [])
        ]

    def _near(self, lines: list[SiteFacts]) -> Iterable[Site]:
        units = set(self._kin) | {pk for kin in self._kin.values() for pk in kin}
        sites = Site.objects.filter(
            programme__in={line.programme.pk for line in lines}, unit__in=units
        )
        return sites.select_related("programme", "unit", "organisation", "decision").order_by("pk")


def kin_of(unit_ids: set[int]) -> dict[int, set[int]]:
    """Those each unit wholly went into, and those that wholly went into it, at any remove."""
    ahead: dict[int, set[int]] = defaultdict(set)
    behind: dict[int, set[int]] = defaultdict(set)
    whole = Succession.objects.filter(kind=SuccessionKind.WHOLE)
    for old, new in whole.values_list("old_id", "new_id").order_by():
        ahead[old].add(new)
        behind[new].add(old)
    return {pk: _walk(pk, ahead) | _walk(pk, behind) for pk in unit_ids}


def _walk(start: int, steps: dict[int, set[int]]) -> set[int]:
    seen: set[int] = set()
    waiting = [start]
    while waiting:
        new = steps.get(waiting.pop(), set()) - seen - {start}
        seen |= new
        waiting += new
    return seen
