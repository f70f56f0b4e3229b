"""Checks of the log that a page asked for, kept in the log itself."""

from datetime import datetime, timedelta

from django.db import transaction

from binhyen.kernel.log import record, verifying
from binhyen.kernel.log.writing import take_head
from binhyen.people.models import Person

from .queries.history import log_state

RESTS = timedelta(minutes=1)


def check_log(*, by: Person, at: datetime) -> verifying.Verdict:
    """Check what can be checked while someone waits, and note it if all is as it was written.

    A log that doesn't hold is left as it is: nothing more is written on top of it. A second
    check within a minute is made, but not noted again.
    """
    verdict = verifying.verify_latest()
    last = log_state().check
    if verdict.holds and verdict.size and (last is None or at - last.at > RESTS):
        with transaction.atomic():
            after = {"first": verdict.first, "size": verdict.size}
            record(take_head(), "verify", by=by, at=at, after=after)
    return verdict
