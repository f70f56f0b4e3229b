"""A plan as a workbook: what goes where, every commune, and every programme on offer."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, BinaryIO

import xlsxwriter
from django.utils.translation import gettext as _

from .models import Plan
from .queries.defaults import outcome_names
from .wording import events_word

SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
SYNTHETIC = "Số liệu giả lập, không phải số liệu thật"
REACH = 1.96
Cell = str | int | float | None


def plan_workbook(plan: Plan, file: BinaryIO) -> None:
    """Write three sheets; a plan that wasn't worked out has its programmes and communes only."""
    with xlsxwriter.Workbook(file, {"in_memory": True, **SAFE}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for name, heads, rows in (
            (_("Phương án"), _chosen_heads(plan), _chosen(plan)),
            (_("Các xã"), [*_commune_heads(), *_need_heads(plan)], _communes(plan)),
            (_("Mô hình"), _offer_heads(), _offers(plan)),
        ):
            page = book.add_worksheet(name)
            page.write_row(0, 0, heads, bold)
            number = 0
            for number, row in enumerate(rows, start=1):
                for column, cell in enumerate(row):
                    if cell not in (None, ""):
                        page.write(number, column, cell)
            if plan.is_synthetic:
                page.write(number + 2, 0, SYNTHETIC)
            page.freeze_panes(1, 1)
            page.autofit(max_width=320)


def _chosen_heads(plan: Plan) -> list[str]:
    what = {"years": plan.years, "what": events_word(plan)}
    return [
        _("Mã xã"),
        _("Xã"),
        _("Khu vực"),
        _("Mã mô hình"),
        _("Mô hình"),
        _("Nhà nước (đồng)"),
        _("Xã hội hóa (đồng)"),
        _("Dự kiến bớt trong %(years)s năm (%(what)s)") % what,
        _("Khoảng tin cậy 95%%: từ (%(what)s)") % what,
        _("Khoảng tin cậy 95%%: đến (%(what)s)") % what,
    ]


def _chosen(plan: Plan) -> Iterable[Sequence[Cell]]:
    names = {one["code"]: one["name"] for one in plan.offers}
    for row in (plan.result or {}).get("chosen", ()):
        commune = plan.basis["communes"][row["commune"]]
        yield [
            row["commune"],
            commune["name"],
            commune["area"],
            row["programme"],
            names[row["programme"]],
            row["state_vnd"],
            row["community_vnd"],
            round(row["averted"], 2),
            round(row["averted"] - REACH * row["sd"], 2),
            round(row["averted"] + REACH * row["sd"], 2),
        ]


def _commune_heads() -> list[str]:
    return [
        _("Mã xã"),
        _("Xã"),
        _("Khu vực"),
        _("Dân số (người)"),
        _("Sức triển khai (điểm)"),
        _("Xã nghèo"),
        _("Xã hội hóa huy động được (đồng)"),
        _("Chi phí so với mức thường (%)"),
        _("Số mô hình mới"),
    ]


def _need_heads(plan: Plan) -> list[str]:
    """Of each outcome its events a year, with the interval."""
    if not plan.basis:
        return []
    told = [key for key, one in plan.basis["outcomes"].items() if one["refused"] is None]
    names = outcome_names(plan.unit, told)
    return [
        head
        for key in told
        for head in (
            _("%(outcome)s (vụ mỗi năm)") % {"outcome": names[key]},
            _("Khoảng tin cậy 95%: từ (vụ mỗi năm)"),
            _("Khoảng tin cậy 95%: đến (vụ mỗi năm)"),
        )
    ]


def _need(need: Mapping[str, Any]) -> Iterable[float]:
    for one in need.values():
        per = one["events"] / one["per_head"] if one["per_head"] else 0.0
        yield from (round(n, 2) for n in (one["events"], one["low"] * per, one["high"] * per))


def _communes(plan: Plan) -> Iterable[Sequence[Cell]]:
    chosen = [row["commune"] for row in (plan.result or {}).get("chosen", ())]
    there: dict[str, Any] = (plan.basis or {}).get("communes", {})
    for one in plan.communes:
        known = there.get(one["code"])
        yield [
            one["code"],
            one["name"],
            known["area"] if known else "",
            one["population"],
            one["capacity"],
            "x" if one["is_poor"] else "",
            one["community_vnd"],
            one["cost_percent"],
            chosen.count(one["code"]) if known else None,
            *(_need(known["need"]) if known else ()),
        ]


def _offer_heads() -> list[str]:
    return [
        _("Mã mô hình"),
        _("Mô hình"),
        _("Mục đích"),
        _("Nhà nước, mỗi xã (đồng)"),
        _("Xã hội hóa, mỗi xã (đồng)"),
        _("Sức cần, mỗi xã (điểm)"),
        _("Số xã nhiều nhất"),
        _("Số xã được chọn"),
    ]


def _offers(plan: Plan) -> Iterable[Sequence[Cell]]:
    chosen = [row["programme"] for row in (plan.result or {}).get("chosen", ())]
    for one in plan.offers:
        yield [
            one["code"],
            one["name"],
            one["aim"],
            one["state_vnd"],
            one["community_vnd"],
            one["load"],
            one["most_communes"],
            chosen.count(one["code"]),
        ]
