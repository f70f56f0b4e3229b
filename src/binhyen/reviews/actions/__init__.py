"""Writes of reviews: each in one transaction with its log entries."""

from ..rules.shapes import Value
from .cases import SPOKEN, Spoken, open_case_for
from .deciding import close_round, closing_reasons, decide, undecide
from .ratings import appraise, bring_back, leave_out, may_score, score
from .refusals import Blocked, CaseRefused, Reason, ScoreFaulty
from .rounds import change_deadlines, close_scoring, open_round
from .sheets import SheetFaulty, save_sheet, withdraw_sheet

__all__ = [
    "SPOKEN",
    "Blocked",
    "CaseRefused",
    "Reason",
    "ScoreFaulty",
    "SheetFaulty",
    "Spoken",
    "Value",
    "appraise",
    "bring_back",
    "change_deadlines",
    "close_round",
    "close_scoring",
    "closing_reasons",
    "decide",
    "leave_out",
    "may_score",
    "open_case_for",
    "open_round",
    "save_sheet",
    "score",
    "undecide",
    "withdraw_sheet",
]
