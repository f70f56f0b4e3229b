"""One file of figures: every cell as it was understood, repaired, taken in, taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from binhyen.kernel.log import history_of
from binhyen.people.queries import SignedIn
from binhyen.ui.words import number_text

from .. import actions, queries, wording
from ..choices import BatchState, CellFault, CellState, Grade
from ..models import Batch, Cell
from ..queries import Catalogue
from ..rules.workbooks import letters

PER_PAGE = 50
HISTORY = 12
MOST_RETURNS = 24
MOST_WARNED = 40
# What can be put right by writing the figure anew; for the others the file itself has to change.
BY_WRITING = frozenset(
    {
        CellFault.NOT_A_NUMBER,
        CellFault.IN_WORDS,
        CellFault.FRACTION,
        CellFault.TOO_MANY_DECIMALS,
        CellFault.NEGATIVE,
        CellFault.TOO_LARGE,
        CellFault.FORMULA_ERROR,
        CellFault.APPROXIMATE,
        CellFault.TWICE,
    }
)
TABS = (CellState.REFUSED, CellState.CHANGE, CellState.NEW, CellState.SAME, CellState.LEFT_OUT)


@dataclass(frozen=True, slots=True)
class CellShown:
    """A cell in words; before and after in the indicator's own unit."""

    cell: Cell
    place: str
    unit: str
    period: str
    series: str
    before: str
    after: str
    why: str
    field: str = ""


@require_GET
def batch(request: SignedIn, key: UUID) -> HttpResponse:
    return _show(request, _seen(request, key))


@require_POST
def cells(request: SignedIn, key: UUID) -> HttpResponse:
    """Read anew what was written into refused cells, or leave cells out, or take them back."""
    found = _seen(request, key)
    try:
        if request.POST.get("do") == "repair":
            return _repaired(request, found)
        return _marked(request, found)
    except actions.FiguresBlocked as refused:
        return _show(request, found, reasons=refused.reasons, status=409)


@require_POST
def commit(request: SignedIn, key: UUID) -> HttpResponse:
    """Take in what was understood; what somebody changed meanwhile is kept and said."""
    found = _seen(request, key)
    before = queries.cell_counts([found])[found.pk]
    reason = request.POST.get("reason", "")
    try:
        done = actions.commit_batch(found, reason=reason, by=request.user, at=now())
    except actions.FiguresBlocked as refused:
        if all(one.key == "reason" for one in refused.reasons):
            errors = [one.sentence for one in refused.reasons]
            return _show(request, found, why=reason, why_errors=errors, status=422)
        return _show(request, found, reasons=refused.reasons, status=409)
    after = queries.cell_counts([done])[done.pk]
    taken = after[CellState.NEW] + after[CellState.CHANGE]
    said = ngettext("Đã nhập %(n)s ô.", "Đã nhập %(n)s ô.", taken) % {"n": number_text(taken)}
    messages.success(request, said)
    overtaken = after[CellState.REFUSED] - before[CellState.REFUSED]
    if overtaken:
        messages.warning(request, _overtaken_text(overtaken))
    return redirect(done)


@require_POST
def undo(request: SignedIn, key: UUID) -> HttpResponse:
    """Give every cell back what stood there before."""
    found = _seen(request, key)
    try:
        done, stayed = actions.undo_batch(found, by=request.user, at=now())
    except actions.FiguresBlocked as refused:
        return _show(request, found, reasons=refused.reasons, status=409)
    messages.success(request, _("Đã hoàn tác; các ô trở lại như trước khi nhập tệp."))
    if stayed:
        messages.warning(request, _stayed_text(stayed))
    return redirect(done)


@require_POST
def discard(request: SignedIn, key: UUID) -> HttpResponse:
    found = _seen(request, key)
    try:
        done = actions.discard_batch(found, by=request.user, at=now())
    except actions.FiguresBlocked as refused:
        return _show(request, found, reasons=refused.reasons, status=409)
    messages.success(request, _("Đã bỏ bản xem trước; số liệu không thay đổi gì."))
    return redirect(done)


def _seen(request: SignedIn, key: UUID) -> Batch:
    visible = Batch.objects.visible_to(request.user).select_related("unit", "by")
    found: Batch = get_object_or_404(visible, key=key)
    return found


def _repaired(request: SignedIn, batch: Batch) -> HttpResponse:
    """Every cell whose text was changed is read anew; one that was emptied is left out."""
    typed = {
        number: str(text).strip()
        for name, text in request.POST.items()
        if name.startswith("cell-") and (number := _number(name.removeprefix("cell-")))
    }
    done = refused = 0
    for cell in batch.cells.filter(pk__in=typed, state=CellState.REFUSED):
        text = typed[cell.pk]
        if not text:
            done += actions.leave_out(batch, [cell], by=request.user, at=now())
        elif text != cell.typed or cell.fault == CellFault.TWICE:
            new = actions.repair_cell(batch, cell, text, by=request.user, at=now())
            done, refused = done + (not new.fault), refused + bool(new.fault)
    if refused:
        return _show(request, batch, still_refused=refused, status=422)
    if done:
        said = ngettext("Đã đọc lại %(n)s ô.", "Đã đọc lại %(n)s ô.", done) % {"n": done}
        messages.success(request, said)
    else:
        messages.warning(request, _("Chưa có ô nào được sửa."))
    return redirect(f"{batch.get_absolute_url()}?{_here(request)}")


def _marked(request: SignedIn, batch: Batch) -> HttpResponse:
    keys = [_number(text) for text in request.POST.getlist("pick")]
    chosen = list(batch.cells.filter(pk__in=keys))
    is_back = request.POST.get("do") == "take"
    act = actions.bring_back if is_back else actions.leave_out
    count = act(batch, chosen, by=request.user, at=now()) if chosen else 0
    if count:
        said = ngettext("Đã ghi nhận %(n)s ô.", "Đã ghi nhận %(n)s ô.", count) % {"n": count}
        messages.success(request, said)
    else:
        messages.warning(request, _("Chưa có ô nào được đánh dấu."))
    return redirect(f"{batch.get_absolute_url()}?{_here(request)}")


def _number(text: str) -> int:
    """A key as a form sends it; 0, which no record has, for anything else."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _here(request: SignedIn) -> str:
    """Where in the preview one came from; nothing else can be named there."""
    said = {name: request.POST.get(name, "") for name in ("tab", "fault", "page")}
    return urlencode({name: text for name, text in said.items() if text})


def _show(request: SignedIn, batch: Batch, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of a file in the state it is in."""
    counts = queries.cell_counts([batch])[batch.pk]
    asked = request.POST.get("tab") or request.GET.get("tab", "")
    tab = asked if asked in TABS else next((one for one in TABS if counts[one]), CellState.NEW)
    faults = queries.fault_counts(batch) if tab == CellState.REFUSED else []
    fault = request.POST.get("fault") or request.GET.get("fault", "")
    rows = batch.cells.filter(state=tab).select_related("unit").order_by("pk")
    if fault in dict(faults):
        rows = rows.filter(fault=fault)
    page = Paginator(rows, PER_PAGE).get_page(request.POST.get("page") or request.GET.get("page"))
    is_open = batch.state == BatchState.PREVIEW
    touched = _touched(batch) if batch.state == BatchState.COMMITTED else []
    context = {
        "batch": batch,
        "counts": counts,
        "taken": counts[CellState.NEW] + counts[CellState.CHANGE],
        "groups": [(one, CellState(one).label, counts[one]) for one in TABS],
        "tab": tab,
        "faults": [(code, _general(code), n, code == fault) for code, n in faults],
        "fault": fault if fault in dict(faults) else "",
        "page_obj": page,
        "rows": _cells(batch, page.object_list),
        "is_open": is_open,
        "is_for_others": _is_for_others(request, batch),
        "touched": touched[:MOST_RETURNS],
        "more_touched": max(0, len(touched) - MOST_RETURNS),
        "entries": history_of(batch)[:HISTORY],
        **(_foreseen(batch) if is_open else {}),
        **more,
    }
    return render(request, "figures/batch.html", context, status=status)


def _foreseen(batch: Batch) -> dict[str, Any]:
    """What the forms would warn of after this file, and what of it is no indicator."""
    warned, has_past = queries.warned_in(batch)
    return {
        "unknown": queries.names_unknown(batch),
        "n_warned": len(warned),
        "n_blocking": sum(one.found.grade == Grade.BLOCKS for one in warned),
        "has_past": has_past,
        "more_warned": max(0, len(warned) - MOST_WARNED),
        "warned": [_warned(one) for one in warned[:MOST_WARNED]],
    }


def _warned(one: queries.Warned) -> tuple[str, str, str, bool]:
    """Unit and month, series, sentence, and whether it keeps the return from being sent."""
    known = queries.catalogue(one.unit, one.period.until)
    place = f"{one.unit.name}, {wording.period_text(one.period)}"
    label = wording.series_text(known, one.found.key)
    is_blocking = one.found.grade == Grade.BLOCKS
    return place, label, queries.sentence_of(one.found), is_blocking


def _is_for_others(request: SignedIn, batch: Batch) -> bool:
    """Whether one would fill in, in their stead, for units below one's own level."""
    if batch.state != BatchState.PREVIEW:
        return False
    units = {unit for unit, _code in queries.returns_touched(batch)}
    return bool(queries.from_above(request.user, units))


def _touched(batch: Batch) -> list[tuple[str, str, str]]:
    """The returns that a file wrote to: unit, period and address."""
    found = []
    for unit, code in queries.returns_touched(batch):
        period = queries.period_named(code)
        try:
            href = reverse("figures:entry", args=[unit.code, code])
        except NoReverseMatch:
            href = ""
        found.append((unit.name, wording.period_text(period) if period else code, href))
    return found


def _cells(batch: Batch, rows: Iterable[Cell]) -> list[CellShown]:
    """Cells in words; one catalogue for each period among them."""
    known: dict[str, Catalogue] = {}
    found = []
    for cell in rows:
        period = queries.period_named(cell.period) if cell.period else None
        if cell.period not in known:
            day = period.until if period else None
            known[cell.period] = queries.catalogue(batch.unit, day)
        found.append(_cell(batch, cell, known[cell.period]))
    return found


def _cell(batch: Batch, cell: Cell, known: Catalogue) -> CellShown:
    period = queries.period_named(cell.period) if cell.period else None
    indicator = known.by_key.get(cell.key)
    decimals = indicator.decimals if indicator else 0
    can_write = cell.state == CellState.REFUSED and cell.fault in BY_WRITING
    is_read = not cell.fault or cell.amount is not None or cell.is_unknown
    return CellShown(
        cell=cell,
        place=f"{letters(cell.column)}{cell.row}",
        unit=cell.unit.name if cell.unit else cell.unit_text or "–",
        period=wording.period_text(period) if period else cell.period_text or "–",
        series=wording.series_text(known, cell.key),
        before=_amount(cell.before, decimals, is_unknown=cell.had_value and cell.before is None),
        after=_amount(cell.amount, decimals, is_unknown=cell.is_unknown) if is_read else "",
        why=str(CellFault(cell.fault).label) % {"value": cell.about} if cell.fault else "",
        field=f"cell-{cell.pk}" if can_write and batch.state == BatchState.PREVIEW else "",
    )


def _amount(amount: int | None, decimals: int, *, is_unknown: bool) -> str:
    if is_unknown:
        return "?"
    if amount is None:
        return "–"
    return (
        number_text(amount) if not decimals else number_text(amount / 10**decimals, places=decimals)
    )


def _general(code: str) -> str:
    """A reason without what one cell says: to choose cells by."""
    return (str(CellFault(code).label) % {"value": "…"}).rstrip(".")


def _overtaken_text(n: int) -> str:
    return ngettext(
        "%(n)s ô đã có người khác sửa trong lúc bạn xem nên được giữ nguyên; hãy xem lại.",
        "%(n)s ô đã có người khác sửa trong lúc bạn xem nên được giữ nguyên; hãy xem lại.",
        n,
    ) % {"n": number_text(n)}


def _stayed_text(n: int) -> str:
    return ngettext(
        "%(n)s ô đã được sửa tiếp sau khi nhập tệp nên giữ số mới.",
        "%(n)s ô đã được sửa tiếp sau khi nhập tệp nên giữ số mới.",
        n,
    ) % {"n": number_text(n)}
