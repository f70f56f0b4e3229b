"""A page to learn on what noise looks like: a province whose truth is known, and twenty more."""

from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhyen.people.queries import SignedIn
from binhyen.ui.words import read_number

from ..choices import Because, Planted, TakenUp, VerdictWord
from ..forms.simulator import SimulatorForm
from ..rules.charts.intervals import Change
from ..rules.charts.months import MonthsChart, months_chart
from ..rules.charts.twenty import Try, twenty_chart
from ..rules.sentences import before_after_sentence, changed, sentence
from ..rules.simulator import AGAIN, MOST_SEED, Asked, Look, Shown, shown
from .listing import demand_reader
from .shown import BEYOND, TONES, change_of, interval_text

UNFIT, BUSY = 422, 503
PATIENCE_S = 15
_ONE_AT_A_TIME = Lock()  # whoever asks for many provinces takes one core, not all


@dataclass(frozen=True, slots=True)
class Province:
    """What is said of the one province, in words."""

    word: str
    tone: str
    sentence: str
    because: tuple[str, ...]
    naive: str
    chart: MonthsChart


@dataclass(frozen=True, slots=True)
class TryText:
    """One of the twenty as a row of the table."""

    number: int
    naive: str
    change: str
    interval: str
    truth: str
    hit: str


@require_GET
def page(request: SignedIn) -> HttpResponse:
    """The form and, at once, the province that it asks for."""
    demand_reader(request)
    form = SimulatorForm(request.GET)
    asked = form.asked
    if asked is None:
        return render(request, "evidence/simulator.html", {"form": form}, status=UNFIT)
    if not _ONE_AT_A_TIME.acquire(timeout=PATIENCE_S):
        return render(
            request, "evidence/simulator.html", {"form": form, "is_busy": True}, status=BUSY
        )
    try:
        found = shown(asked)
    finally:
        _ONE_AT_A_TIME.release()
    context = {
        "form": form,
        "asked": asked,
        "found": found,
        "province": _province(found),
        "truth": _truth_text(found),
        "chart": twenty_chart([_try(one) for one in found.again]),
        "rows": [_row(n, one) for n, one in enumerate(found.again, start=1)],
        "summary": _summary(found),
        "lesson": _lesson(found),
        "another": f"?{urlencode(_address(asked, seed=(asked.seed + 1) % (MOST_SEED + 1)))}",
        "is_secret": asked.planted == Planted.SECRET,
    }
    request.holds_synthetic = True  # type: ignore[attr-defined]  # whatever else there is
    return render(request, "evidence/simulator.html", context)


def _address(asked: Asked, **changed_: Any) -> dict[str, Any]:
    said = {
        "planted": asked.planted.value,
        "taken_up": asked.taken_up.value,
        "places": asked.places,
        "months": asked.months,
        "seed": asked.seed,
    }
    next_door = {"looks_next_door": "on"} if asked.looks_next_door else {}
    return {**said, **next_door, **changed_}


def _names() -> dict[str, str]:
    return {"programme": _("Mô hình A (giả lập)"), "outcome": _("Vụ việc giả lập")}


def _province(found: Shown) -> Province:
    word = VerdictWord(found.result["word"])
    return Province(
        word=str(word.label),
        tone=TONES[word],
        sentence=sentence(found.result, **_names()),
        because=tuple(str(Because(code).label) for code in found.result["because"]),
        naive="" if found.naive is None else before_after_sentence(found.naive, **_names()),
        chart=months_chart(found.with_it, found.without, found.starts),
    )


def _truth_text(found: Shown) -> list[str]:
    """What only the simulation knows."""
    said = [
        _("Đã cài vào: %(truth)s.") % {"truth": found.asked.truth.label},
        _("Tính ra ở nơi có mô hình: %(own)s; tính cả nơi giáp ranh: %(net)s.")
        % {"own": changed(found.own_truth), "net": changed(found.net_truth)},
    ]
    if found.averted > 0:
        text = _("Cả tỉnh thật sự bớt được %(n)s vụ.")
        said.append(text % {"n": read_number(found.averted)})
    elif found.averted < 0:
        text = _("Cả tỉnh thật sự thêm %(n)s vụ.")
        said.append(text % {"n": read_number(-found.averted)})
    else:
        said.append(_("Cả tỉnh không bớt, không thêm vụ nào vì mô hình."))
    change = change_of(found.result)
    if change is not None:
        truth = found.net_truth if found.result["scope"] == "net" else found.own_truth
        said.append(
            _("Khoảng tin cậy của lần này trúng sự thật.")
            if change.low <= truth <= change.high
            else _("Khoảng tin cậy của lần này trượt sự thật.")
        )
    return said


def _summary(found: Shown) -> list[str]:
    n = {"n": AGAIN}
    said = [
        _("Chỉ so trước với sau thì %(k)s trong %(n)s tỉnh được báo cáo là “giảm”.")
        % {**n, "k": found.naive_falls},
        _(
            "Có so với nơi chưa có mô hình thì cả khoảng tin cậy nằm dưới 0 ở %(k)s trong %(n)s "
            "tỉnh."
        )
        % {**n, "k": found.found_falls},
        _("Khoảng tin cậy trúng sự thật ở %(k)s trong %(n)s tỉnh.") % {**n, "k": found.hits},
    ]
    if found.asked.taken_up == TakenUp.BAD_YEAR:
        said.append(
            _(
                "Sau một năm xấu tự hết, khoảng tin cậy trượt nhiều hơn 1 trong 20; vì vậy quy tắc "
                "chỉ nói “có hiệu quả” nếu bỏ năm ấy ra vẫn thấy giảm."
            )
        )
    return said


def _lesson(found: Shown) -> str:
    """What to take home from this truth looked at in this way."""
    asked = found.asked
    if asked.truth == Planted.MOVED and not asked.looks_next_door:
        return _(
            "Không xét nơi giáp ranh thì thấy giảm ở nơi có mô hình, mà không thấy số vụ ấy chỉ "
            "chuyển sang bên cạnh. Hãy đánh dấu “Xét cả nơi giáp ranh” rồi xem lại."
        )
    if asked.truth == Planted.MOVED:
        return _(
            "Tính cả nơi giáp ranh thì số vụ không bớt; vì vùng giáp ranh rộng hơn nhiều nơi có "
            "mô hình nên khoảng tin cậy cũng rộng."
        )
    if asked.truth == Planted.NOTHING:
        return _(
            "Không có tác dụng gì mà năm trước là năm xấu thì số vụ vẫn tự giảm: so trước với sau "
            "gọi đó là thành tích. Nơi chưa có mô hình cho biết lẽ ra sẽ thế nào."
        )
    if asked.truth == Planted.HARM:
        return _(
            "Mô hình làm tăng số vụ, vậy mà so trước với sau vẫn có thể báo là giảm, vì xu hướng "
            "chung và năm xấu vừa qua che mất."
        )
    return _(
        "Giảm thật 25% mà ít nơi, ít tháng thì khoảng tin cậy vẫn rộng. Thử thêm nơi, thêm tháng "
        "để xem khoảng hẹp lại."
    )


def _try(one: Look) -> Try | None:
    change = _change(one)
    if change is None:
        return None
    return Try(change.percent, change.low, change.high, one.truth, one.naive, one.is_hit)


def _change(one: Look) -> Change | None:
    if one.percent is None or one.low is None or one.high is None:
        return None
    return Change(one.percent, one.low, min(one.high, BEYOND))


def _row(number: int, one: Look) -> TryText:
    change = _change(one)
    return TryText(
        number=number,
        naive="–" if one.naive is None else changed(one.naive),
        change="–" if change is None else changed(change.percent),
        interval=_("không ước lượng được") if change is None else interval_text(change),
        truth=changed(one.truth),
        hit=_("trúng") if one.is_hit else _("trượt"),
    )
