"""Which imports a request may reach, and what it is told where a step can't be made."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may

from .. import queries
from ..choices import BatchState
from ..models import Batch, Row


def demand_importer(request: SignedIn) -> None:
    """Raises PermissionDenied for who may not import anywhere."""
    if not may(request.user, Permission.IMPORT_RUN):
        raise PermissionDenied


def batch_of(request: SignedIn, key: UUID) -> Batch:
    """Raises PermissionDenied, or Http404 for an import elsewhere."""
    demand_importer(request)
    return get_object_or_404(queries.batches(request.user), key=key)


def row_of(batch: Batch, pk: int) -> Row:
    """Raises Http404 for a row of another import, and for a catalogue's: those have no repairs."""
    if not batch.is_register:
        raise Http404
    return get_object_or_404(batch.rows.all(), pk=pk)


def not_now(request: SignedIn, batch: Batch, state: str) -> HttpResponse:
    """The step belongs to another state: somebody was quicker, or the page is old."""
    return blocked(request, batch, state=BatchState(state).label)


def blocked(request: SignedIn, batch: Batch, **why: Any) -> HttpResponse:
    return render(request, "intake/blocked.html", {"batch": batch, **why}, status=409)
