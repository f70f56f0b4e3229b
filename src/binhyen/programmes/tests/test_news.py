"""What a workbook says anew of a site that the register knows."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhyen.programmes.rules import SAYABLE, agrees, news

DAYS = st.dates(date(2000, 1, 1), date(2026, 1, 1))
PRECISIONS = st.sampled_from(["day", "month", "year"])
COUNTS = st.none() | st.integers(0, 10**9)
WORDS = st.sampled_from(["", "Tốt", "Khá", "315/QĐ-UBND", "315 / QĐ-UBND"])
SITES = st.fixed_dictionaries(
    {
        "state": st.sampled_from(["", "running", "ended"]),
        "established_on": st.none() | DAYS,
        "established_precision": PRECISIONS,
        "ended_on": st.none() | DAYS,
        "ended_precision": PRECISIONS,
        "origin": st.sampled_from(["", "new", "replicated"]),
        "parent": st.none() | st.integers(1, 9),
        "ending": st.sampled_from(["", "ended", "merged"]),
        "merged_into": st.none() | st.integers(1, 9),
        "decision_number": WORDS,
        "decision_on": st.none() | DAYS,
        "decision_precision": PRECISIONS,
        "team_count": COUNTS,
        "member_count": COUNTS,
        "state_vnd": COUNTS,
        "community_vnd": COUNTS,
        "lat": st.none() | st.floats(-90, 90),
        "lon": st.none() | st.floats(-180, 180),
        "rating": WORDS,
        "note": WORDS,
    }
)


@given(SITES)
def test_saying_nothing_or_the_same_is_no_news(known):
    assert news(known, {}) == {}
    assert news(known, dict.fromkeys(SAYABLE)) == {}
    assert news(known, known) == {}


@given(SITES, SITES)
def test_what_was_taken_over_is_no_news_the_second_time(known, said):
    assert news(known | news(known, said), said) == {}


@given(SITES, SITES)
def test_nothing_that_was_not_said_changes(known, said):
    changed = {name for name in SAYABLE if name in news(known, said)}
    assert changed <= {name for name in SAYABLE if said[name] not in (None, "")}


@pytest.mark.parametrize(
    ("known", "said", "agree"),
    [
        ((date(2016, 12, 1), "day"), (date(2016, 1, 1), "year"), True),
        ((date(2016, 12, 1), "day"), (date(2016, 12, 1), "month"), True),
        ((date(2016, 12, 1), "day"), (date(2016, 11, 1), "month"), False),
        ((date(2016, 1, 1), "year"), (date(2016, 12, 1), "day"), False),
        ((date(2016, 1, 1), "year"), (date(2016, 1, 1), "year"), True),
    ],
)
def test_a_less_exact_date_agrees_and_a_more_exact_one_is_news(known, said, agree):
    assert agrees(*known, *said) is agree
