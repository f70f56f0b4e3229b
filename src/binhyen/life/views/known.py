"""What a case already knows of a paper that is about to be drafted for it, by the paper's fields.

A field that the kind of paper hasn't is passed over there, so each is named only once here.
"""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import override

from binhyen.units.choices import Level
from binhyen.units.models import Unit

from ..choices import StepLevel, Who
from ..models import Case
from ..queries import Standing
from .changes import changes_of

# The words in which papers name the grounds of the shipped procedures.
GROUNDS = {
    "not_effective": "hoạt động không hiệu quả",
    "dossier_inadequate": "hồ sơ không bảo đảm theo quy định",
    "no_longer_fits": "không còn phù hợp với tình hình địa bàn",
}

# The papers of a case that a decision rests on, as its bases call them.
BASES = {
    "proposal": "Tờ trình",
    "replication_plan": "Kế hoạch nhân rộng",
    "takeover_record": "Biên bản tiếp nhận",
    "ending_report": "Báo cáo đề nghị kết thúc",
    "meeting_minutes": "Biên bản họp dân",
}


def known_words(standing: Standing, kind: str) -> dict[str, str]:
    """Initial values by field; nothing that the case doesn't know."""
    said = {name: value for name, value in _words(standing) if value}
    if kind in {"proposal", "adjustment_decision"} and standing.case.changes:
        said["noi_dung"] = _changed(standing)
    if kind == "proposal":
        said |= dict(_of_proposal(standing))
    if kind.endswith("_decision"):
        said["bases"] = "\n".join(_bases(standing))
    if kind == "meeting_minutes":
        said |= dict(_of_meeting(standing))
    if kind == "handover_record":
        said |= dict(_of_handover(standing))
    if kind == "survey_plan_approval":
        said |= dict(_of_plan(standing))
    said["occasion"] = standing.case.kind
    return said


def _words(standing: Standing) -> Iterator[tuple[str, str]]:
    case = standing.case
    yield "ly_do", case.reason
    yield "can_cu_ket_thuc", GROUNDS.get(case.ground, "")
    yield "mo_hinh_nhan", _into(case)
    yield "y_kien_nhan_dan", _opinion(standing)


def _into(case: Case) -> str:
    """What a merger leaves, as it stands within a sentence."""
    if site := case.into_site:
        where = ", ".join(part for part in (site.village, _lower(site.unit)) if part)
        return f"điểm mô hình “{site.programme.name}” tại {where}"
    return f"mô hình “{case.into_programme.name}”" if case.into_programme else ""


def _opinion(standing: Standing) -> str:
    """What the residents' last meeting came to."""
    if not standing.meetings:
        return ""
    met = standing.meetings[0]
    return (
        f"Cuộc họp {_day(met.held_on)} tại {met.place} có {met.present} người dự: "
        f"{met.voted_for} người tán thành, {met.against} người không tán thành."
    )


def _changed(standing: Standing) -> str:
    """Each fact that an adjustment changes, a line each: what it was, what it shall be."""
    with override("vi"):
        return "\n".join(
            f"- {one['name']}: từ {one['before'] or 'trống'} thành {one['after']}."
            for one in changes_of(standing.case)
        )


def _of_proposal(standing: Standing) -> Iterator[tuple[str, str]]:
    """The committee of the place whose leader approves next."""
    ahead = (standing.track.steps.get(o.to) for o in standing.step.outcomes if o.goes_on)
    approving = next((step for step in ahead if step and step.who == Who.APPROVE), None)
    if approving is None:
        return
    unit = standing.case.unit
    if approving.level == StepLevel.ABOVE and unit.level > Level.PROVINCE and unit.parent:
        unit = unit.parent
    yield "kinh_gui", f"Ủy ban nhân dân {_lower(unit)}"


def _lower(unit: Unit) -> str:
    return unit.name[:1].lower() + unit.name[1:]


def _bases(standing: Standing) -> Iterator[str]:
    """What a decision rests on of this very case: its papers with a number, and the approval."""
    for kind, name in BASES.items():
        _state, paper = standing.filed.get(kind, ("", None))
        if paper is not None and paper.number and paper.issued_on:
            yield f"Căn cứ {name} số {paper.number} {_day(paper.issued_on)}"
    if standing.case.approved_on:
        yield f"Căn cứ ý kiến phê duyệt {_day(standing.case.approved_on)} của cấp có thẩm quyền"


def _day(on: date) -> str:
    """ "ngày 08 tháng 02 năm 2026", months from March without their nought."""
    month = f"{on.month:02d}" if on.month < 3 else str(on.month)
    return f"ngày {on.day:02d} tháng {month} năm {on.year}"


def _of_meeting(standing: Standing) -> Iterator[tuple[str, str]]:
    met = next((one for one in standing.meetings if one.step == standing.step.code), None)
    if met is None:
        return
    yield "thoi_gian", _day(met.held_on)
    yield "dia_diem", met.place
    yield "so_nguoi_du", str(met.present)
    yield "so_tan_thanh", str(met.voted_for)
    yield "so_khong_tan_thanh", str(met.against)


def _of_handover(standing: Standing) -> Iterator[tuple[str, str]]:
    """The list of what was given to whom; its condition is for the officer to write."""
    given = [(line.asset.name, one) for line in standing.assets for one in reversed(line.handovers)]
    if not given:
        return
    rows = (f"{name}; {one.quantity}; {one.note or 'đang sử dụng'}; {one.holder}"
            for name, one in given)  # fmt: skip
    yield "tai_san", "\n".join(rows)
    yield "ben_nhan", ", ".join(dict.fromkeys(str(one.holder) for _name, one in given))


def _of_plan(standing: Standing) -> Iterator[tuple[str, str]]:
    _state, plan = standing.filed.get("survey_plan", ("", None))
    if plan is not None and plan.issued_on:
        yield "so_van_ban_trinh", plan.number
        yield "ngay_van_ban_trinh", f"{plan.issued_on:%d/%m/%Y}"
