"""A locked return put right, and what each of its versions said."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from binhyen.people.models import Person
from binhyen.people.queries import SignedIn

from .. import actions, queries
from ..choices import Refusal
from ..forms.entry import CELL, CorrectForm, Typed, read_typed
from ..models import Return
from ..queries import Amount, Catalogue
from ..wording import period_text, series_text
from .entry import BLOCKED, UNFIT, Place, place_or_404
from .entry_shown import Fault, Sheet, amount_text, faults_of, groups_of, seen_json

FIELDS = {Refusal.REASON_MISSING, Refusal.TOO_LONG, Refusal.PERSONAL_DATA, Refusal.CELLS_REFUSED}


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that two versions show differently, and who put it so, when and why."""

    key: str
    label: str
    before: str
    after: str
    reason: str = ""
    by: Person | None = None
    at: datetime | None = None


@require_http_methods(["GET", "POST"])
def correct(request: SignedIn, code: str, period: str) -> HttpResponse:
    """New figures after the lock: a version more, with the reason."""
    place = place_or_404(request, code, period)
    if not place.may_accept:
        raise PermissionDenied
    typed = read_typed(request.POST) if request.method == "POST" else None
    form = CorrectForm(request.POST if typed else None, initial={"version": place.one.version})
    errors: dict[str, str] = {}
    status = 200
    if not place.one.is_locked:
        form.add_error(None, Refusal.NOT_LOCKED.label) if typed else None
        status = BLOCKED
    elif typed is not None:
        status = UNFIT if form.errors else 200
        if form.is_valid():
            try:
                actions.correct(
                    place.one, typed.changed, **form.cleaned_data, by=request.user, at=now()
                )
            except actions.FiguresBlocked as refused:
                status = _lay_out(form, errors, refused)
            else:
                messages.success(request, _("Đã đính chính thành phiên bản mới."))
                return redirect(_versions_of(place))
    return _correct_page(request, place, form, typed, errors, status=status)


@require_GET
def versions(request: SignedIn, code: str, period: str) -> HttpResponse:
    """Two versions of a return, cell by cell where they differ: the last two unless asked."""
    place = place_or_404(request, code, period)
    one, newest = place.one, place.one.version
    new = _version(request, "new", newest, newest)
    old = _version(request, "old", max(new - 1, 1), newest)
    known = queries.catalogue(place.unit, place.period.until)
    known = queries.catalogue_seen(request.user, place.unit, known)
    context = {
        "place": place,
        "one": one,
        "period": place.period,
        "title_period": period_text(place.period),
        "old": old,
        "new": new,
        "numbers": range(1, newest + 1),
        "differences": _differences(one, old, new, known) if one.is_begun else [],
    }
    return render(request, "figures/versions.html", context)


def _correct_page(
    request: SignedIn,
    place: Place,
    form: CorrectForm,
    typed: Typed | None,
    errors: dict[str, str],
    *,
    status: int,
) -> HttpResponse:
    stored = queries.form(place.one)
    sheet = Sheet(
        has_inputs=place.one.is_locked,
        as_stored=True,
        to_officers=True,
        typed=Typed(cells=typed.changed) if typed else None,
        errors=errors,
        counted=actions.prefilled(place.one),
    )
    groups = groups_of(stored, sheet)
    context = {
        "place": place,
        "one": place.one,
        "period": place.period,
        "title_period": period_text(place.period),
        "groups": groups,
        "seen": seen_json(groups, stored),
        "faults": [*faults_of(errors, stored.catalogue), *_of_reason(form)],
        "form": form,
    }
    return render(request, "figures/correct.html", context, status=status)


def _of_reason(form: CorrectForm) -> list[Fault]:
    """What is wrong with the reason, which stands far below the top of the page."""
    field = form["reason"]
    return [Fault(field.id_for_label, str(field.label), str(said)) for said in field.errors]


def _lay_out(form: CorrectForm, errors: dict[str, str], refused: actions.FiguresBlocked) -> int:
    """Each reason beside its cell or field; 422 if all of them have one, else 409."""
    for reason in refused.reasons:
        if reason.code == Refusal.CELLS_REFUSED:
            errors[f"{CELL}{reason.key}"] = reason.value
        else:
            form.add_error("reason" if reason.key == "reason" else None, reason.sentence)
    return UNFIT if refused.codes <= FIELDS else BLOCKED


def _versions_of(place: Place) -> str:
    return reverse("figures:versions", args=[place.unit.code, place.period.code])


def _version(request: HttpRequest, name: str, default: int, newest: int) -> int:
    text = request.GET.get(name, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else default
    return min(max(number, 1), newest)


def _differences(one: Return, old: int, new: int, known: Catalogue) -> list[Difference]:
    """In the order of the form; the reason is that of the last change between the two."""
    before, after = queries.at_version(one, old), queries.at_version(one, new)
    low, high = min(old, new), max(old, new)
    rows = [row for row in queries.revisions_of(one) if low < row.version <= high]
    changed = {row.series.key: row for row in rows}
    found = []
    for key in known.by_key:
        if key not in changed or _same(before.get(key), after.get(key)):
            continue
        row, indicator = changed[key], known.by_key[key]
        texts = [amount_text(said.get(key), indicator) or _("trống") for said in (before, after)]
        label = series_text(known, key)
        found.append(Difference(key, label, texts[0], texts[1], row.reason, row.by, row.at))
    return found


def _same(one: Amount | None, other: Amount | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.amount == other.amount
