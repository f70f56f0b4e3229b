"""A plan in tables, from what is stored with it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from binhyen.evidence.choices import VerdictWord
from binhyen.ui.words import read_number

from ..choices import Basis, Beyond, Limit, Outcome, Way
from ..models import Plan
from ..queries.defaults import outcome_names
from ..wording import events_word, in_sentence, is_weighed
from .amounts import (
    REACH,
    Averted,
    amount_text,
    averted_by,
    changed,
    interval_text,
    money_text,
    percent_text,
    short,
)
from .picture import map_of
from .sentences import gap_sentence, sentence, spilled_sentence


def worked_out(plan: Plan) -> dict[str, Any]:
    """Everything that the page shows of a result."""
    book = Book(plan)
    context: dict[str, Any] = {
        "book": book,
        "outcomes": book.outcomes,
        "left_out": book.left_out,
        "promised": book.promised,
        "is_illustrative": plan.basis["illustrative"],
        "map": map_of(plan.basis, book.chosen),
        "excused": book.excused,
    }
    if plan.outcome == Outcome.CLASH:
        return context | book.clash
    if plan.outcome != Outcome.PLAN:
        return context
    return context | {
        "sentence": sentence(plan),
        "gap": gap_sentence(plan),
        "spilled": spilled_sentence(plan),
        "rosier": book.rosier,
        "doubtful": plan.result["account"]["low"] <= 0 < len(plan.result["chosen"]),
        "what": events_word(plan),
        "averted_head": _("Dự kiến bớt, %(what)s (khoảng tin cậy 95%%)")
        % {"what": events_word(plan)},
        "is_weighed": is_weighed(plan),
        "programmes": book.programmes,
        "getting": [one for one in book.communes if one.averted],
        "without": [one for one in book.communes if not one.averted],
        "prices": book.prices,
        "others": book.others,
    }


@dataclass(frozen=True, slots=True)
class LessonShown:
    outcome: str
    change: str
    interval: str
    word: str
    study: str


@dataclass(frozen=True, slots=True)
class ProgrammeShown:
    """A programme on offer with where it goes. why_none: why it goes nowhere."""

    code: str
    name: str
    communes: int
    averted: Averted | None
    state_vnd: int
    community_vnd: int
    lessons: tuple[LessonShown, ...]
    spill: str
    alike: str


@dataclass(frozen=True, slots=True)
class CommuneShown:
    code: str
    name: str
    area: str
    is_poor: bool
    need: str
    need_interval: str
    programmes: tuple[str, ...]
    running: int
    averted: Averted | None
    state_vnd: int
    community_vnd: int


class Book:
    """A stored plan, asked for one table after another."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.basis: dict[str, Any] = plan.basis
        self.result: dict[str, Any] = plan.result
        self.offers = {one["code"]: one for one in plan.offers}
        self.poor = {one["code"] for one in plan.communes if one["is_poor"]}
        self.chosen: list[dict[str, Any]] = self.result.get("chosen", [])

    @cached_property
    def names(self) -> dict[str, str]:
        """Of outcomes, in the reader's language."""
        return outcome_names(self.plan.unit, self.basis["outcomes"])

    def commune(self, code: str) -> str:
        one = self.basis["communes"].get(code)
        return str(one["name"]) if one else code

    def programme(self, code: str) -> str:
        one = self.offers.get(code)
        return str(one["name"]) if one else code

    @property
    def outcomes(self) -> list[dict[str, Any]]:
        """What was counted, over which months."""
        there = self.basis["communes"].values()
        return [
            {
                "name": self.names[key],
                "first": in_sentence(one["first"]),
                "last": in_sentence(one["last"]),
                "counted": sum(each["need"][key]["counted"] for each in there)
                if one["refused"] is None
                else 0,
                "per_person": one["per"] == "person",
                "is_refused": one["refused"] is not None,
                "weight": self.plan.harm.get(key, 0),
            }
            for key, one in self.basis["outcomes"].items()
        ]

    @property
    def left_out(self) -> list[tuple[str, list[str]]]:
        found: dict[str, list[str]] = defaultdict(list)
        for one in self.basis["left_out"]:
            found[one["why"]].append(one["name"])
        return [(str(Beyond(why).label), names) for why, names in found.items()]

    @property
    def promised(self) -> list[str]:
        """What plans adopted before pay for already; plans of before this was known tell none."""
        rows = self.basis.get("promised", ())
        return [f"{self._pair([commune, programme])} ({key})" for commune, programme, key in rows]

    @property
    def excused(self) -> list[str]:
        """Areas and poor communes without a floor, since they have everything that helps."""
        told = self.result["excused"]
        return [*told["areas"], *(self.commune(code) for code in told["communes"])]

    @property
    def programmes(self) -> list[ProgrammeShown]:
        """Those that go somewhere first, by what they avert."""
        by_code: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in self.chosen:
            by_code[row["programme"]].append(row)
        found = [
            ProgrammeShown(
                code=code,
                name=self.programme(code),
                communes=len(by_code[code]),
                averted=averted_by(by_code[code], together=True) if by_code[code] else None,
                state_vnd=sum(row["state_vnd"] for row in by_code[code]),
                community_vnd=sum(row["community_vnd"] for row in by_code[code]),
                lessons=self._lessons(code),
                spill=self._spill(code),
                alike=self._alike(code, by_code[code]),
            )
            for code in self.offers
        ]
        return sorted(found, key=lambda one: (-one.communes, one.name))

    def _lessons(self, code: str) -> tuple[LessonShown, ...]:
        return tuple(
            LessonShown(
                outcome=self.names.get(key, key),
                change=changed(one["percent"]),
                interval=_("từ %(low)s đến %(high)s")
                % {"low": changed(one["low"]), "high": changed(one["high"])},
                word=str(VerdictWord(one["word"]).label),
                study=one["study"],
            )
            for key, one in self.basis["programmes"][code]["lessons"].items()
        )

    def _spill(self, code: str) -> str:
        """What the number is and what moves next door; empty where nothing is known."""
        one = self.basis["programmes"][code]
        if not one["lessons"]:
            return ""
        kinds = dict.fromkeys(str(Basis(each["basis"]).label) for each in one["lessons"].values())
        said = "; ".join(kinds)
        return f"{said}: {percent_text(one['spill'])}" if one["spill"] else said

    @property
    def rosier(self) -> list[str]:
        """Chosen programmes of which a typed share makes more than their study found."""
        chosen = {row["programme"] for row in self.chosen}
        return [
            _(
                "%(programme)s, %(outcome)s: kế hoạch ghi %(spill)s chuyển sang bên cạnh nên dùng "
                "tác dụng tại chỗ (%(own)s); kết quả đánh giá, đã tính cả nơi giáp ranh, chỉ là "
                "%(net)s."
            )
            % {
                "programme": self.programme(code),
                "outcome": self.names.get(key, key),
                "spill": percent_text(one["spill"]),
                "own": changed(told["percent"]),
                "net": changed(told["net_percent"]),
            }
            for code, one in self.basis["programmes"].items()
            if code in chosen
            for key, told in one["lessons"].items()
            if told.get("net_percent") is not None
            and told["percent"] * (1 - one["spill"]) < told["net_percent"]
        ]

    def _alike(self, code: str, rows: Iterable[Mapping[str, Any]]) -> str:
        """How like where it was studied the places are to which it goes."""
        alike = [self.basis["programmes"][code]["alike"][row["commune"]] for row in rows]
        if not alike or not self.basis["programmes"][code]["lessons"]:
            return ""
        return _("giống nơi đã nghiên cứu: từ %(low)s đến %(high)s (1 là giống hệt)") % {
            "low": read_number(min(alike), places=2),
            "high": read_number(max(alike), places=2),
        }

    @property
    def communes(self) -> list[CommuneShown]:
        """Every commune, by area and name; what it gets, and what it needs."""
        rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in self.chosen:
            rows[row["commune"]].append(row)
        found = []
        for code, one in self.basis["communes"].items():
            need, reach = _need(one["need"])
            shown = CommuneShown(
                code=code,
                name=one["name"],
                area=one["area"],
                is_poor=code in self.poor,
                need=amount_text(need),
                need_interval=interval_text(max(need - reach, 0), need + reach),
                programmes=tuple(self.programme(row["programme"]) for row in rows[code]),
                running=len(one["running"]),
                averted=averted_by(rows[code], together=False) if rows[code] else None,
                state_vnd=sum(row["state_vnd"] for row in rows[code]),
                community_vnd=sum(row["community_vnd"] for row in rows[code]),
            )
            found.append(shown)
        return sorted(found, key=lambda one: (one.area, one.name))

    @property
    def prices(self) -> list[dict[str, Any]]:
        return [
            {
                "limit": str(Limit(one["limit"]).label),
                "how": _("bỏ hẳn")
                if one["more_percent"] is None
                else _("thêm %(n)s%%") % {"n": one["more_percent"]},
                "costs": amount_text(one["costs"]),
                "proven": self._proven(one),
                "is_nothing": one["costs"] < 0.05,
            }
            for one in self.result["prices"]
        ]

    @staticmethod
    def _proven(one: Mapping[str, Any]) -> str:
        if one["at_most"] is None:
            return _("ít nhất %(n)s") % {"n": amount_text(one["at_least"])}
        return interval_text(one["at_least"], one["at_most"])

    @property
    def others(self) -> list[dict[str, Any]]:
        """The plan itself first, then those beside it, one found in two ways once."""
        mine = self._row(self.plan.result, str(_("phương án này")))
        named: dict[str, list[str]] = defaultdict(list)
        found: dict[str, Mapping[str, Any]] = {}
        for one in self.result["others"]:
            change = f"{sorted(one['added'])} {sorted(one['dropped'])}"
            named[change].append(str(Way(one["way"]).label))
            found.setdefault(change, one)
        rows = (self._row(one, "; ".join(named[change])) for change, one in found.items())
        return [mine, *rows]

    def _row(self, one: Mapping[str, Any], name: str) -> dict[str, Any]:
        told, gap = one["account"], one["gap_percent"]
        return {
            "name": name,
            "averted": Averted(told["averted"], told["low"], told["high"]),
            "state_vnd": told["state_vnd"],
            "community_vnd": told["community_vnd"],
            "gap": "–" if gap is None else f"{short(gap)}%",
            "added": [self._pair(pair) for pair in one.get("added", ())],
            "dropped": [self._pair(pair) for pair in one.get("dropped", ())],
        }

    def _pair(self, pair: list[str]) -> str:
        return f"{self.programme(pair[1])} – {self.commune(pair[0])}"

    @property
    def clash(self) -> dict[str, Any]:
        """What can't be kept together, and what would be enough.

        Clashes of before it was asked what frees everything tell only the clash and its sums.
        """
        told = self.result
        clash, freeing = told["clash"], told.get("freeing")
        needs, together = told["needs"], told.get("together", [])
        return {
            "clash": [self._breach(one) for one in clash],
            "freeing": [self._breach(one) for one in freeing or ()],
            "is_any_enough": freeing is not None and len(freeing) == len(clash),
            "is_none_enough": freeing == [],
            "further": [[self._breach(one) for one in some] for some in told.get("further", ())],
            "needs": self._needs(needs),
            "together": self._needs(together),
            "no_sum_does": "together" in told and not needs and not together,
        }

    def _breach(self, one: Mapping[str, Any]) -> str:
        names = [self._named(code) for code in one["about"]]
        label = str(Limit(one["limit"]).label)
        return f"{label}: {' – '.join(names)}" if names else label

    def _named(self, code: str) -> str:
        if code in self.basis["communes"]:
            return self.commune(code)
        return self.programme(code)

    def _needs(self, needs: Iterable[Mapping[str, Any]]) -> list[str]:
        """What would be enough."""
        found = []
        for one in needs:
            is_work = one["limit"] == Limit.CAPACITY
            allowed, needed = (
                read_number(amount) if is_work else money_text(amount)
                for amount in (self._allowed(one), one["needed"])
            )
            found.append(
                _("%(limit)s: đang cho %(allowed)s, cần ít nhất %(needed)s.")
                % {"limit": self._breach(one), "allowed": allowed, "needed": needed}
            )
        return found

    def _allowed(self, need: Mapping[str, Any]) -> int:
        """As it was typed; the solver counts in units of what pairs cost."""
        plan, told = self.plan, {one["code"]: one for one in self.plan.communes}
        about = told.get(need["about"][0]) if need["about"] else None
        typed = {
            Limit.STATE_BUDGET: plan.state_vnd,
            Limit.COMMUNITY_BUDGET: plan.community_vnd,
            Limit.CAPACITY: about and about["capacity"],
            Limit.COMMUNE_MONEY: about and about["community_vnd"],
        }[Limit(need["limit"])]
        return int(need["allowed"] if typed is None else typed)


def _need(need: Mapping[str, Any]) -> tuple[float, float]:
    """Events a year of all outcomes, and how far the interval reaches; they err apart."""
    events = sum(one["events"] for one in need.values())
    return events, REACH * sqrt(sum(one["sd"] ** 2 for one in need.values()))
