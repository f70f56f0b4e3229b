"""Writes of cases and procedures: each in one transaction with its log entries.

Refusals: CaseBlocked (409, every reason), OutOfTurn and PermissionDenied (403), and for a build
or replication what the register says: Refused, AlreadyRegistered (programmes.actions).
"""

from .assets import AssetFacts, HandoverFacts, declare_assets, hand_over
from .delegating import delegate, end_delegation
from .meetings import record_meeting
from .moving import act, take_back
from .opening import open_case
from .procedures import keep_shipped_procedures, save_procedure, withdraw_procedure
from .refusals import CaseBlocked, OutOfTurn
from .sweeping import Swept, sweep

__all__ = [
    "AssetFacts",
    "CaseBlocked",
    "HandoverFacts",
    "OutOfTurn",
    "Swept",
    "act",
    "declare_assets",
    "delegate",
    "end_delegation",
    "hand_over",
    "keep_shipped_procedures",
    "open_case",
    "record_meeting",
    "save_procedure",
    "sweep",
    "take_back",
    "withdraw_procedure",
]
