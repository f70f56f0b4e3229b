"""Writes of reports, each in one transaction with its entry in the log."""

from .drafting import begin_report, drop_report, revise_report, write_report
from .frames import save_frame
from .refusals import Reason, ReportsBlocked
from .signing import (
    give_back_report,
    lock_report,
    recall_report,
    receive_report,
    send_report,
    sign_report,
)

__all__ = [
    "Reason",
    "ReportsBlocked",
    "begin_report",
    "drop_report",
    "give_back_report",
    "lock_report",
    "recall_report",
    "receive_report",
    "revise_report",
    "save_frame",
    "send_report",
    "sign_report",
    "write_report",
]
