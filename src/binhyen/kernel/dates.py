"""Dates as exactly as they are known: a day, a month or a year."""

from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Precision(TextChoices):
    """How much of a date is known. Stored beside the first day it can mean."""

    DAY = "day", _("ngày")
    MONTH = "month", _("tháng")
    YEAR = "year", _("năm")


def show(on: date | None, precision: str = Precision.DAY) -> str:
    """As it is written in Vietnam: 08/02/2023, 02/2023 or 2023; empty for no date."""
    if on is None:
        return ""
    forms = {Precision.DAY: "%d/%m/%Y", Precision.MONTH: "%m/%Y", Precision.YEAR: "%Y"}
    return on.strftime(forms[Precision(precision)])
