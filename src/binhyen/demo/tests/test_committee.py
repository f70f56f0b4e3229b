"""The demonstration's committee has a round before it, and concluded once, with a dissent."""

import pytest

from binhyen.committee.models import Deliberation
from binhyen.demo.actions import load_committee
from binhyen.kernel.log import verifying
from binhyen.reviews.choices import RoundState

pytestmark = [
    pytest.mark.slow,
    pytest.mark.one_database,
    pytest.mark.django_db,
    pytest.mark.usefixtures("the_province"),
]


def test_a_round_is_at_the_table_and_one_programme_concluded():
    assert load_committee() is True
    one = Deliberation.objects.get()
    assert (one.programme.code, one.outcome, one.dissents.count()) == ("CTAT", "adjust", 1)
    assert one.round.state == RoundState.APPRAISING
    assert one.round.ratings.filter(state="appraised").count() == 11
    assert load_committee() is False
    assert verifying.verify_latest().holds
