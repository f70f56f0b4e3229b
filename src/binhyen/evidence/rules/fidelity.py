"""How much of a programme is really carried out, place by place, and what that goes with.

Everything here is kept with the run: effects by groups of places, each place's own effect drawn
towards the mean, and what the register and the monthly figures say was done there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from whatworks.counts import etwfe
from whatworks.displacement import NetEffect
from whatworks.groups import ByGroup, ByUnit, by_group, by_unit, compared_cells
from whatworks.panel import Panel
from whatworks.placebo import Detectable
from whatworks.results import Effect, NotEstimable
from whatworks.shrinkage import shrink_effects
from whatworks.study import Study, prepare

from .results import effect_told, finite

FEWEST_PLACES = 6  # under that no picture of places and no thirds
THIRDS = ("low", "middle", "high")
MEMBERS, SITES = "members", "sites"
PEOPLE = 10_000
CLEAR = 0.05
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What is known of the work at one place with the programme.

    sites: launched there; running: of these, not ended nor suspended at the end. members: of the
    running ones, None where no site says. papers_present of papers_needed, of the dossiers of the
    sites. done: by activity, how much was done in the months with the programme that are known;
    known, active: by activity, how many such months are known, and in how many anything was done.
    """

    code: str
    population: int | None = None
    is_urban: bool = False
    sites: int = 0
    running: int = 0
    members: int | None = None
    papers_needed: int = 0
    papers_present: int = 0
    done: Mapping[str, int] | None = None
    known: Mapping[str, int] | None = None
    active: Mapping[str, int] | None = None

    @property
    def shares(self) -> dict[str, float]:
        """By what is looked at, which part of it is there; nothing where it isn't known."""
        known, active = self.known or {}, self.active or {}
        months = sum(known.values())
        found = {
            "running": (self.running, self.sites),
            "papers": (self.papers_present, self.papers_needed),
            "activity": (sum(active.values()), months),
        }
        return {name: part / whole for name, (part, whole) in found.items() if whole}

    @property
    def share(self) -> float | None:
        """How much of the programme is there: the mean of what is known, None of nothing."""
        shares = self.shares
        return sum(shares.values()) / len(shares) if shares else None

    def dose(self, measure: str) -> float | None:
        """How much there is: of an activity a month; None where it isn't known."""
        if measure == SITES:
            return float(self.running) if self.sites else None
        if measure == MEMBERS:
            return None if self.members is None else float(self.members)
        months = (self.known or {}).get(measure, 0)
        return (self.done or {}).get(measure, 0) / months if months else None

    def as_dict(self) -> dict[str, Any]:
        return {
            "population": self.population,
            "sites": self.sites,
            "running": self.running,
            "members": self.members,
            "papers_needed": self.papers_needed,
            "papers_present": self.papers_present,
            "done": dict(self.done or {}),
            "known": dict(self.known or {}),
            "active": dict(self.active or {}),
            "shares": self.shares,
            "share": self.share,
        }


def told_by_place(
    found: Study, panel: Panel, delivered: Mapping[str, Delivered], activities: Sequence[str]
) -> dict[str, Any]:
    """What a run keeps beside its result: `places`, `fidelity` and `groups`.

    panel: as the study was given it. delivered: by the code of the place.
    """
    ready = prepare(panel).panel
    if isinstance(ready, NotEstimable) or not isinstance(found.effect, Effect):
        return {}
    far = isinstance(found.net, NetEffect)
    se = found.detectable.se if isinstance(found.detectable, Detectable) else None
    alone = by_unit(ready, far=far, design_se=se)
    places = [] if isinstance(alone, NotEstimable) else _places(alone)
    treated = [code for code, is_in in zip(ready.units, ready.ever_treated, strict=True) if is_in]
    measure, why_none = measured_by([one["code"] for one in places], delivered, activities)
    fidelity: dict[str, Any] = {
        "measure": measure,
        "per": PEOPLE if _is_per_people(measure, [one["code"] for one in places], delivered) else 1,
        "why_none": why_none,
        "places": {code: delivered[code].as_dict() for code in treated if code in delivered},
        "share": mean_share([delivered[code] for code in treated if code in delivered]),
    }
    if measure and not why_none:
        known = _doses(delivered, [one["code"] for one in places], measure)
        third = thirds(known)
        fidelity |= {
            "doses": known,
            "third": third,
            "by_third": _grouped(ready, third, THIRDS, far=far),
        }
    return {"places": places, "fidelity": finite(fidelity), "groups": groups(ready, delivered, far)}


def is_only_where_most(fidelity: Mapping[str, Any]) -> bool:
    """Whether there is an effect where most is done, none to be seen where least is, and the
    difference is more than chance."""
    told = fidelity.get("by_third") or {}
    ends = {row["key"]: row.get("interval") for row in told.get("rows") or []}
    low, high = ends.get("low"), ends.get("high")
    if not low or not high or None in (*low, *high) or told.get("p") is None:
        return False
    return bool(high[1] < 0 <= low[1] and told["p"] < CLEAR)


def compared_years(found: Study, panel: Panel) -> float:
    """Years with the programme over which the effect is summed, over all places."""
    ready = prepare(panel).panel
    if isinstance(ready, NotEstimable):
        return 0.0
    return float(compared_cells(ready, far=isinstance(found.net, NetEffect)).sum()) / 12


def mean_share(delivered: Sequence[Delivered]) -> dict[str, float]:
    """Over the places with the programme: the share of what is there, and each part of it."""
    found: dict[str, float] = {}
    whole = [share for one in delivered if (share := one.share) is not None]
    if whole:
        found["all"] = sum(whole) / len(whole)
    for name in ("running", "papers", "activity"):
        parts = [one.shares[name] for one in delivered if name in one.shares]
        if parts:
            found[name] = sum(parts) / len(parts)
    return found


def measured_by(
    codes: Sequence[str], delivered: Mapping[str, Delivered], activities: Sequence[str]
) -> tuple[str, str]:
    """What places are told apart by, and why they can't be: few, unknown or alike.

    The first of the activities that the study named, else members, else sites: whichever is known
    in enough places and not the same in all of them.
    """
    if len(codes) < FEWEST_PLACES:
        return "", "few"
    why = "unknown"
    for measure in (*activities, MEMBERS, SITES):
        known = _doses(delivered, codes, measure)
        if len(known) < FEWEST_PLACES:
            continue
        if len(set(thirds(known).values())) == len(THIRDS):
            return measure, ""
        why = "alike"
    return "", why


def thirds(amounts: Mapping[Key, float]) -> dict[Key, str]:
    """The lowest, middle and highest third by name; equal amounts stay together."""
    given = np.array(list(amounts.values()), dtype=float)
    below = (given[None, :] < given[:, None]).sum(1)
    equal = (given[None, :] == given[:, None]).sum(1)
    at = np.minimum(3 * (below + equal / 2) / max(len(given), 1), 2).astype(int)
    return {key: THIRDS[one] for key, one in zip(amounts, at.tolist(), strict=True)}


def groups(ready: Panel, delivered: Mapping[str, Delivered], far: bool) -> list[dict[str, Any]]:
    """Effects by kind of place, by wave and by size: the same three for every study.

    They are fixed here, so that nobody picks the one that looks best. p_all: after Holm, since
    three are looked at.
    """
    found = []
    for name, keys, label_of in _SPLITS:
        labels = label_of(ready, delivered)
        rows = _grouped(ready, labels, keys, far=far)
        if sum("percent_change" in row for row in rows["rows"]) > 1:
            found.append({"key": name, **rows})
    return _adjusted(found)


def _adjusted(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    from whatworks.many import adjust

    known = [one for one in found if one["p"] is not None]
    if known:
        adjusted = adjust([one["p"] for one in known], method="holm", level=0.05).adjusted
        for one, p in zip(known, adjusted.tolist(), strict=True):
            one["p_all"] = p
    return found


def _grouped(
    ready: Panel, labels: Mapping[str, str], keys: Sequence[str], *, far: bool
) -> dict[str, Any]:
    """The effect of each group, in the order of the keys; those without a place are left out."""
    found = by_group(ready, [labels.get(code, "") for code in ready.units], far=far)
    if not isinstance(found, ByGroup):
        return {"p": None, "rows": []}
    effects = dict(zip(found.groups, found.effects, strict=True))
    rows = [
        {"key": key, "units": _units(effects[key], labels, key), **_said(effects[key])}
        for key in keys
        if key in effects
    ]
    return {"p": found.p, "rows": rows}


def _units(effect: Effect | NotEstimable, labels: Mapping[str, str], key: str) -> int:
    """How many places stand behind a number; without one, how many there are."""
    if isinstance(effect, Effect):
        return effect.treated_units
    return sum(label == key for label in labels.values())


def _said(effect: Effect | NotEstimable) -> dict[str, Any]:
    if isinstance(effect, NotEstimable):
        return {"refused": effect.as_dict()}
    return dict(finite(effect_told(effect)))


def _places(alone: ByUnit) -> list[dict[str, Any]]:
    """Each place's own effect, drawn towards the mean of all by as much as it is uncertain."""
    drawn = shrink_effects(alone.log_ratio, alone.se) if len(alone.units) >= FEWEST_PLACES else None
    if drawn is None or isinstance(drawn, NotEstimable):
        return [
            {"code": code, "observed": seen, "expected": due}
            for code, seen, due in zip(
                alone.units, alone.observed.tolist(), alone.expected.tolist(), strict=True
            )
        ]
    rows = zip(
        alone.units,
        alone.observed.tolist(),
        alone.expected.tolist(),
        drawn.percent_change.tolist(),
        drawn.interval,
        strict=True,
    )
    return [
        finite({"code": c, "observed": o, "expected": e, "percent_change": p, "interval": list(i)})
        for c, o, e, p, i in rows
    ]


def _doses(
    delivered: Mapping[str, Delivered], codes: Sequence[str], measure: str
) -> dict[str, float]:
    """Where it is known; for so many people where everybody's number is known, else as it is."""
    known = {
        code: dose
        for code in codes
        if code in delivered and (dose := delivered[code].dose(measure)) is not None
    }
    if not _is_per_people(measure, codes, delivered):
        return known
    return {code: PEOPLE * dose / (delivered[code].population or 1) for code, dose in known.items()}


def _is_per_people(measure: str, codes: Sequence[str], delivered: Mapping[str, Delivered]) -> bool:
    return measure not in ("", SITES) and all(
        code in delivered and delivered[code].population for code in codes
    )


Labels = Callable[[Panel, Mapping[str, Delivered]], dict[str, str]]


def _by_place(ready: Panel, delivered: Mapping[str, Delivered]) -> dict[str, str]:
    return {
        code: "urban" if delivered[code].is_urban else "rural"
        for code in _treated(ready)
        if code in delivered
    }


def _by_wave(ready: Panel, _delivered: Mapping[str, Delivered]) -> dict[str, str]:
    """Began before or after half of the places had."""
    starts = ready.treated_from[ready.ever_treated]
    middle = float(np.median(starts))
    early = starts < middle if (starts < middle).any() else starts <= middle
    return {
        code: "early" if is_early else "late"
        for code, is_early in zip(_treated(ready), early.tolist(), strict=True)
    }


def _by_size(ready: Panel, delivered: Mapping[str, Delivered]) -> dict[str, str]:
    people = {
        code: float(size)
        for code in _treated(ready)
        if code in delivered and (size := delivered[code].population)
    }
    return {code: f"size-{third}" for code, third in thirds(people).items()} if people else {}


def _treated(ready: Panel) -> list[str]:
    return [code for code, is_in in zip(ready.units, ready.ever_treated, strict=True) if is_in]


_SPLITS: tuple[tuple[str, tuple[str, ...], Labels], ...] = (
    ("place", ("urban", "rural"), _by_place),
    ("wave", ("early", "late"), _by_wave),
    ("size", tuple(f"size-{third}" for third in THIRDS), _by_size),
)


def steps(panels: Mapping[str, Panel]) -> dict[str, Any]:
    """By activity: whether there is more of it with the programme than there would have been."""
    found: dict[str, Any] = {}
    for key, panel in panels.items():
        ready = prepare(panel).panel
        effect = ready if isinstance(ready, NotEstimable) else etwfe(ready)
        found[key] = _said(effect)
    return found
