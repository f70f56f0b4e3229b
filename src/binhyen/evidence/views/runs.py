"""One run: whether it is done, what it found, and what it was worked out from."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from binhyen.figures.queries import catalogue
from binhyen.people.queries import SignedIn

from ..models import Run
from ..queries import finding
from ..queries.results import outcome_name
from . import shown
from .programme import details


@require_GET
def detail(request: SignedIn, pk: int) -> HttpResponse:
    """While it waits the page says so, and is only to be loaded again."""
    rows = Run.objects.visible_to(request.user).select_related("study__programme", "study__unit")
    run = get_object_or_404(rows, pk=pk)
    known = catalogue(run.study.unit)
    context = {"run": run, "outcome": outcome_name(run.outcome, known)}
    if run.is_done:
        one = finding(run, known=known)
        context |= {"first": one, "line": shown.outcome_line(one), **details(request, one)}
    return render(request, "evidence/run.html", context)
