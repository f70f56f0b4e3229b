"""What a programme and a prevented incident cost, and whether it is worth it, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from binhyen.ui.words import read_number
from whatworks.worth import CostPerIncident, Worth

from ..queries import Finding
from ..queries.costs import weights
from ..rules.costs import (
    TIMES,
    Spent,
    is_own,
    may_be_nought,
    per_incident,
    spent,
    unit_years,
    worth,
)
from .sums import about_vnd, chance_text


@dataclass(frozen=True, slots=True)
class Costs:
    """facts: label and text. chances: how many times the weights of harm, said in words, with the
    chance that the benefit exceeds the cost, and the net benefit with its interval. weighed: what
    an event weighs. why_none: why nothing is said of the cost, or not all. summed: of which
    outcomes the benefit is the sum."""

    facts: tuple[tuple[str, str], ...]
    chances: tuple[tuple[float, str, str, str], ...] = ()
    weighed: str = ""
    why_none: str = ""
    needs_money: bool = False
    is_checked: bool = False
    summed: str = ""


def cost_of(one: Finding) -> Spent | None:
    """From what the study said or the register has; None where nobody said."""
    study, panel = one.run.study, one.run.panel or {}
    return spent(
        one.result.get("money"),
        low_vnd=study.cost_low_vnd,
        high_vnd=study.cost_high_vnd,
        unit_years=unit_years(panel, one.result),
        compared_years=one.result.get("compared_years"),
    )


def costs(one: Finding, findings: Sequence[Finding], *, weight: int | None = None) -> Costs:
    """findings: all outcomes of the study, for the benefit. weight: what one event of the primary
    outcome weighs, where the reader tries another than the table's."""
    money: Mapping[str, Any] = one.result.get("money") or {}
    cost = cost_of(one)
    if cost is None:
        return Costs(_recorded(money), why_none=_why_none(one, money), needs_money=True)
    facts = [
        (_("Chi phí một nơi một năm"), _a_year(cost)),
        (
            _("Ở các nơi, các tháng được so"),
            _compared_years(cost),
        ),
        (_("Lấy từ"), _source(cost, money)),
        *_recorded(money),
    ]
    if is_own(one.result):
        facts.append(
            (_per_incident_label(one.result), per_incident_text(per_incident(one.result, cost)))
        )
    if why := _why_not_weighed(one.result):
        return Costs(tuple(facts), why_none=why)
    held = {each.run.outcome: each for each in findings if each.run.study_id == one.run.study_id}
    return Costs(
        tuple(facts),
        _chances(held, cost, one.run.outcome, weight),
        _weighed(held),
        is_checked=weights().is_verified,
        summed=_summed(one, held),
    )


def _compared_years(cost: Spent) -> str:
    """The sum, and what a year is here: those of all places added up, as far as compared."""
    values = {
        "sum": about_vnd(cost.compared),
        "years": read_number(round(cost.compared_years, 1)),
        "all": read_number(round(cost.unit_years, 1)),
    }
    if round(cost.compared_years, 1) < round(cost.unit_years, 1):
        return (
            _(
                "%(sum)s, cho %(years)s năm (cộng số năm có mô hình của từng nơi). Cả thời gian "
                "xét là %(all)s năm; chỉ tính các nơi, các tháng mà con số tác dụng dựa vào."
            )
            % values
        )
    return _("%(sum)s, cho %(years)s năm (cộng số năm có mô hình của từng nơi)") % values


def _why_not_weighed(result: Mapping[str, Any]) -> str:
    """Why benefit isn't held against cost; empty where it is."""
    if not is_own(result):
        return _("chưa có con số riêng của mô hình này về tác dụng")
    if may_be_nought(result):
        return _("có thể mô hình không bớt vụ nào, nên chưa nói được có đáng tiền hay không")
    return ""


def _summed(one: Finding, held: Mapping[str, Finding]) -> str:
    """Of which outcomes the benefit is the sum."""
    known = weights().vnd
    names = [each.outcome for key, each in held.items() if key in known and is_own(each.result)]
    if len(names) > 1:
        return _("Lợi là tổng của %(n)s kết quả: %(names)s.") % {
            "n": len(names),
            "names": "; ".join(names),
        }
    if len(one.run.study.outcomes) > 1:
        return _(
            "Lợi chỉ tính riêng kết quả “%(name)s”; trang của mô hình cộng mọi kết quả của đề "
            "cương nên số khác."
        ) % {"name": one.outcome}
    return ""


def _per_incident_label(result: Mapping[str, Any]) -> str:
    if result.get("scope") == "net":
        return _("Chi phí cho một vụ bớt đi, tính cả địa bàn giáp ranh")
    return _("Chi phí cho một vụ bớt đi")


def per_incident_text(found: CostPerIncident | None) -> str:
    """With its interval, whose ends may not be there."""
    if found is None:
        return _("không có vụ nào được đếm nên không tính được")
    if found.low is None:
        return _("không tính được: khoảng tin cậy chỉ gồm khả năng nhiều vụ hơn")
    low = about_vnd(found.low)
    if found.per_incident is None or found.high is None:
        return _(
            "chưa nói được: có thể không bớt vụ nào; nếu có bớt thì mỗi vụ tốn ít nhất %(low)s"
        ) % {"low": low}
    values = {"middle": about_vnd(found.per_incident), "low": low, "high": about_vnd(found.high)}
    return _("%(middle)s (khoảng tin cậy 95%%: từ %(low)s đến %(high)s)") % values


def _a_year(cost: Spent) -> str:
    low, high = cost.a_year_interval
    if not cost.se:
        return about_vnd(cost.a_year)
    values = {"middle": about_vnd(cost.a_year), "low": about_vnd(low), "high": about_vnd(high)}
    return _("%(middle)s (từ %(low)s đến %(high)s)") % values


def _source(cost: Spent, money: Mapping[str, Any]) -> str:
    if cost.source == "study":
        return _("mức ghi trong đề cương trước khi khóa")
    values = {"known": money["known"], "sites": money["sites"]}
    if money["known"] == money["sites"]:
        return _("số tiền ghi ở cả %(sites)s điểm mô hình, chia đều cho các năm") % values
    return (
        _(
            "số tiền ghi ở %(known)s trong %(sites)s điểm mô hình, chia đều cho các năm; điểm chưa "
            "ghi coi như giống thế"
        )
        % values
    )


def _recorded(money: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What is on record, the State's and the community's apart."""
    found = []
    if money.get("known"):
        values = {
            "state": about_vnd(money["state"]),
            "community": about_vnd(money["community"]),
            "known": money["known"],
            "sites": money["sites"],
        }
        text = (
            _("ngân sách %(state)s, xã hội hóa %(community)s (%(known)s trong %(sites)s điểm)")
            % values
        )
        found.append((_("Đã ghi trong sổ"), text))
    reported = sum((money.get("reported") or {}).values())
    if reported:
        text = _("%(sum)s cho mọi mô hình, nên chỉ là mức trần; có số của %(n)s tháng-xã") % {
            "sum": about_vnd(reported),
            "n": read_number(money["months"]),
        }
        found.append((_("Các nơi này báo cáo"), text))
    return tuple(found)


def _why_none(one: Finding, money: Mapping[str, Any]) -> str:
    if not money:
        return _("lần tính này chưa xem tiền, và đề cương không ghi mức chi phí")
    if not money.get("sites"):
        return _("không có điểm mô hình nào được ghi ở các nơi này")
    if not money.get("known"):
        return _("chưa điểm mô hình nào ghi số tiền")
    return _("mới có %(known)s trong %(sites)s điểm mô hình ghi số tiền, cần ít nhất một nửa") % {
        "known": money["known"],
        "sites": money["sites"],
    }


def _chances(
    held: Mapping[str, Finding], cost: Spent, primary: str, weight: int | None
) -> tuple[tuple[float, str, str, str], ...]:
    labels = {
        0.5: _("một nửa mức trong bảng"),
        1.0: _("đúng mức trong bảng"),
        2.0: _("gấp đôi mức trong bảng"),
    }
    results = [(key, each.result) for key, each in held.items()]
    found = [(times, labels[times], weights().vnd, times) for times in TIMES]
    if weight is not None:
        label = _("mức đang thử: %(sum)s") % {"sum": about_vnd(weight)}
        found.append((0.0, label, {**weights().vnd, primary: float(weight)}, 1.0))
    rows = []
    for key, label, vnd, times in found:
        told = worth(results, cost, vnd, times=times)
        if told is not None:
            rows.append((key, label, chance_text(told.chance_positive), _net(told)))
    return tuple(rows)


def _net(told: Worth) -> str:
    return _("%(net)s (từ %(low)s đến %(high)s)") % {
        "net": signed_vnd(told.net),
        "low": signed_vnd(told.low),
        "high": signed_vnd(told.high),
    }


def signed_vnd(amount: float) -> str:
    """With its sign: +2,4 tỷ đồng."""
    return f"{'−' if amount < 0 else '+'}{about_vnd(abs(amount))}"


def _weighed(held: Mapping[str, Finding]) -> str:
    known = weights().vnd
    return "; ".join(
        f"{each.outcome}: {about_vnd(known[key])}"
        for key, each in held.items()
        if key in known and is_own(each.result)
    )
