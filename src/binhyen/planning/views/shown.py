"""A plan in words, tables and a map, from what is stored with it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from binhyen.evidence.choices import VerdictWord
from binhyen.figures.queries import period_named
from binhyen.ui.words import read_number
from binhyen.units.queries import Sheet, ground, sheet

from ..choices import Basis, Beyond, Limit, Outcome, Way
from ..models import Plan
from ..queries.defaults import outcome_names
from ..queries.plans import units_of_basis

REACH = 1.96
BILLION, MILLION = 10**9, 10**6
MOST_SHADES = 3  # a commune with more is drawn like one with so many; its number stands in it


# ------------------------------------------------------------------------------------ numbers


def money_text(amount: int) -> str:
    """2,95 tỷ đồng, 950 triệu đồng; exact sums stand in the tables."""
    if amount >= BILLION:
        return _("%(n)s tỷ đồng") % {"n": _short(amount / BILLION)}
    if amount >= MILLION:
        return _("%(n)s triệu đồng") % {"n": _short(amount / MILLION)}
    return _("%(n)s đồng") % {"n": read_number(amount)}


def _short(value: float) -> str:
    rounded = round(value, 2)
    places = next(n for n in (0, 1, 2) if n == 2 or round(rounded, n) == rounded)
    return read_number(rounded, places=places)


def amount_text(value: float) -> str:
    """Events: whole from ten on, else with one decimal; never a minus before a nought."""
    if abs(value) < 0.05:
        return read_number(0)
    places = 0 if abs(value) >= 9.95 else 1
    return read_number(round(value, places), places=places).replace("-", "−")


def interval_text(low: float, high: float) -> str:
    if amount_text(low) == amount_text(high):
        return amount_text(low)
    return _("từ %(low)s đến %(high)s") % {"low": amount_text(low), "high": amount_text(high)}


@dataclass(frozen=True, slots=True)
class Averted:
    """Events averted with their interval at 95 %."""

    value: float
    low: float
    high: float

    @property
    def text(self) -> str:
        return amount_text(self.value)

    @property
    def interval(self) -> str:
        return interval_text(self.low, self.high)

    @property
    def is_sure(self) -> bool:
        return self.low > 0


def _averted(rows: Iterable[Mapping[str, Any]], *, together: bool) -> Averted:
    """together: communes of one programme err together, programmes of one commune apart."""
    rows = list(rows)
    value = sum(row["averted"] for row in rows)
    sds = [row["sd"] for row in rows]
    reach = REACH * (sum(sds) if together else sqrt(sum(sd**2 for sd in sds)))
    return Averted(value, value - reach, value + reach)


# ------------------------------------------------------------------------------------ sentences


def brought(plan: Plan) -> str:
    """What came of a plan, in the few words that fit a list."""
    if not plan.result:
        return ""
    if plan.outcome != Outcome.PLAN:
        return str(Outcome(plan.outcome).label)
    told = plan.result["account"]
    return _("bớt %(n)s %(what)s (%(interval)s)") % {
        "n": amount_text(told["averted"]),
        "what": events_word(plan),
        "interval": interval_text(told["low"], told["high"]),
    }


def is_weighed(plan: Plan) -> bool:
    """Whether outcomes count differently, so that a sum is no number of events."""
    return len({weight for weight in plan.harm.values() if weight > 0}) > 1 or any(
        weight not in (0, 1) for weight in plan.harm.values()
    )


def events_word(plan: Plan) -> str:
    return _("điểm thiệt hại") if is_weighed(plan) else _("vụ")


def sentence(plan: Plan) -> str:
    """The one plain sentence."""
    chosen, told = plan.result["chosen"], plan.result["account"]
    programmes = {row["programme"] for row in chosen}
    communes = {row["commune"] for row in chosen}
    if not chosen:
        return _(
            "Không chọn mô hình nào: không nơi nào được dự kiến bớt được vụ việc trong các giới "
            "hạn đã đặt."
        )
    names = {"communes": read_number(len(communes)), "pairs": read_number(len(chosen))}
    if len(programmes) == 1:
        name = next(one["name"] for one in plan.offers if one["code"] in programmes)
        where = _("Đưa mô hình “%(name)s” đến %(communes)s xã") % {**names, "name": name}
    else:
        many = {**names, "programmes": read_number(len(programmes))}
        where = _("Đưa %(programmes)s mô hình đến %(communes)s xã (%(pairs)s lượt)") % many
    return _(
        "%(where)s trong %(years)s năm, hết %(state)s ngân sách nhà nước và %(community)s xã hội "
        "hóa; dự kiến bớt %(averted)s %(what)s (khoảng tin cậy 95%%: %(interval)s)."
    ) % {
        "where": where,
        "years": read_number(plan.years),
        "state": money_text(told["state_vnd"]),
        "community": money_text(told["community_vnd"]),
        "averted": amount_text(told["averted"]),
        "what": events_word(plan),
        "interval": interval_text(told["low"], told["high"]),
    }


def gap_sentence(plan: Plan) -> str:
    """How near to the best it is known to be."""
    gap, proven = plan.result["gap_percent"], plan.result["is_proven"]
    if gap is None:
        return _("Chưa chứng minh được phương án này gần tốt nhất đến đâu.")
    text = _short(gap)
    if not proven:
        return _(
            "Hết giờ tính trước khi chứng minh được: có thể còn phương án hơn tới %(gap)s%%."
        ) % {"gap": text}
    if gap < 0.005:
        return _("Đã chứng minh: trong các giới hạn này không có phương án nào hơn.")
    return _("Đã chứng minh: trong các giới hạn này không phương án nào hơn quá %(gap)s%%.") % {
        "gap": text
    }


def spilled_sentence(plan: Plan) -> str:
    """What moves next door, where anything is known of it."""
    spilled = plan.result["account"]["spilled"]
    if abs(spilled) < 0.05:
        return ""
    if spilled > 0:
        return _("Con số này đã trừ %(n)s %(what)s được dự kiến chuyển sang xã giáp ranh.") % {
            "n": amount_text(spilled),
            "what": events_word(plan),
        }
    return _("Con số này đã cộng %(n)s %(what)s được dự kiến bớt thêm ở xã giáp ranh.") % {
        "n": amount_text(-spilled),
        "what": events_word(plan),
    }


# --------------------------------------------------------------------------------------- tables


def wishes(plan: Plan) -> list[tuple[str, str]]:
    """What was asked for, as label and text."""
    named = {one["code"]: one["name"] for one in plan.communes}
    offered = {one["code"]: one["name"] for one in plan.offers}

    def pairs(rows: Iterable[list[str]]) -> str:
        return "; ".join(
            f"{offered.get(programme, programme)} – {named.get(commune, commune)}"
            for commune, programme in rows
        )

    poor = [one["name"] for one in plan.communes if one["is_poor"]]
    found = [
        (_("Số năm"), read_number(plan.years)),
        (_("Ngân sách nhà nước"), money_text(plan.state_vnd)),
        (_("Kinh phí xã hội hóa"), money_text(plan.community_vnd)),
        (_("Cùng mục đích nhiều nhất ở một xã"), read_number(plan.most_per_aim)),
        (_("Ít nhất ở mỗi khu vực"), read_number(plan.least_per_area)),
        (_("Ít nhất ở mỗi xã nghèo"), read_number(plan.least_per_poor_commune)),
        (_("Xã nghèo"), "; ".join(poor) or _("không xã nào được ghi")),
        (_("Mức thận trọng"), _("%(n)s%% độ lệch chuẩn") % {"n": plan.caution_percent}),
    ]
    if plan.wanted:
        found.append((_("Nơi phải có"), pairs(plan.wanted)))
    if plan.refused:
        found.append((_("Nơi không được có"), pairs(plan.refused)))
    return found


def worked_out(plan: Plan) -> dict[str, Any]:
    """Everything that the page shows of a result."""
    book = Book(plan)
    context: dict[str, Any] = {
        "book": book,
        "outcomes": book.outcomes,
        "left_out": book.left_out,
        "is_illustrative": plan.basis["illustrative"],
        "map": book.map,
        "excused": book.excused,
    }
    if plan.outcome == Outcome.CLASH:
        return context | {"clash": book.clash, "needs": book.needs}
    if plan.outcome != Outcome.PLAN:
        return context
    return context | {
        "sentence": sentence(plan),
        "gap": gap_sentence(plan),
        "spilled": spilled_sentence(plan),
        "doubtful": plan.result["account"]["low"] <= 0 < len(plan.result["chosen"]),
        "what": events_word(plan),
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


@dataclass(frozen=True, slots=True)
class Area:
    name: str
    text: str
    look: str
    count: int
    url: str
    d: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Key:
    look: str
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class MapPicture:
    """Communes by how many programmes the plan brings them."""

    areas: tuple[Area, ...]
    sheet: Sheet
    keys: tuple[Key, ...]
    title: str
    said: str


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
                "first": _month(one["first"]),
                "last": _month(one["last"]),
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
                averted=_averted(by_code[code], together=True) if by_code[code] else None,
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
                change=_change(one["percent"]),
                interval=_("từ %(low)s đến %(high)s")
                % {"low": _change(one["low"]), "high": _change(one["high"])},
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
        return f"{said}: {_percent(one['spill'])}" if one["spill"] else said

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
                averted=_averted(rows[code], together=False) if rows[code] else None,
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
        """The plan itself first, then those beside it."""
        mine = self._row(self.plan.result, str(_("phương án này")))
        return [
            mine,
            *(self._row(one, str(Way(one["way"]).label)) for one in self.result["others"]),
        ]

    def _row(self, one: Mapping[str, Any], name: str) -> dict[str, Any]:
        told, gap = one["account"], one["gap_percent"]
        return {
            "name": name,
            "averted": Averted(told["averted"], told["low"], told["high"]),
            "state_vnd": told["state_vnd"],
            "community_vnd": told["community_vnd"],
            "gap": "–" if gap is None else f"{_short(gap)}%",
            "added": [self._pair(pair) for pair in one.get("added", ())],
            "dropped": [self._pair(pair) for pair in one.get("dropped", ())],
        }

    def _pair(self, pair: list[str]) -> str:
        return f"{self.programme(pair[1])} – {self.commune(pair[0])}"

    # --- what clashes

    @property
    def clash(self) -> list[str]:
        return [self._breach(one) for one in self.result["clash"]]

    def _breach(self, one: Mapping[str, Any]) -> str:
        names = [self._named(code) for code in one["about"]]
        label = str(Limit(one["limit"]).label)
        return f"{label}: {' – '.join(names)}" if names else label

    def _named(self, code: str) -> str:
        if code in self.basis["communes"]:
            return self.commune(code)
        return self.programme(code)

    @property
    def needs(self) -> list[str]:
        """What would be enough, all else kept."""
        found = []
        for one in self.result["needs"]:
            is_work = one["limit"] == Limit.CAPACITY
            allowed, needed = (
                read_number(amount) if is_work else money_text(amount)
                for amount in (self._allowed(one), one["needed"])
            )
            found.append(
                _("%(limit)s: đang cho %(allowed)s, cần ít nhất %(needed)s nếu giữ mọi thứ khác.")
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

    # --- the map

    @property
    def map(self) -> MapPicture | None:
        """Communes as they were when it was worked out, by how many programmes they get."""
        units = units_of_basis(self.basis)
        if not units:
            return None
        drawn = sheet(units, ground())
        number = Counter(row["commune"] for row in self.chosen)
        out = {one["unit"] for one in self.basis["left_out"]}
        areas = []
        for unit in units:
            count = number[unit.code]
            look = "unknown" if unit.pk in out else _look(count)
            x, y = drawn.marks.get(unit.pk, (0, 0))
            areas.append(
                Area(unit.name, _count_text(look, count), look, count, unit.get_absolute_url(),
                     drawn.paths.get(unit.pk, ""), x, y)
            )  # fmt: skip
        looks = Counter(area.look for area in areas)
        keys = tuple(Key(look, text, looks[look]) for look, text in _looks() if looks[look])
        said = "; ".join(f"{key.text}: {key.count}" for key in keys)
        title = _("Số mô hình mới ở mỗi xã")
        return MapPicture(tuple(areas), drawn, keys, title, said)


def _need(need: Mapping[str, Any]) -> tuple[float, float]:
    """Events a year of all outcomes, and how far the interval reaches; they err apart."""
    events = sum(one["events"] for one in need.values())
    return events, REACH * sqrt(sum(one["sd"] ** 2 for one in need.values()))


def _look(count: int) -> str:
    return ("zero", "1", "3", "5")[min(count, MOST_SHADES)]


def _looks() -> list[tuple[str, str]]:
    return [
        ("5", _("3 mô hình trở lên")),
        ("3", _("2 mô hình")),
        ("1", _("1 mô hình")),
        ("zero", _("không có mô hình mới")),
        ("unknown", _("ngoài kế hoạch")),
    ]


def _count_text(look: str, count: int) -> str:
    if look == "unknown":
        return _("ngoài kế hoạch")
    return ngettext("%(n)s mô hình mới", "%(n)s mô hình mới", count) % {"n": count}


def _change(percent: float) -> str:
    """giảm 12%, tăng 3%."""
    size = read_number(abs(round(percent)))
    if not round(percent):
        return _("không đổi")
    return (_("giảm %(n)s%%") if percent < 0 else _("tăng %(n)s%%")) % {"n": size}


def _percent(share: float) -> str:
    return f"{read_number(round(100 * share))}%".replace("-", "−")


def _month(code: str) -> str:
    """A month's name in the reader's language, by its code."""
    found = period_named(code)
    if found is None:
        return code
    return found.label_en if (get_language() or "vi").startswith("en") else found.label
