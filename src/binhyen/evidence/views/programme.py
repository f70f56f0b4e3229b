"""The evidence on one programme, on one page."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may
from binhyen.programmes.models import Programme
from binhyen.ui.words import read_number

from ..choices import OPEN_RUNS, LeftOut, OutcomeRole, RunState, StudyState
from ..forms import WeightForm
from ..models import Study
from ..queries import Finding
from ..queries.hindsight import hindsight
from ..queries.seen import findings_seen, standing_runs
from . import delivery, letters, money, pictures, places, shown, versions
from .sums import chance_text

UNFIT = 422


@require_GET
def page(request: SignedIn, code: str) -> HttpResponse:
    """One sentence, the outcomes, before and after the start, the map, and what lies behind."""
    programme = visible_programme(request, code)
    studies = studies_of(request, programme)
    findings = findings_seen(programme, studies)
    standing = standing_runs(studies)
    if programme.is_synthetic:
        request.holds_synthetic = True  # type: ignore[attr-defined]  # one question less
    may_register = not studies and may(request.user, Permission.STUDY_REGISTER, at=programme.unit)
    tried = WeightForm(request.GET if "weight" in request.GET else None)
    weight = tried.cleaned_data["weight"] if tried.is_bound and tried.is_valid() else None
    context = {
        "programme": programme,
        "studies": studies,
        "open_runs": [one for one in standing if one.state in OPEN_RUNS],
        "failed": [one for one in standing if one.state == RunState.FAILED],
        "may_register": may_register,
        "weight_form": tried,
        "next_step": _next_step(studies),
        **(told(request, findings, weight=weight) if findings else {}),
    }
    status = UNFIT if tried.errors else 200
    return render(request, "evidence/programme.html", context, status=status)


def _next_step(studies: Sequence[Study]) -> str:
    """What is to be done before there is a result."""
    if any(one.is_locked for one in studies):
        return _(
            "Đề cương đã khóa; cán bộ đăng ký đề cương mở đề cương rồi bấm “Cho tính”, khi các "
            "tháng ghi trong đó đã qua."
        )
    if any(one.state == StudyState.DRAFT for one in studies):
        return _("Đề cương còn là bản thảo; lãnh đạo khóa đề cương rồi mới được tính.")
    return _("Mọi đề cương đã rút; đăng ký đề cương mới để có kết quả.")


def visible_programme(request: SignedIn, code: str) -> Programme:
    rows = Programme.objects.visible_to(request.user).select_related("unit")
    return get_object_or_404(rows, code=code)


def studies_of(request: SignedIn, programme: Programme) -> list[Study]:
    """Those that the person sees, the newest first."""
    rows = Study.objects.visible_to(request.user).filter(programme=programme)
    return list(rows.select_related("unit").order_by("-registered_at", "-pk"))


def told(
    request: SignedIn, findings: list[Finding], *, weight: int | None = None
) -> dict[str, Any]:
    """What a page or a brief says of the findings; the first is the one that decides."""
    first = findings[0]
    study = first.run.study
    after = hindsight([study]).get(study.pk)
    return {
        "version": versions.told(after, first.known) if after else None,
        "findings": findings,
        "first": first,
        "lines": shown.on_one_scale(
            [shown.outcome_line(one) for one in findings], shown.least_of(findings)
        ),
        "line": shown.outcome_line(first),
        **details(request, first, findings, weight=weight),
    }


def details(
    request: SignedIn, one: Finding, findings: Sequence[Finding] = (), *, weight: int | None = None
) -> dict[str, Any]:
    """All that stands behind one finding. findings: all of the programme, for its benefit; weight:
    of one event, where the reader tries one.

    Places one by one are for who covers the whole ground: they are other communes' months.
    """
    unit = one.run.study.unit
    may_read_log = may(request.user, Permission.LOG_VIEW, at=unit)
    study = one.run.study
    months = (one.run.panel or {}).get("months") or [study.first_month, study.last_month]
    names = {each["code"]: each["name"] for each in (one.run.panel or {}).get("units") or []}
    left = {each["code"] for each in one.result.get("left_out") or []}
    starts = [
        (each["name"], shown.month_text(each["start"]))
        for each in (one.run.panel or {}).get("units") or []
        if each["start"] and each["code"] not in left
    ]
    return {
        "around": pictures.around(one),
        "map": pictures.map_of(one),
        "comparisons": shown.comparisons(one),
        "checks": checks(one),
        "left_out": one.result.get("left_out") or [],
        "left_groups": left_groups(one, names),
        "starts": starts,
        "rests_on": places.rests_on(one),
        "first_month": shown.month_text(months[0]),
        "last_month": shown.month_text(months[-1]),
        "last_code": months[-1],
        "may_read_log": may_read_log,
        "may_see_places": may_read_log or may(request.user, Permission.REGISTER_VIEW, at=unit),
        **(beside(one, findings or [one], weight) if one.role == OutcomeRole.PRIMARY else {}),
    }


def beside(one: Finding, findings: Sequence[Finding], weight: int | None) -> dict[str, Any]:
    """What is known beside the effect: EMMIE, how it is carried out, for whom, at what cost."""
    return {
        "letters": letters.letters(one),
        "rungs": letters.rungs(),
        "doses": delivery.doses(one),
        "of_whole_place": delivery.of_whole_place(one),
        "activities": [(key, one.named(key)) for key in one.run.study.activities],
        "third": delivery.by_third(one),
        "splits": delivery.splits(one),
        "steps": delivery.steps(one),
        "shares": delivery.shares(one),
        "costs": money.costs(one, findings, weight=weight),
    }


def left_groups(one: Finding, names: dict[str, str]) -> list[tuple[str, list[str]]]:
    """Who isn't compared, by the reason."""
    found: dict[str, list[str]] = {}
    for each in one.result.get("left_out") or []:
        found.setdefault(each["reason"], []).append(each.get("name") or names.get(each["code"], ""))
    return [(str(LeftOut(reason).label), sorted(units)) for reason, units in found.items()]


def checks(one: Finding) -> list[tuple[str, str]]:
    """The diagnostics as label and text."""
    result = one.result
    placebo, leads = result.get("placebo") or {}, result.get("leads") or {}
    seen, placebo_seen = (
        result.get(key) for key in ("smallest_seen_percent", "minimum_detectable_percent")
    )
    found = [
        (_("Bậc của phép so sánh (thang Maryland, 1–5)"), str(result.get("grade") or "–")),
        (_("Đơn vị được so sánh"), str(result.get("units") or 0)),
        (_("trong đó có mô hình"), str(result.get("treated_units") or 0)),
    ]
    if result.get("ring_units") is not None:
        found.append((_("giáp ranh / ở xa"), f"{result['ring_units']} / {result['far_units']}"))
    chance = result.get("chance_of_fewer")
    if chance is not None:
        found.append((_("Khả năng có giảm"), chance_text(chance)))
    if seen is not None:
        text = _("giảm từ %(n)s%% trở lên") % {"n": round(seen)}
        found.append((_("Mức mà số liệu này đủ để thấy (4 trong 5 lần)"), text))
    if placebo_seen is not None and (seen is None or round(placebo_seen) != round(seen)):
        text = _("giảm từ %(n)s%% trở lên; kết luận dùng mức chặt hơn ở dòng trên") % {
            "n": round(placebo_seen)
        }
        found.append((_("Nếu chỉ xét số vụ tự lên xuống ở nơi chưa có mô hình"), text))
    if leads.get("pretrend_p") is not None:
        text = _("p = %(p)s") % {"p": read_number(leads["pretrend_p"], places=2)}
        found.append((_("Có khác nhau từ trước khi bắt đầu không"), text))
    if placebo.get("p") is not None:
        text = _("%(share)s%% của %(draws)s lần") % {
            "share": read_number(100 * placebo["p"], places=1),
            "draws": placebo.get("draws"),
        }
        found.append((_("Gán ngày bừa cho nơi khác cũng ra mạnh như vậy"), text))
    elif placebo:
        found.append((_("Gán ngày bừa cho nơi khác"), shown.refusal_text(placebo)))
    breakdown = result.get("breakdown")
    if breakdown is not None:
        text = _("gấp %(n)s lần mức lệch trước khi bắt đầu") % {
            "n": read_number(breakdown, places=1)
        }
        if breakdown < 1:
            text += _(" (lệch ít hơn trước đây cũng đủ làm mất mức giảm này)")
        found.append((_("Mức giảm năm đầu còn đứng vững đến khi xu hướng lệch"), text))
    if shown.change_of(result) is not None:
        text = _("%(n)s vụ (khoảng tin cậy 95%%: %(interval)s)") % {
            "n": read_number(round(result["averted"])),
            "interval": shown.averted_text(result),
        }
        found.append((_("Số vụ ít đi trong cả thời gian xét"), text))
    return found
