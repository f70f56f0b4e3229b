"""Writes of the register: each in one transaction with its log entries."""

from .boards import SeatFacts, set_board
from .bodies import ensure_organisations, ensure_sectors
from .catalogue import (
    ProgrammeFacts,
    add_alias,
    add_programme,
    add_programmes,
    change_programme,
    drop_alias,
)
from .facts import SiteFacts, facts_of, facts_of_many
from .gifts import add_contribution, add_decision
from .preparing import LED, kept_by_procedures, let_keep, preparing_faults
from .refusals import (
    AlreadyRegistered,
    ChangedSince,
    Fault,
    PersonalData,
    Refused,
    refuse_personal,
)
from .sites import (
    change_site,
    change_sites,
    faults_of,
    hold_units,
    register_site,
    register_sites,
)
from .twins import Twins
from .undo import take_back
from .views import drop_view, save_view

__all__ = [
    "LED",
    "AlreadyRegistered",
    "ChangedSince",
    "Fault",
    "PersonalData",
    "ProgrammeFacts",
    "Refused",
    "SeatFacts",
    "SiteFacts",
    "Twins",
    "add_alias",
    "add_contribution",
    "add_decision",
    "add_programme",
    "add_programmes",
    "change_programme",
    "change_site",
    "change_sites",
    "drop_alias",
    "drop_view",
    "ensure_organisations",
    "ensure_sectors",
    "facts_of",
    "facts_of_many",
    "faults_of",
    "hold_units",
    "kept_by_procedures",
    "let_keep",
    "preparing_faults",
    "refuse_personal",
    "register_site",
    "register_sites",
    "save_view",
    "set_board",
    "take_back",
]
