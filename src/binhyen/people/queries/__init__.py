"""The one place that decides who may see and do what, and where.

deciding: posts, reach, permissions · people: the users one sees and manages · holdings: what is
held about a user.
"""

from .deciding import (
    SignedIn,
    log_reach,
    may,
    may_there,
    permissions_at,
    permissions_over,
    posts_granting,
    reach,
    reach_upwards,
)
from .holdings import everything_about, factors_of, held_about, history_of_person
from .people import (
    as_stored,
    holds_more_than,
    invited,
    is_last_administrator,
    locked_until,
    people_listed,
    people_visible_to,
    person_named,
    posts_held,
    sign_in_name,
    units_to_give,
    with_posts,
)

__all__ = [
    "SignedIn",
    "as_stored",
    "everything_about",
    "factors_of",
    "held_about",
    "history_of_person",
    "holds_more_than",
    "invited",
    "is_last_administrator",
    "locked_until",
    "log_reach",
    "may",
    "may_there",
    "people_listed",
    "people_visible_to",
    "permissions_at",
    "permissions_over",
    "person_named",
    "posts_granting",
    "posts_held",
    "reach",
    "reach_upwards",
    "sign_in_name",
    "units_to_give",
    "with_posts",
]
