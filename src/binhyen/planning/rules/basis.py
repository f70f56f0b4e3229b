"""All that a plan is worked out from, as plain values that are kept with it.

`gathered` makes of what the register and the figures say the JSON that `Plan.basis` stores;
`ground` makes of that, and of what was wished for, what the planner weighs. The planner never sees
anything that isn't stored.

    outcomes   series → {first, last, months, per: "person" | "commune", refused}
    communes   code → {unit, name, area, people, neighbours, running, need: series →
               {counted, months, events, sd, per_head, low, high}}      a year, `per` one of `per`
    programmes code → {lessons: series → {run, study, word, basis, percent, low, high, log_ratio,
               se, net_percent where a share was typed instead}, alike: commune → 0 … 1,
               studied: communes, spill}
    left_out   [{code, unit, name, why}]
    promised   [[commune, programme, key of the adopted plan that pays for it]], `running` as well
    illustrative  whether neighbours come from the map's cells
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from whatworks import NotEstimable

from ..choices import Basis, Beyond
from .ground import Commune, Floats, Ground, Offer, Wishes
from .learning import Lesson, drawn_in, lessons, unstudied
from .transport import Learned, Need, expected_averted, likeness, need

YEAR = 12
FEWEST_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A commune of today as the register knows it.

    counted: by series, events and in how many months they were told. features: what makes it like
    another.
    """

    code: str
    unit: int
    name: str
    area: str
    features: tuple[float, ...]
    neighbours: tuple[str, ...] = ()
    running: frozenset[str] = frozenset()
    counted: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Studied:
    """One outcome of a programme's study. places: codes of communes where the programme ran."""

    programme: str
    series: str
    run: int
    study: str
    word: str
    result: Mapping[str, Any]
    places: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The months whose events were counted, by their codes."""

    first: str
    last: str
    months: int


def gathered(
    places: Sequence[Place],
    studies: Iterable[Studied],
    window: Window,
    *,
    communes: Sequence[Mapping[str, Any]],
    offers: Sequence[Mapping[str, Any]],
    harm: Mapping[str, float],
    illustrative: bool,
) -> dict[str, Any]:
    """What is known, for storage. communes, offers, harm: as the plan has them."""
    series = [key for key, weight in harm.items() if weight > 0]
    listed = {one["code"]: one for one in communes}
    kept, left = _kept(places, listed, series)
    people = [listed[place.code].get("population") for place in kept]
    needs, outcomes = _needs(kept, people, series, window)
    codes = {place.code for place in kept}
    return {
        "outcomes": outcomes,
        "communes": {
            place.code: {
                "unit": place.unit,
                "name": place.name,
                "area": place.area,
                "people": people[row],
                "neighbours": [code for code in place.neighbours if code in codes],
                "running": sorted(place.running),
                "need": {key: _need_of(needs[key], place, key, row) for key in needs},
            }
            for row, place in enumerate(kept)
        },
        "programmes": _programmes(kept, list(studies), offers, needs.keys()),
        "left_out": left,
        "illustrative": illustrative,
    }


def _kept(
    places: Sequence[Place], listed: Mapping[str, Any], series: Sequence[str]
) -> tuple[list[Place], list[dict[str, Any]]]:
    """Communes that are planned for; the others with why not."""
    kept, left = [], []
    for place in places:
        why = None
        if place.code not in listed:
            why = Beyond.NOT_LISTED
        elif any(place.counted.get(key, (0, 0))[1] < FEWEST_MONTHS for key in series):
            why = Beyond.NO_FIGURES
        if why is None:
            kept.append(place)
        else:
            left.append(
                {"code": place.code, "unit": place.unit, "name": place.name, "why": why.value}
            )
    return kept, left


def _needs(
    kept: Sequence[Place], people: Sequence[int | None], series: Sequence[str], window: Window
) -> tuple[dict[str, Need], dict[str, Any]]:
    """Per head where everybody's number is known, else per commune."""
    is_counted = bool(people) and all(people)
    heads = np.array([one or 1 if is_counted else 1 for one in people], dtype=float)
    needs: dict[str, Need] = {}
    outcomes: dict[str, Any] = {}
    for key in series:
        told = {
            "first": window.first,
            "last": window.last,
            "months": window.months,
            "per": "person" if is_counted else "commune",
            "refused": None,
        }
        found = _need(kept, heads, key, window)
        if found is None:
            told["refused"] = "nobody"
        elif isinstance(found, NotEstimable):
            told["refused"] = str(found.reason)
        else:
            needs[key] = found
        outcomes[key] = told
    return needs, outcomes


def _need(
    kept: Sequence[Place], heads: Floats, key: str, window: Window
) -> Need | NotEstimable | None:
    """A commune that told fewer months weighs less, and is not taken for a quieter one."""
    if not kept:
        return None
    counts = [place.counted[key][0] for place in kept]
    told = np.array([place.counted[key][1] / window.months for place in kept])
    found = need(counts, heads * told, years=window.months / YEAR)
    if not isinstance(found, Need):
        return found
    return Need(
        events=found.events / told,
        sd=found.sd / told,
        per_head=found.per_head,
        low=found.low,
        high=found.high,
    )


def _need_of(found: Need, place: Place, key: str, row: int) -> dict[str, Any]:
    counted, months = place.counted[key]
    numbers = {name: float(getattr(found, name)[row]) for name in _NEED}
    return {"counted": counted, "months": months, **numbers}


_NEED = ("events", "sd", "per_head", "low", "high")


def _programmes(
    kept: Sequence[Place],
    studies: Sequence[Studied],
    offers: Sequence[Mapping[str, Any]],
    series: Iterable[str],
) -> dict[str, Any]:
    known = set(series)
    features = np.array([place.features for place in kept], dtype=float)
    told = {}
    for offer in offers:
        own = {
            one.series: one
            for one in studies
            if one.programme == offer["code"] and one.series in known
        }
        results = {key: one.result for key, one in own.items()}
        spill = offer.get("spill")
        learned = lessons(results, spill=spill)
        there = frozenset().union(*(own[key].places for key in learned))
        is_there = [place.code in there for place in kept]
        alike = likeness(features, is_there) if kept and learned else np.zeros(len(kept))
        told[offer["code"]] = {
            "lessons": {
                key: _lesson_told(own[key], one) | _net_told(own[key], one)
                for key, one in learned.items()
            },
            "alike": {place.code: round(float(r), 6) for place, r in zip(kept, alike, strict=True)},
            "studied": sum(is_there),
            "spill": spill or 0.0,
        }
    return told


def _lesson_told(one: Studied, found: Lesson) -> dict[str, Any]:
    low, high = found.interval
    return {
        "run": one.run,
        "study": one.study,
        "word": one.word,
        "basis": found.basis.value,
        "log_ratio": found.log_ratio,
        "se": found.se,
        "percent": found.percent,
        "low": low,
        "high": high,
    }


def _net_told(one: Studied, found: Lesson) -> dict[str, float]:
    """What the verdict rests on where somebody's share is used instead, to be told beside it."""
    if found.basis is not Basis.TYPED or one.result.get("scope") != "net":
        return {}
    net = lessons({one.series: one.result}).get(one.series)
    return {"net_percent": net.percent} if net else {}


def sha256(basis: Mapping[str, Any], asked: Mapping[str, Any]) -> str:
    """Of everything that the result depends on."""
    text = json.dumps([basis, asked], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


# ------------------------------------------------------------------------------ what is weighed


def ground(
    basis: Mapping[str, Any],
    *,
    communes: Sequence[Mapping[str, Any]],
    offers: Sequence[Mapping[str, Any]],
    harm: Mapping[str, float],
    years: float,
) -> Ground:
    """What the planner weighs, of what is stored."""
    there: Mapping[str, Any] = basis["communes"]
    listed = {one["code"]: one for one in communes}
    known = [offer for offer in offers if offer["code"] in basis["programmes"]]
    codes = {offer["code"] for offer in known}
    series = [key for key, one in basis["outcomes"].items() if one["refused"] is None]
    averted, sd = _expected(basis, [offer["code"] for offer in known], series, harm, years)
    return Ground(
        communes=tuple(
            Commune(
                code=code,
                name=one["name"],
                area=one["area"],
                capacity=listed[code]["capacity"],
                is_poor=listed[code]["is_poor"],
                community_vnd=listed[code]["community_vnd"],
                cost_percent=listed[code]["cost_percent"],
                neighbours=tuple(one["neighbours"]),
                running=frozenset(one["running"]) & codes,
            )
            for code, one in there.items()
        ),
        offers=tuple(
            Offer(
                code=offer["code"],
                name=offer["name"],
                aim=offer["aim"],
                state_vnd=offer["state_vnd"],
                community_vnd=offer["community_vnd"],
                load=offer["load"],
                most_communes=offer["most_communes"],
                spill=basis["programmes"][offer["code"]]["spill"],
            )
            for offer in known
        ),
        averted=averted,
        sd=sd,
    )


def _expected(
    basis: Mapping[str, Any],
    offers: Sequence[str],
    series: Sequence[str],
    harm: Mapping[str, float],
    years: float,
) -> tuple[Floats, Floats]:
    there = basis["communes"]
    if not there or not offers or not series:
        shape = (len(there), len(offers))
        return np.zeros(shape), np.zeros(shape)
    needs = {
        key: Need(**{name: np.array([one["need"][key][name] for one in there.values()])
                     for name in _NEED})
        for key in series
    }  # fmt: skip
    learned: dict[str, dict[str, Learned]] = {}
    alike: dict[str, Floats] = {}
    for code in offers:
        one = basis["programmes"][code]
        learned[code] = {
            key: drawn_in(_lesson(told)) for key, told in one["lessons"].items() if key in needs
        } or {series[0]: unstudied()}
        alike[code] = np.array([one["alike"][commune] for commune in there])
    return expected_averted(needs, learned, alike, harm=harm, years=years)


def _lesson(told: Mapping[str, Any]) -> Lesson:
    return Lesson(basis=Basis(told["basis"]), log_ratio=told["log_ratio"], se=told["se"])


def wishes(asked: Mapping[str, Any], basis: Mapping[str, Any]) -> Wishes:
    """What the plan must keep; asked: as the plan has it, pairs of communes left out left out."""

    def pairs(name: str) -> frozenset[tuple[str, str]]:
        return frozenset((c, p) for c, p in asked[name] if c in basis["communes"])

    return Wishes(
        state_vnd=asked["state_vnd"],
        community_vnd=asked["community_vnd"],
        most_per_aim=asked["most_per_aim"],
        least_per_area=asked["least_per_area"],
        least_per_poor_commune=asked["least_per_poor_commune"],
        wanted=pairs("wanted"),
        refused=pairs("refused"),
        caution=asked["caution_percent"] / 100,
    )
