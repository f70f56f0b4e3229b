"""What of a request is worth a line of the server's log."""

import logging

REFUSED = frozenset({403, 404})


class Unforeseen(logging.Filter):
    """Leaves out what a page answered on purpose: a refusal is no fault and needs no traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        return getattr(record, "status_code", 0) not in REFUSED
