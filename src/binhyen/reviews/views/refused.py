"""A refusal beside the field that it is about, and the status that it answers with."""

from collections.abc import Iterable

from django.forms import Form

from .. import actions

UNFIT, BLOCKED = 422, 409


def lay_out(form: Form, reasons: Iterable[actions.Reason]) -> int:
    """Each reason beside its field; 422 if all of them are about fields, else 409."""
    status = UNFIT
    for reason in reasons:
        is_field = reason.field in form.fields
        form.add_error(reason.field if is_field else None, reason.label)
        status = status if is_field else BLOCKED
    return status


def lay_out_scores(form: Form, refused: actions.ScoreFaulty) -> int:
    """Each fault beside its criterion; what a reason would mend, beside the reason."""
    for fault in refused.faults:
        is_reason = fault.code in ("against_register", "against_self", "contact")
        prefix = "r" if is_reason else "n"
        name = f"{prefix}-{fault.criterion}"
        if not form.has_error(f"n-{fault.criterion}"):
            form.add_error(name, fault.label)
    return UNFIT
