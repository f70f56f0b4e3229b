"""What would change our mind about a verdict: more sites or months, or something learnt."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, log
from typing import Any

from whatworks.placebo import multiple

from ..choices import Because, LeftOut, Mind, VerdictWord

MOST_MONTHS, MOST_SITES = 120, 500


@dataclass(frozen=True, slots=True)
class WouldChange:
    """One thing that would change our mind; n: how many, least: the fall worth having, most: how
    many there are."""

    code: Mind
    n: int | None = None
    least: int | None = None
    most: int | None = None

    @property
    def sentence(self) -> str:
        return str(self.code.label) % {
            "n": self.n,
            "least": self.least,
            "most": self.most,
        }


def minds(
    result: Mapping[str, Any], *, months_after: float, places: int | None = None
) -> list[WouldChange]:
    """In the order in which they'd help most.

    months_after: treated months of the average treated unit so far. places: that the study
    compares, of which one at least has to stay without the programme.
    """
    because, word = set(result["because"]), result["word"]
    found: list[WouldChange] = []
    if word in (VerdictWord.CANNOT_TELL, VerdictWord.PROMISING):
        found += _more(result, months_after, places)
    without_date = [
        one
        for one in result["left_out"]
        if one["reason"] in (LeftOut.START_UNKNOWN, LeftOut.YEAR_ONLY)
    ]
    holds = {
        Mind.APART: Because.STARTED_TOGETHER in because,
        Mind.FAR_UNITS: Because.NET_UNKNOWN in because,
        Mind.FELL_BEFORE: Because.FELL_BEFORE in because,
        Mind.NEIGHBOURS_RISE: word == VerdictWord.WORKS,
        Mind.RECORDING: word in (VerdictWord.WORKS, VerdictWord.HARMFUL),
        Mind.BY_LOT: result["grade"] < 5,
    }
    found += [WouldChange(code) for code, is_so in holds.items() if is_so]
    if without_date:
        found.append(WouldChange(Mind.DATES, len(without_date)))
    return found


def _more(result: Mapping[str, Any], months_after: float, places: int | None) -> list[WouldChange]:
    """How many more sites or months would show the least worthwhile fall with 80 % power.

    The variance falls with sites; with months only as far as it comes from counting, so the months
    are the least that it could take.
    """
    seen, least = result["smallest_seen_percent"], result["least_worthwhile_percent"]
    treated = result["treated_units"]
    if seen is None or treated < 2 or seen <= least or seen >= 100:
        return []
    times = (log(1 - seen / 100) / log(1 - least / 100)) ** 2
    sites = _sites(treated, times)
    months = ceil(months_after * (times - 1))
    found = []
    if sites <= MOST_SITES:
        is_there = places is None or sites < places
        code = Mind.MORE_SITES if is_there else Mind.MORE_SITES_THAN_THERE
        found.append(WouldChange(code, sites, round(least), places))
    if 0 < months <= MOST_MONTHS:
        found.append(WouldChange(Mind.MORE_MONTHS, months, round(least)))
    return found or [WouldChange(Mind.OUT_OF_REACH, None, round(least))]


def _sites(treated: int, times: float) -> int:
    """With more sites the t quantiles shrink as well, so fewer do than the variance alone asks."""
    sites = treated
    while sites < MOST_SITES + 1:
        sites += 1
        if sites / treated * (multiple(treated) / multiple(sites)) ** 2 >= times:
            break
    return sites
