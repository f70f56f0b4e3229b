"""Why numbers of places differ from one part of a page to the next, a sentence each."""

from django.utils.translation import gettext as _

from ..queries import Finding
from . import shown


def begun(one: Finding) -> list[str]:
    """Of the places compared that began within the months: the month of each."""
    left = {each["code"] for each in one.result.get("left_out") or []}
    units = (one.run.panel or {}).get("units") or []
    return [each["start"] for each in units if each["start"] and each["code"] not in left]


def rests_on(one: Finding) -> str:
    """How many of these the effect rests on, and why not on all."""
    starts, own = begun(one), one.result.get("own") or {}
    counted = own.get("treated")
    if counted is None or not starts:
        return ""
    values = {"counted": counted, "all": len(starts)}
    if counted >= len(starts):
        return (
            _("Con số tác dụng dựa trên cả %(all)s nơi bắt đầu mô hình trong các tháng được xét.")
            % values
        )
    said = [
        _("Con số tác dụng dựa trên %(counted)s trong %(all)s nơi bắt đầu mô hình.") % values,
        *_why_fewer(one, starts, len(starts) - counted),
    ]
    return " ".join(said)


def _why_fewer(one: Finding, starts: list[str], missing: int) -> list[str]:
    is_far = one.result.get("far_units") is not None
    until = one.result.get("net_compared_until" if is_far else "compared_until")
    late = 0 if until is None else min(sum(start >= until for start in starts), missing)
    said = []
    if late and until is not None:
        values = {"n": late, "month": shown.in_sentence(shown.month_text(until))}
        said.append(
            _("%(n)s nơi bắt đầu từ %(month)s, khi không còn đủ nơi ở xa, chưa có mô hình, để so.")
            % values
            if is_far
            else _("%(n)s nơi bắt đầu từ %(month)s, khi không còn đủ nơi chưa có mô hình để so.")
            % values
        )
    if missing > late:
        said.append(
            _("%(n)s nơi không có tháng nào so được, hoặc chưa có vụ nào trước khi bắt đầu.")
            % {"n": missing - late}
        )
    return said
