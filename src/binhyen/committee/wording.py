"""What is said of a programme that nobody sat over."""

from django.utils.translation import gettext as _

from binhyen.reviews.choices import Outcome

from .queries import Row


def undiscussed(row: Row, *, is_decided: bool) -> str:
    """The same on the table and in the minutes; once the round is closed, what it came to."""
    if not is_decided:
        return _("chưa kết luận")
    if row.rating is None:
        return _("hội đồng không bàn riêng")
    if row.rating.rating.outcome == Outcome.CONTINUE:
        return _("tiếp tục theo đề nghị, hội đồng không bàn riêng")
    outcome = row.rating.rating.get_outcome_display()
    return _("%(outcome)s theo phiếu, hội đồng không bàn riêng") % {"outcome": outcome}
