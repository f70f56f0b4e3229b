"""A month's form of one unit: filled in, saved with or without script, sent up."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may
from binhyen.ui.words import number_text
from binhyen.units.models import Unit

from .. import actions, queries
from ..choices import CellFault, Refusal, ReturnState
from ..forms.entry import (
    CELL,
    NOTE,
    REASON,
    GiveBackForm,
    StandInForm,
    Typed,
    read_sent,
    read_typed,
)
from ..models import Return, StandIn
from ..queries import Form, Period
from ..wording import period_text, series_text
from .entry_shown import (
    Group,
    Sheet,
    Status,
    amount_text,
    events_of,
    faults_of,
    groups_of,
    row_of,
    seen_json,
    status_of,
)

UNFIT, BLOCKED = 422, 409
SHUT = {CellFault.LOCKED, CellFault.SENT, CellFault.NOT_OPEN}


@dataclass(frozen=True, slots=True)
class Place:
    """A unit and a month, its return (not stored before anybody begins it), and what one may do.

    stand_ins: those of a level above who fill it in; is_for_others: one would do so too, and has
    to say why first.
    """

    unit: Unit
    period: Period
    one: Return
    may_enter: bool
    may_accept: bool
    stand_ins: tuple[StandIn, ...] = ()
    is_for_others: bool = False

    @property
    def has_begun(self) -> bool:
        return self.period.start <= localdate()

    @property
    def is_editable(self) -> bool:
        return self.may_fill and self.one.is_open and self.has_begun

    @property
    def may_fill(self) -> bool:
        return self.may_enter and not self.is_for_others


@require_http_methods(["GET", "POST"])
def page(request: SignedIn, code: str, period: str) -> HttpResponse:
    """The month's form: 404 where there is no such unit, or no such month for it."""
    place = place_or_404(request, code, period)
    if request.method != "POST":
        return form_page(request, place)
    if not (place.may_enter or place.may_accept):
        raise PermissionDenied
    return _saved(request, place)


@require_POST
def cells(request: SignedIn, code: str, period: str) -> JsonResponse:
    """Some cells from a script: what was kept, what was refused and why, what looks wrong now."""
    place = place_or_404(request, code, period)
    if not place.may_enter:
        raise PermissionDenied
    sent = read_sent(request.body)
    if sent is None:
        return JsonResponse({"said": _("Không đọc được số liệu gửi lên.")}, status=400)
    if fault := _shut(place):
        return JsonResponse({"said": str(fault.label)}, status=BLOCKED)
    at = now()
    try:
        one = actions.begin(place.unit, place.period, by=request.user, at=at)
    except actions.FiguresBlocked as refused:
        return JsonResponse({"said": refused.reasons[0].sentence}, status=BLOCKED)
    saved = actions.enter(one, sent[0], seen=sent[1], by=request.user, at=at)
    since = saved.of.edits - bool(saved.changed) if place.one.is_begun else place.one.edits
    return JsonResponse(_told(saved, queries.form(saved.of)) | {"since": since})


def _shut(place: Place) -> CellFault | None:
    """Why nothing is begun here, if it is so."""
    if not place.has_begun:
        return CellFault.NOT_OPEN
    return CellFault.STAND_IN if place.may_enter and place.is_for_others else None


def _told(saved: actions.Saved, form: Form) -> dict[str, Any]:
    """What a script needs to show what stands there now. `now`: of a cell in conflict.

    since, edits: how many changes the return had before and has now. stands: every cell one types
    into as it stands now, so that what others changed meanwhile can be shown.
    """
    known, lines = form.catalogue.by_key, form.lines
    rows = [row_of(form, line, Sheet(has_inputs=True, to_officers=True)) for line in lines.values()]
    return {
        "edits": saved.of.edits,
        "stands": {
            row.key: amount_text(lines[row.key].amount, known[row.key])
            for row in rows
            if row.has_input
        },
        "kept": {key: amount_text(lines[key].amount, known[key]) for key in saved.kept},
        "refused": {
            one.key: {
                "said": one.sentence,
                "now": amount_text(lines[one.key].amount, known[one.key])
                if one.code == CellFault.CHANGED_SINCE
                else None,
            }
            for one in saved.refused
        },
        "found": {
            row.key: render_to_string("figures/_found.html", {"row": row})
            for row in rows
            if row.warned
        },
        **_filled(rows),
    }


def place_or_404(request: SignedIn, code: str, period: str) -> Place:
    month = queries.period_named(period)
    if month is None or month.kind != queries.calendar().returned:
        raise Http404(_("Không có tháng báo cáo này."))
    unit = queries.place_named(request.user, code, month.until)
    if unit is None:
        raise Http404(_("Khi đó chưa có hoặc không còn đơn vị này."))
    one = queries.return_of(unit, month) or queries.blank_return(unit, month)
    may_enter = may(request.user, Permission.FIGURES_ENTER, at=unit)
    stand_ins = tuple(queries.stand_ins_of(one))
    is_in = any(each.by_id == request.user.pk for each in stand_ins)
    return Place(
        unit,
        month,
        one,
        may_enter,
        queries.may_accept(request.user, unit),
        stand_ins,
        may_enter and not is_in and bool(queries.from_above(request.user, [unit])),
    )


def _saved(request: SignedIn, place: Place) -> HttpResponse:
    """Cells, then reasons, then the comment; what can't be taken is named, the rest kept."""
    typed, at = read_typed(request.POST), now()
    is_sent = request.POST.get("do") == "submit"
    if is_sent and typed.edits is not None and typed.edits != place.one.edits:
        refusal = actions.Reason(Refusal.CHANGED_SINCE)
        return form_page(request, place, typed=typed, reasons=[refusal], status=BLOCKED)
    fault = _shut(place)
    if fault and (typed.changed or is_sent or typed.reasons or not place.has_begun):
        shut = [str(fault.label)]
        return form_page(request, place, typed=typed, shut=shut, status=BLOCKED)
    try:
        errors, shut = _kept(request, place, typed, at=at, is_sent=is_sent)
    except actions.FiguresBlocked as refused:  # the month can't be begun
        return form_page(request, place, typed=typed, reasons=list(refused.reasons), status=BLOCKED)
    place = place_or_404(request, place.unit.code, place.period.code)
    if errors:
        status = BLOCKED if shut else UNFIT
        return form_page(request, place, typed=typed, errors=errors, shut=shut, status=status)
    if is_sent:
        try:
            actions.send_up(
                place.one,
                edits=place.one.edits,
                blanks=typed.blanks,
                by=request.user,
                at=now(),
            )
        except actions.FiguresBlocked as refused:
            reasons = list(refused.reasons)
            return form_page(request, place, reasons=reasons, status=BLOCKED)
        messages.success(request, _sent_text(queries.missing_of(place.one)))
    else:
        messages.success(request, _("Đã lưu."))
    return redirect(place.one)


def _sent_text(missing: int) -> str:
    """That it went up, and how much of it was left blank."""
    said = _("Đã gửi số liệu lên cấp trên.")
    if not missing:
        return said
    blank = ngettext("Còn %(n)s chỉ tiêu để trống.", "Còn %(n)s chỉ tiêu để trống.", missing)
    return f"{said} {blank % {'n': number_text(missing)}}"


def _kept(
    request: SignedIn, place: Place, typed: Typed, *, at: datetime, is_sent: bool
) -> tuple[dict[str, str], list[str]]:
    """Everything that was typed; the sentences of what was refused, and why nothing is taken."""
    errors: dict[str, str] = {}
    shut: list[str] = []
    if typed.changed or is_sent:
        one = actions.begin(place.unit, place.period, by=request.user, at=at)
        saved = actions.enter(one, typed.changed, seen=typed.seen, by=request.user, at=at)
        errors |= {f"{CELL}{cell.key}": cell.sentence for cell in saved.refused}
        shut = [cell.sentence for cell in saved.refused if cell.code in SHUT][:1]
    return errors | _remarked(request, place, typed), shut


def _remarked(request: SignedIn, place: Place, typed: Typed) -> dict[str, str]:
    """Reasons and comments, each on its own; the sentences of those refused, by field."""
    errors: dict[str, str] = {}
    about, note = typed.note
    if not (typed.reasons or note.strip()):
        return errors
    by, at = request.user, now()
    one = queries.return_of(place.unit, place.period)
    if one is None:
        one = actions.begin(place.unit, place.period, by=by, at=at)
    stands = {(each.rule, each.key): each for each in queries.findings_of(one)}
    excuses = queries.excuses_of(one)
    for (rule, key), text in typed.reasons.items():
        found = stands.get((rule, key))
        same = [each for each in excuses if each.reason == text.strip()]
        if found is None or queries.is_excused(found, one, same):
            continue
        try:
            actions.excuse(one, rule, key, text, by=by, at=at)
        except actions.FiguresBlocked as refused:
            errors[f"{REASON}{rule}.{key}"] = " ".join(r.sentence for r in refused.reasons)
    if note.strip():
        try:
            actions.write_note(one, about, note, by=by, at=at)
        except actions.FiguresBlocked as refused:
            errors[f"{NOTE}{about}"] = " ".join(r.sentence for r in refused.reasons)
    return errors


def form_page(
    request: SignedIn,
    place: Place,
    *,
    typed: Typed | None = None,
    errors: dict[str, str] | None = None,
    shut: list[str] | None = None,
    reasons: list[actions.Reason] | None = None,
    back_form: GiveBackForm | None = None,
    stand_in_form: StandInForm | None = None,
    status: int = 200,
) -> HttpResponse:
    one, period = place.one, place.period
    form = queries.form(one)
    sheet = Sheet(
        has_inputs=place.is_editable,
        to_officers=place.may_enter or place.may_accept,
        typed=replace(typed, cells=typed.changed) if typed else None,
        errors=errors or {},
        counted=actions.prefilled(one),
    )
    groups = groups_of(form, sheet)
    rows = [row for group in groups for row in group.rows]
    blanks = [row for row in rows if row.is_missing] if _asks_of_blanks(reasons) else []
    context = {
        "place": place,
        "unit": place.unit,
        "period": period,
        "title_period": period_text(period),
        "one": one,
        "due_on": one.due_on,
        "status": _status(place),
        "groups": groups,
        "seen": seen_json(groups, form),
        "is_over": period.until < localdate(),
        "may_note": place.may_enter or place.may_accept,
        "shut": shut or [],
        "lost": _lost(typed, form) if shut else [],
        "note": _note(typed, errors or {}),
        "words": json.dumps(words()),
        "faults": [] if shut else faults_of(errors or {}, form.catalogue),
        "blocked": _blocked([] if blanks else reasons or [], form),
        "blanks": blanks,
        "back_form": back_form or GiveBackForm(initial={"edits": one.edits}),
        "stand_in_form": stand_in_form or StandInForm(),
        **_beside(place),
        "events": events_of(one, queries.catalogue_seen(request.user, place.unit, form.catalogue)),
        "has_versions": one.version > 1,
        **_steps(request, place),
        "next_waiting": queries.next_waiting(request.user, one) if place.may_accept else None,
        **_filled(rows),
    }
    return render(request, "figures/entry.html", context, status=status)


def _status(place: Place) -> Status:
    one = place.one
    return status_of(one if one.is_begun else None, one.due_on, localdate())


def _asks_of_blanks(reasons: list[actions.Reason] | None) -> bool:
    return any(reason.code == Refusal.BLANKS for reason in reasons or ())


def _steps(request: SignedIn, place: Place) -> dict[str, bool]:
    """What the person may do to it now; the action decides for good."""
    state, accepts = place.one.state, place.may_accept
    is_own = place.one.submitted_by_id == request.user.pk or any(
        each.by_id == request.user.pk for each in place.stand_ins
    )
    return {
        "may_recall": place.may_fill and state == ReturnState.SUBMITTED,
        "may_take": accepts and state == ReturnState.SUBMITTED and not is_own,
        "may_give_back": accepts and state in (ReturnState.SUBMITTED, ReturnState.ACCEPTED),
        "may_lock": accepts and state == ReturnState.ACCEPTED,
        "may_correct": accepts and state == ReturnState.LOCKED,
    }


def _beside(place: Place) -> dict[str, Period | None]:
    """The months before and after, where the unit has them."""
    earlier, later = (queries.following(place.period, step) for step in (-1, 1))
    has_begun = later.start <= localdate() and queries.existed(place.unit, later)
    return {
        "earlier": earlier if queries.existed(place.unit, earlier) else None,
        "later": later if has_begun else None,
    }


def _filled(rows: list[Any]) -> dict[str, int]:
    """How many of the cells one types into are filled, some with ?, and how many are missing."""
    inputs = [row for row in rows if row.has_input]
    texts = [text for row in inputs if (text := row.text.strip())]
    return {
        "filled": len(texts),
        "unsure": texts.count("?"),
        "of_cells": len(inputs),
        "missing": sum(row.is_missing for row in rows),
    }


def _blocked(reasons: list[actions.Reason], form: Form) -> list[dict[str, str]]:
    """Each reason in words, with the cell that it is about."""
    known = form.catalogue
    return [
        {
            "said": queries.sentence_of(one.found) if one.found else one.sentence,
            "wanted": one.sentence if one.found else "",
            "key": one.key if one.key in known.by_key else "",
            "label": series_text(known, one.key) if one.key in known.by_key else "",
        }
        for one in reasons
    ]


def _note(typed: Typed | None, errors: dict[str, str]) -> dict[str, str]:
    """The comment as typed, while it isn't kept: refused itself, or nothing was taken."""
    key, text = typed.note if typed else ("", "")
    error = errors.get(f"{NOTE}{key}", "")
    return {"key": key, "text": text if error or not errors else "", "error": error}


def words() -> dict[str, str]:
    """What the script says; {n} and {at} are filled in there."""
    return {
        "saved": _("Đã lưu lúc {at}"),
        "saving": _("Đang lưu…"),
        "kept": _("Chưa gửi được {n} ô; đã giữ trên máy này, sẽ tự gửi khi có mạng"),
        "signed_out": _("Phiên đăng nhập đã hết; {n} ô vừa gõ vẫn giữ trên máy này"),
        "refused": _("Số ô chưa nhận được: {n}; xem cạnh ô"),
        "others": _("Có người khác vừa sửa số liệu; các ô đã hiện số mới, hãy xem lại"),
        "mine": _("Số ô mà bạn và người khác ghi khác nhau: {n}; hãy chọn ở cạnh ô"),
        "pasted": _("Đã dán {n} ô"),
        "over": _("{n} dòng không có chỗ trong biểu: {names}"),
        "counted": _("Không dán, vì đếm từ sổ: {names}"),
        "misfit": _(
            "Chưa dán ô nào: số dòng không khớp với các dòng của biểu. "
            "Hãy dán cả cột tên lẫn cột số."
        ),
        "take": _("Lấy số này: {value}"),
        "keep": _("Giữ số của tôi: {value}"),
    }


def _lost(typed: Typed | None, form: Form) -> list[tuple[str, str]]:
    """What was typed into a form that takes nothing any longer, so that it isn't lost."""
    if typed is None:
        return []
    known = form.catalogue
    return [(series_text(known, key), text) for key, text in typed.changed.items()
            if key in known.by_key]  # fmt: skip


__all__ = ["Group", "Place", "cells", "form_page", "page", "place_or_404"]
