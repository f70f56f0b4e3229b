"""A refusal beside the field that it is about, and the status that it answers with."""

from collections.abc import Iterable, Sequence

from django.forms import Form

from .. import actions

UNFIT, BLOCKED = 422, 409


def lay_out(form: Form, reasons: Iterable[actions.Reason], rows: Sequence[int] = ()) -> int:
    """Each reason beside its field; 422 if all of them are about fields, else 409.

    rows: in which row of the form each dissent was typed.
    """
    status = UNFIT
    for reason in reasons:
        name = _in_form(reason.field, rows)
        is_field = name in form.fields
        form.add_error(name if is_field else None, reason.label)
        status = status if is_field else BLOCKED
    return status


def _in_form(name: str, rows: Sequence[int]) -> str:
    """The field of the form: of dissents the action counts those typed, the form its rows."""
    stem, _dash, number = name.partition("-")
    return f"{stem}-{rows[int(number)]}" if number.isdigit() and rows else name
