"""The demonstration's reports: a quarter that went all its way, a month on it, a draft."""

import pytest

from binhyen.demo.actions import load_reports
from binhyen.kernel.log import verifying
from binhyen.reports.models import Edition, Report

from ..actions.cast import gather
from ..actions.province import FIRST_MOMENT


@pytest.mark.slow
@pytest.mark.django_db
def test_reports_are_drawn_up_signed_and_sent_by_the_cast_and_only_once():
    gather(at=FIRST_MOMENT)
    assert load_reports() is True
    rows = Report.objects.order_by("period").values_list("unit__code", "period", "state")
    assert list(rows) == [
        ("24611", "month-2026-10", "sent"),
        ("68", "month-2026-11", "draft"),
        ("68", "quarter-2026-3", "locked"),
    ]
    signed = Edition.objects.order_by("pk").values_list("issued__symbol", "signed_by__username")
    assert list(signed) == [
        ("01/BC-CAT", "lanh-dao-tinh"),
        ("01/BC-CAP", "lanh-dao-bac-gia-nghia"),
    ]
    assert all("giả lập" in edition.texts["tinh_hinh"] for edition in Edition.objects.all())
    assert verifying.verify().holds
    assert load_reports() is False
