"""Writes of the committee's room: each in one transaction with its entries in the log."""

from ..rules.concluding import Conclusion, Opinion
from .cases import open_case_for
from .concluding import conclude
from .refusals import Blocked, CaseRefused, Reason
from .taking_back import take_back

__all__ = [
    "Blocked",
    "CaseRefused",
    "Conclusion",
    "Opinion",
    "Reason",
    "conclude",
    "open_case_for",
    "take_back",
]
