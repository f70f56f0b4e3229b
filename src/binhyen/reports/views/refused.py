"""A refusal beside the field that it is about, and the status that it answers with."""

from collections.abc import Iterable, Mapping

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest

from .. import actions

UNFIT, BLOCKED = 422, 409


def lay_out(
    form: Form, reasons: Iterable[actions.Reason], names: Mapping[str, str] | None = None
) -> int:
    """Each reason beside its field; 422 if all of them are about fields, else 409.

    names: of fields of the form, by the names that the action has for them.
    """
    status = UNFIT
    for reason in reasons:
        name = (names or {}).get(reason.field, reason.field)
        is_field = name in form.fields
        form.add_error(name if is_field else None, reason.label)
        status = status if is_field else BLOCKED
    return status


def tell(request: HttpRequest, refused: actions.ReportsBlocked) -> None:
    """What a button was refused for, above the page."""
    for reason in refused.reasons:
        messages.error(request, reason.label)
