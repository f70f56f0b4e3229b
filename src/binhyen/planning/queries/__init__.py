"""What can be asked of plans.

ground: all that a plan is worked out from · plans: who sees and does what, what a form begins with.
"""

from binhyen.evidence.queries import code_version, countable

from .ground import basis_for
from .plans import (
    communes_of,
    may_adopt,
    may_prepare,
    names_of_communes,
    next_key,
    paid_already,
    plan_named,
    plans_visible_to,
)

__all__ = [
    "basis_for",
    "code_version",
    "communes_of",
    "countable",
    "may_adopt",
    "may_prepare",
    "names_of_communes",
    "next_key",
    "paid_already",
    "plan_named",
    "plans_visible_to",
]
