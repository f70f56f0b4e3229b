"""Writes of studies and runs, each in one transaction with its entry in the log."""

from .claiming import Claimed, claim
from .queue import enqueue, run_now, work
from .refusals import EvidenceBlocked, Reason
from .starting import resume_work, start_process, start_work
from .studies import (
    StudyFacts,
    amend_study,
    change_study,
    changed_between,
    lock_study,
    register_study,
)
from .withdrawing import withdraw_study

__all__ = [
    "Claimed",
    "EvidenceBlocked",
    "Reason",
    "StudyFacts",
    "amend_study",
    "change_study",
    "changed_between",
    "claim",
    "enqueue",
    "lock_study",
    "register_study",
    "resume_work",
    "run_now",
    "start_process",
    "start_work",
    "withdraw_study",
    "work",
]
