"""What a case already knows of a paper that is about to be drafted for it, by the paper's fields.

A field that the kind of paper hasn't is passed over there, so each is named only once here.
"""

from collections.abc import Iterator

from ..queries import Standing

# The words in which papers name the grounds of the shipped procedures.
GROUNDS = {
    "not_effective": "hoạt động không hiệu quả",
    "dossier_inadequate": "hồ sơ không bảo đảm theo quy định",
    "no_longer_fits": "không còn phù hợp với tình hình địa bàn",
}


def known_words(standing: Standing, kind: str) -> dict[str, str]:
    """Initial values by field; nothing that the case doesn't know."""
    said = {name: value for name, value in _words(standing) if value}
    if kind == "meeting_minutes":
        said |= dict(_of_meeting(standing))
    if kind == "handover_record":
        said |= dict(_of_handover(standing))
    if kind == "survey_plan_approval":
        said |= dict(_of_plan(standing))
    return said


def _words(standing: Standing) -> Iterator[tuple[str, str]]:
    case = standing.case
    into = case.into_site or case.into_programme
    yield "ly_do", case.reason
    yield "can_cu_ket_thuc", GROUNDS.get(case.ground, "")
    yield "mo_hinh_nhan", str(into) if into else ""


def _of_meeting(standing: Standing) -> Iterator[tuple[str, str]]:
    met = next((one for one in standing.meetings if one.step == standing.step.code), None)
    if met is None:
        return
    yield "thoi_gian", f"ngày {met.held_on:%d} tháng {met.held_on:%m} năm {met.held_on:%Y}"
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
