"""Evaluate a programme from a CSV file of counts: python -m whatworks panel.csv --unit … --json."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

# Tables are small and many: threads that wait for each other cost several times what they save.
os.environ.setdefault("OMP_NUM_THREADS", "1")

from whatworks.displacement import NetEffect
from whatworks.panel import Panel
from whatworks.placebo import Placebo
from whatworks.pretrend import EventStudy
from whatworks.reading import (
    Columns,
    Neighbours,
    Unreadable,
    read_neighbours,
    read_panel,
    with_neighbours,
)
from whatworks.results import Effect, NotEstimable, Reason
from whatworks.study import Study, study
from whatworks.verdict import LEAST_WORTHWHILE, Word
from whatworks.vietnamese import refusal

_WORDS = {
    Word.WORKS: "It works.",
    Word.PROMISING: "Promising, not proved.",
    Word.NO_EFFECT_FOUND: "No effect found.",
    Word.HARMFUL: "Harmful.",
    Word.CANNOT_TELL: "These data can't tell.",
}
_NEITHER: dict[str, Any] = {
    "percent_change": None,
    "interval": None,
    "p": None,
    "verdict": str(Word.CANNOT_TELL),
    "method": None,
    "diagnostics": {},
    "minimum_detectable_percent": None,
}


def main(given: Sequence[str] | None = None) -> int:
    """0 for an answer, be it that the data can't tell; 2 for a file that can't be read."""
    options = _options().parse_args(given)
    columns = Columns(
        unit=options.unit,
        time=options.time,
        count=options.count,
        treated_from=options.treated_from,
        population=options.population,
    )
    near = None
    try:
        panel = read_panel(options.panel, columns)
        if options.neighbours is not None:
            at = {name: i for i, name in enumerate(panel.units)}
            near = read_neighbours(options.neighbours, at)
            panel = with_neighbours(panel, near, options.neighbours)
    except Unreadable as unreadable:
        print(unreadable, file=sys.stderr)
        if options.json:
            print(_json(unread(unreadable)))
        return 2
    found = study(
        panel,
        seed=options.seed,
        draws=options.draws,
        least_worthwhile=options.least_worthwhile,
        randomised=options.randomised,
        recording_changed=options.recording_changed,
    )
    map_read = None if near is None else MapRead.of(panel, near)
    others = tuple(options.started_with)
    if options.json:
        print(_json(answer(found, others, map_read)))
    else:
        print(_writable(summary(found, others, map_read)))
    return 0


@dataclass(frozen=True, slots=True)
class MapRead:
    """What of a file of neighbours is in use, and what isn't.

    pairs: in use; left_aside: lines with a unit that isn't in the panel, and unknown: which;
    alone: treated units without any neighbour.
    """

    pairs: int
    left_aside: int
    unknown: tuple[str, ...]
    alone: tuple[str, ...]

    @classmethod
    def of(cls, panel: Panel, near: Neighbours) -> MapRead:
        touched = {i for pair in near.pairs for i in pair}
        alone = [
            unit for i, unit in enumerate(panel.units) if panel.ever_treated[i] and i not in touched
        ]
        pairs = len(panel.neighbours or ())
        return cls(pairs, near.left_aside, _some(near.unknown), _some(alone))

    def sentences(self) -> list[str]:
        said = []
        if self.left_aside:
            said.append(
                f"{self.left_aside} lines of neighbours left aside, because these aren't in the "
                f"panel: {', '.join(self.unknown)}."
            )
        if self.alone:
            said.append(
                "No neighbour is given of these treated units, so what moves from them can't be "
                f"seen: {', '.join(self.alone)}."
            )
        return said


def _some(names: Sequence[str], most: int = 10) -> tuple[str, ...]:
    return (*names[:most], *([f"+{len(names) - most}"] if len(names) > most else []))


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m whatworks",
        description="Does a place-based programme work? Monthly counts in, a verdict out.",
    )
    add = parser.add_argument
    add("panel", type=Path, help="CSV file, UTF-8, one line for each unit and month")
    add("--unit", required=True, help="column with the unit's name")
    add("--time", required=True, help="column with the month, YYYY-MM")
    add("--count", required=True, help="column with the count of events")
    add("--treated-from", required=True, help="column with the month of the start; empty: never")
    add("--population", help="column with the population or other exposure")
    add("--neighbours", type=Path, help="CSV file, two units that touch a line")
    add("--json", action="store_true", help="print one JSON object")
    add("--least-worthwhile", type=_percent, default=LEAST_WORTHWHILE, metavar="PERCENT",
        help="smallest fall worth having, per cent (%(default)s)")  # fmt: skip
    add("--draws", type=_whole, default=200, help="placebo allocations (%(default)s)")
    add("--seed", type=_seed, default=0, help="of the placebo allocations (%(default)s)")
    add("--randomised", action="store_true", help="who began when was drawn by lot")
    add("--recording-changed", action="store_true", help="counted otherwise before the start")
    add("--started-with", action="append", default=[], metavar="PROGRAMME",
        help="another one that began in the same units at the same time, so that nothing can be "
        "told of this one alone; may be given again")  # fmt: skip
    return parser


def _percent(text: str) -> float:
    value = float(text)
    if not 0 < value < 100:
        raise argparse.ArgumentTypeError("between 0 and 100 expected")
    return value


def _whole(text: str) -> int:
    value = int(text)
    if not 20 <= value <= 100_000:
        raise argparse.ArgumentTypeError("between 20 and 100000 expected")
    return value


def _seed(text: str) -> int:
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError("0 or more expected")
    return value


def unread(fault: Unreadable) -> dict[str, Any]:
    """The JSON object for a file that can't be read: every key, no number, each fault's line."""
    lines = [
        {"line": one.line, "reason": one.reason, "reason_vi": one.reason_vi} for one in fault.faults
    ]
    diagnostics = {
        "reason": f"{fault.path}: {fault.faults[0].sentence()}",
        "reason_vi": f"{fault.path}: {fault.faults[0].sentence_vi()}",
        "file": str(fault.path),
        "unreadable": lines,
    }
    return {**_NEITHER, "diagnostics": diagnostics}


def answer(
    found: Study, others: tuple[str, ...] = (), map_read: MapRead | None = None
) -> dict[str, Any]:
    """The result as one JSON object; a refusal has null for numbers and its reason.

    The numbers are those of the treated units themselves. What the verdict rests on, with
    neighbours these and the ring together, stands among the diagnostics as `decided`. others:
    programmes that began with this one.
    """
    effect = found.effect if isinstance(found.effect, Effect) else None
    return {
        "percent_change": None if effect is None else effect.percent_change,
        "interval": None if effect is None else list(effect.interval),
        "p": None if effect is None else effect.p,
        "verdict": str(word(found, others)),
        "method": None if effect is None else found.method,
        "diagnostics": _diagnostics(found, others, map_read),
        "minimum_detectable_percent": found.minimum_detectable_percent,
    }


def word(found: Study, others: tuple[str, ...]) -> Word:
    """The verdict; nothing can be told of a programme that others began with."""
    return Word.CANNOT_TELL if others else found.verdict.word


def _diagnostics(found: Study, others: tuple[str, ...], map_read: MapRead | None) -> dict[str, Any]:
    effect, decided = found.effect, found.decided
    why = [str(code) for code in found.verdict.why]
    diagnostics: dict[str, Any] = {
        "reason": effect.sentence() if isinstance(effect, NotEstimable) else None,
        "reason_vi": refusal(effect) if isinstance(effect, NotEstimable) else None,
        "notes": notes(found, others, map_read),
        "verdict_because": [str(Reason.STARTED_TOGETHER), *why] if others and decided else why,
        "started_with": list(others),
        "decided": None if decided is None else {"scope": found.scope, **_brief(decided)},
        "maryland_scale": found.verdict.grade or None,
        "units": found.units,
        "treated_units": found.treated_units,
        "units_left_out": {
            "missing_months": list(found.gaps),
            "recorded_late": list(found.recorded_late),
            "treated_from_first_month": list(found.treated_at_once),
            "no_events_before": list(found.without_before),
        },
        "compared_until": found.compared_until,
        "year_before_the_start": _brief(found.before),
        "without_the_year_before": _brief(found.without_year_before),
        "without_the_first_year": _brief(found.without_first_year),
        "pretrend": _leads(found.leads),
        "breakdown_of_parallel_trends": found.breakdown,
        "placebo": _placebo(found.placebo),
        "displacement": _displacement(found.net),
        "neighbours_read": None if map_read is None else asdict(map_read),
        "least_worthwhile_percent": found.least_worthwhile_percent,
        "seed": found.seed,
        "draws": found.draws,
    }
    if isinstance(effect, Effect):
        diagnostics |= {
            "events_counted": effect.observed,
            "events_expected": effect.expected,
            "averted": effect.averted,
            "averted_interval": list(effect.averted_interval),
            "degrees_of_freedom": effect.df,
            "clusters": effect.clusters,
        }
    if isinstance(effect, NotEstimable):
        diagnostics["refusal"] = effect.as_dict()
    return diagnostics


def _brief(found: Effect | NotEstimable) -> dict[str, Any]:
    if isinstance(found, NotEstimable):
        return {"refused": found.sentence()}
    return {
        "percent_change": found.percent_change,
        "interval": list(found.interval),
        "p": found.p,
        "events_counted": found.observed,
        "events_expected": found.expected,
    }


def _leads(found: EventStudy | NotEstimable) -> dict[str, Any]:
    if isinstance(found, NotEstimable):
        return {"refused": found.sentence()}
    return {
        "p": found.pretrend_p,
        "detectable_trend_percent_a_month": None
        if found.detectable_trend is None
        else 100 * found.detectable_trend,
        "detectable_bias_percent": found.detectable_bias_percent,
    }


def _placebo(found: Placebo | NotEstimable) -> dict[str, Any]:
    return {"refused": found.sentence()} if isinstance(found, NotEstimable) else found.as_dict()


def _displacement(found: NetEffect | NotEstimable | None) -> dict[str, Any] | None:
    if not isinstance(found, NetEffect):
        return None if found is None else {"refused": found.sentence()}
    return {
        "net": _brief(found.net),
        "neighbours": _brief(found.ring),
        "neighbouring_units": found.ring_units,
        "far_units": found.far_units,
        "compared_until": found.compared_until,
        "displaced_share": found.displaced_share,
    }


def notes(found: Study, others: tuple[str, ...] = (), map_read: MapRead | None = None) -> list[str]:
    """What a reader must know, as sentences."""
    said, gaps, at_once = found.verdict.sentences(), found.gaps, found.treated_at_once
    late = found.recorded_late
    if others and found.decided is not None:
        together = NotEstimable(Reason.STARTED_TOGETHER, others)
        said = [together.sentence(), *said]
    if reaches := worthwhile(found, others):
        said = [*said, reaches]
    if isinstance(found.effect, NotEstimable):
        said = [found.effect.sentence()]
        gaps = () if found.effect.reason is Reason.MISSING_PERIODS else gaps
        at_once = () if found.effect.reason is Reason.NO_BEFORE else at_once
        late = () if found.effect.reason is Reason.RECORDED_LATE else late
    left_out = {
        "months are missing": gaps,
        "nothing was counted for long where many were to be expected, so recording "
        "probably began later": late,
        "treated from the first month, so there is no before": at_once,
        "nothing was counted before the start of their wave": found.without_before,
    }
    for why, names in left_out.items():
        if names:
            said.append(f"Left out, because {why}: {', '.join(names)}.")
    if found.compared_until is not None:
        said.append(
            f"From {found.compared_until} on fewer than two units are untreated, "
            "so nothing is compared after that."
        )
    if isinstance(found.net, NetEffect) and found.net.compared_until is not None:
        said.append(
            f"From {found.net.compared_until} on too few units are far from the programme, "
            "so nothing is compared with them after that."
        )
    return said + (map_read.sentences() if map_read else [])


def summary(found: Study, others: tuple[str, ...] = (), map_read: MapRead | None = None) -> str:
    """The result in English."""
    effect, lines = found.effect, [_headline(found, others)]
    if isinstance(effect, Effect):
        low, high = effect.interval
        lines += [
            f"Change in treated units: {effect.percent_change:+.1f} % "
            f"(95 % interval {low:+.1f} to {high:+.1f}, {_chance(effect.p)}).",
            f"Counted {effect.observed:,.0f} events, expected {effect.expected:,.0f} "
            f"in {effect.treated_units} treated units.",
        ]
    if isinstance(found.net, NetEffect):
        low, high = found.net.net.interval
        lines.append(
            f"With the neighbours together: {found.net.net.percent_change:+.1f} % "
            f"({low:+.1f} to {high:+.1f})."
        )
    lines += notes(found, others, map_read)
    if found.minimum_detectable_percent is not None:
        lines.append(
            f"A fall of {found.minimum_detectable_percent:.0f} % or more "
            "would have been found with 80 % power."
        )
    if isinstance(effect, Effect):
        lines.append(f"Method: {found.method}; Maryland scale {found.verdict.grade}.")
    return "\n".join(lines)


def _headline(found: Study, others: tuple[str, ...]) -> str:
    """The verdict; of one that works by less than was asked for, that as well."""
    said = word(found, others)
    if said is Word.WORKS and found.decided and -found.decided.interval[0] < _least(found):
        return f"It works, but by less than the {_least(found):g} % asked for."
    return _WORDS[said]


def worthwhile(found: Study, others: tuple[str, ...] = ()) -> str | None:
    """Whether a fall reaches the smallest one worth having; None where no fall is claimed."""
    if found.decided is None or word(found, others) not in (Word.WORKS, Word.PROMISING):
        return None
    low, high = found.decided.interval
    asked = f"the smallest fall asked for as worth having, {_least(found):g} %"
    if -low < _least(found):
        return f"The whole interval falls short of {asked}."
    if -high >= _least(found):
        return f"The whole interval reaches {asked}."
    return f"The interval holds {asked}: whether the fall reaches it isn't shown."


def _least(found: Study) -> float:
    return found.least_worthwhile_percent


def _chance(p: float) -> str:
    return f"p = {p:.3f}" if p >= 0.001 else "p < 0.001"


def _json(value: dict[str, Any]) -> str:
    """Letters as they are where standard output can write them, else as escapes."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2)
    if _writable(text) == text:
        return text
    return json.dumps(value, allow_nan=False, indent=2)


def _writable(text: str) -> str:
    coding = sys.stdout.encoding or "utf-8"
    return text.encode(coding, "backslashreplace").decode(coding)


if __name__ == "__main__":
    sys.exit(main())
