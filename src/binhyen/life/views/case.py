"""The page of one case: where it stands, whose turn, what is missing, and the ways on."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may
from binhyen.programmes.actions import Refused
from binhyen.programmes.choices import State

from .. import actions, queries
from ..choices import EventKind
from ..forms.acting import ActForm
from ..models import Case, Event
from ..queries import Standing
from ..rules.blockers import Blocker
from ..rules.way import Move, way
from . import shown
from .changes import changes_of

View = Callable[[SignedIn, str], HttpResponse]
MOVES = {EventKind.MOVED, EventKind.RETURNED, EventKind.TAKEN_BACK}


@require_GET
def page(request: SignedIn, code: str) -> HttpResponse:
    """Everything about where a case stands."""
    return render_case(request, found(request, code))


def found(request: SignedIn, code: str) -> Case:
    """A case that the person may see. Raises Http404."""
    case = queries.case_named(request.user, code)
    if case is None:
        raise Http404
    return case


def _posted(view: View) -> View:
    """An address that only takes what is posted; opened by itself it leads to the case."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answered(request: SignedIn, code: str) -> HttpResponse:
        return view(request, code) if request.method == "POST" else redirect(found(request, code))

    return answered


@_posted
def act(request: SignedIn, code: str) -> HttpResponse:
    """Take one of the step's outcomes: 403 out of turn, 409 with every reason against it."""
    case = found(request, code)
    standing = queries.standing(case, request.user, on=localdate())
    form = ActForm(request.POST, standing=standing)
    turn = request.POST.get("turn", "")
    if not form.is_valid():
        if not standing.is_mine:
            raise PermissionDenied
        return render_case(request, case, form=form, status=422)
    said = form.cleaned_data
    try:
        moved = actions.act(
            case,
            request.POST.get("outcome", ""),
            turn=int(turn) if turn.isdigit() else 0,
            on=said["on"],
            by=request.user,
            at=now(),
            comment=said["comment"],
            ground=said.get("ground") or "",
        )
    except actions.CaseBlocked as blocked:
        return refuse(request, code, form, blocked.blockers)
    except Refused as refused:
        lines = [str(fault.label) for fault in refused.faults]
        return render_case(request, case, form=form, refused=lines, status=409)
    messages.success(request, _said_of(moved, is_approved=_approves(standing, request.POST)))
    return redirect(moved)


def refuse(
    request: SignedIn, code: str, form: ActForm, blockers: Iterable[Blocker]
) -> HttpResponse:
    """The page with every reason, those of a field beside it, and what was typed."""
    others = []
    for blocker in blockers:
        if blocker.about in form.fields:
            form.add_error(blocker.about, blocker.label)
        else:
            others.append(shown.said(blocker))
    return render_case(request, found(request, code), form=form, refused=others, status=409)


def _approves(standing: Standing, posted: Any) -> bool:
    outcome = standing.step.outcome(posted.get("outcome", ""))
    return outcome is not None and outcome.approves


def _said_of(case: Case, *, is_approved: bool) -> str:
    if case.is_open:
        said = _("Đã chuyển. Hồ sơ đang ở bước “%(step)s”, chờ %(who)s.")
        if is_approved:
            said = _("Đã phê duyệt. Hồ sơ đang ở bước “%(step)s”, chờ %(who)s.")
        return said % {"step": case.step_name, "who": shown.turn_words(case)}
    return _("Đã xong: hồ sơ đóng với kết quả “%(state)s”.") % {
        "state": str(case.get_state_display())
    }


@_posted
def take_back(request: SignedIn, code: str) -> HttpResponse:
    """Undo one's own last move while nobody has gone on: 409 otherwise."""
    case = found(request, code)
    try:
        actions.take_back(case, by=request.user, at=now())
    except actions.CaseBlocked as blocked:
        lines = [shown.said(blocker) for blocker in blocked.blockers]
        return render_case(request, case, refused=lines, status=409)
    messages.success(request, _("Đã rút lại; hồ sơ trở về bước trước."))
    return redirect(case)


@_posted
def end_delegation(request: SignedIn, code: str) -> HttpResponse:
    """The turn comes back to whom it belongs."""
    case = found(request, code)
    standing = queries.standing(case, request.user, on=localdate())
    if standing.delegation is None:
        raise Http404
    actions.end_delegation(standing.delegation, by=request.user, at=now())
    messages.success(request, _("Đã thôi giao; bước này trở về người xử lý theo quy trình."))
    return redirect(case)


def render_case(
    request: SignedIn,
    case: Case,
    *,
    form: ActForm | None = None,
    refused: Iterable[str] = (),
    status: int = 200,
) -> HttpResponse:
    on = localdate()
    standing = queries.standing(case, request.user, on=on)
    lacks = shown.lacks(standing)
    context: dict[str, Any] = {
        "case": case,
        "standing": standing,
        "way": _way(case, standing),
        "due": shown.due(case, on),
        "turn_words": shown.turn_words(case),
        "needs": lacks,
        "lacking": [lack for lack in lacks if lack.is_needed and not lack.is_met],
        "ways": shown.buttons(standing.choices),
        "waits": any(not choice.is_free for choice in standing.choices),
        "form": form or ActForm(initial={"on": on, "ground": case.ground}, standing=standing),
        "refused": list(refused),
        "meetings": standing.meetings,
        "assets": standing.assets,
        "wants_assets": standing.step.assets,
        "filed": _filed(standing),
        **_withdrawn(standing),
        "ground_name": _ground(case, standing),
        "changes": changes_of(case),
        "may_hand_over": _may_hand_over(case, standing),
        "returned": _returned(standing),
        "next_case": _next_case(request, standing),
        **_given(request, standing),
    }
    return render(request, "life/case.html", context, status=status)


def _given(request: SignedIn, standing: Standing) -> dict[str, bool]:
    """Whether the turn was given to the reader, and whether they may end that."""
    given, person = standing.delegation, request.user
    concerned = given is not None and person.pk in {given.by_id, given.to_id}
    return {
        "delegation_is_mine": given is not None and given.to_id == person.pk,
        "may_end_delegation": given is not None and (standing.is_mine or concerned),
        "may_delegate": standing.is_mine and not (given and given.to_id == person.pk),
    }


def _way(case: Case, standing: Standing) -> list[Any]:
    """The drawn line of steps, from what happened."""
    events = [event for event in reversed(standing.events) if event.kind in MOVES]
    moves = [Move(event.step, event.to_step, event.on) for event in events]
    return way(standing.track, moves, here=case.step, state=case.state)


def _returned(standing: Standing) -> Event | None:
    """Why the case is here again, if the last move sent it back."""
    moves = (event for event in standing.events if event.kind in MOVES)
    last = next(moves, None)
    return last if last is not None and last.kind == EventKind.RETURNED else None


def _filed(standing: Standing) -> list[dict[str, str]]:
    """The papers filed since the case was opened."""
    words = {"present": _("đủ"), "unsigned": _("chưa ký"), "out_of_date": _("quá hạn")}
    return [
        {
            "name": shown.kind_name(kind),
            "number": document.number,
            "href": document.get_absolute_url(),
            "state": state,
            "said": words.get(state, state),
        }
        for kind, (state, document) in standing.filed.items()
    ]


def _withdrawn(standing: Standing) -> dict[str, Any]:
    """The papers that were withdrawn, and those of them that steps already taken had asked for."""
    gone = queries.withdrawn_of(standing.case)
    held = {kind for kind, (state, _paper) in standing.filed.items() if state == "present"}
    kinds = {document.kind for document, _reason in gone} & standing.asked_before
    return {
        "withdrawn": [
            {
                "name": shown.kind_name(document.kind),
                "number": document.number,
                "href": document.get_absolute_url(),
                "reason": reason,
            }
            for document, reason in gone
        ],
        "lost": sorted(shown.kind_name(kind) for kind in kinds - held),
    }


def _next_case(request: SignedIn, standing: Standing) -> dict[str, Any] | None:
    """The case that must follow, with its address for who may open it; None once it is open."""
    case, kind = standing.case, standing.next_case
    record = case.site or case.programme
    if kind is None or record is None or record.state == State.ENDED:
        return None
    if queries.held_by_cases([record]):
        return None
    about = urlencode({"site" if case.site else "programme": record.code})
    address = f"{reverse('life:open-kind', args=[kind])}?{about}"
    may_open = may(request.user, Permission.CASE_ACT, at=case.unit)
    return {"kind": kind.label, "state": record.get_state_display(),
            "href": address if may_open else ""}  # fmt: skip


def _ground(case: Case, standing: Standing) -> str:
    ground = standing.procedure.grounds.get(case.ground)
    return ground.name if ground else case.ground


def _may_hand_over(case: Case, standing: Standing) -> bool:
    """Assets are for whoever has the turn and acts, not for whoever only approves."""
    is_acting = case.turn_permission == Permission.CASE_ACT
    return standing.is_mine and is_acting and case.site_id is not None
