"""What a study would be able to compare and to see, told before it is locked."""

from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from .. import queries
from ..choices import Outlook
from ..models import Study
from ..rules.sentences import whole, why_none
from ..rules.usable import Usable
from . import shown

MONTHS_NAMED = 6


@dataclass(frozen=True, slots=True)
class Prospects:
    """outlook: in a sentence. is_fine: whether nothing speaks against the lock. left: reasons with
    the names of places. together, joined, gaps, better, until: sentences, or nothing."""

    outlook: str
    together: str
    is_fine: bool
    with_it: tuple[str, ...]
    without: tuple[str, ...]
    left: tuple[tuple[str, list[str]], ...]
    joined: str
    gaps: str
    better: str
    until: str

    @property
    def left_count(self) -> int:
        return sum(len(names) for _why, names in self.left)


def told(study: Study) -> Prospects:
    found = queries.foreseen(study, on=localdate())
    usable, least = found.usable, study.least_worthwhile_percent
    outlook = usable.outlook(least, is_whole=found.is_whole)
    is_to_come, together = not found.is_whole, _together(study, found.together)
    is_silent = is_to_come and outlook != Outlook.NOT_BEGUN
    return Prospects(
        outlook="" if is_silent else said(usable, least, outlook),
        together=together,
        is_fine=not together and (is_to_come or outlook == Outlook.ENOUGH),
        with_it=usable.with_it,
        without=usable.without,
        left=_left(usable),
        joined=_joined(usable),
        gaps=_gaps(usable),
        better=_better(found.better),
        until=_until(found),
    )


def said(usable: Usable, least: int, outlook: Outlook) -> str:
    """What is to be expected of the months, in the reader's language."""
    return str(outlook.label) % {
        "why": why_none(usable.refusal, _as_result(usable)) if usable.refusal else "",
        "begun": len(usable.with_it),
        "never": len(usable.without),
        "fall": whole(usable.fall_percent or 0),
        "least": least,
    }


def _together(study: Study, names: tuple[str, ...]) -> str:
    if not names:
        return ""
    return _(
        "%(others)s bắt đầu cùng lúc ở ít nhất một nửa số nơi có %(programme)s, nên tính ra cũng "
        "không tách riêng được: kết luận sẽ là “chưa kết luận được”."
    ) % {"others": ", ".join(names), "programme": study.programme.name}


def _as_result(usable: Usable) -> dict[str, Any]:
    left = [{"reason": one.reason.value} for one in usable.left_out]
    return {"treated_units": len(usable.with_it), "left_out": left}


def _gaps(usable: Usable) -> str:
    """The months that most places lack."""
    worst = sorted(usable.gaps, key=lambda gap: -gap[1])[:MONTHS_NAMED]
    if not worst:
        return ""
    said = [
        _("%(month)s (%(n)s nơi)") % {"month": shown.in_sentence(shown.month_text(code)), "n": n}
        for code, n in sorted(worst)
    ]
    more = "…" if len(usable.gaps) > len(worst) else ""
    return _("Tháng thiếu số liệu: %(months)s.") % {"months": "; ".join(said) + more}


def _left(usable: Usable) -> tuple[tuple[str, list[str]], ...]:
    found: dict[str, list[str]] = {}
    for one in usable.left_out:
        found.setdefault(str(one.reason.label), []).append(one.name)
    return tuple((why, sorted(names)) for why, names in found.items())


def _joined(usable: Usable) -> str:
    if not usable.joined:
        return ""
    return _(
        "Trong các tháng này có lần sắp xếp đơn vị, nên ở những nơi so được có %(n)s xã phải cộng "
        "chung thành %(places)s nơi."
    ) % {"n": usable.joined, "places": usable.joined_to}


def _better(one: queries.Proposed | None) -> str:
    if one is None:
        return ""
    return _(
        "Giữ được nhiều nơi nhất là từ %(first)s đến %(last)s: %(begun)s nơi có mô hình, %(never)s "
        "nơi chưa có. Muốn vậy thì sửa đề cương trước khi khóa."
    ) % {
        "first": shown.in_sentence(shown.month_text(one.first.code)),
        "last": shown.in_sentence(shown.month_text(one.last.code)),
        "begun": one.with_it,
        "never": one.without,
    }


def _until(found: queries.Foreseen) -> str:
    if found.is_whole:
        return ""
    if found.until is None:
        return _("Các tháng ghi trong đề cương còn ở phía trước, nên chưa biết nơi nào so được.")
    return _(
        "Các tháng ghi trong đề cương chưa qua hết; dưới đây là tính đến %(month)s. Nơi sẽ làm sau "
        "tháng ấy còn được tính là chưa có mô hình."
    ) % {"month": shown.in_sentence(shown.month_text(found.until.code))}
