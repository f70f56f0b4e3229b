"""What stands beside a draw: lines that differ, waves along the months, margins of a trial."""

import numpy as np
import pytest

from binhyen.planning.rules.checking import differing
from binhyen.planning.rules.schedule import Spacing, bought, doubt
from binhyen.planning.rules.timeline import timeline
from whatworks import Panel, Power

PUBLISHED = "BỐC THĂM\n\nMã: bt-cam-1\n1\t24611\tPhường Bắc Gia Nghĩa\n"


@pytest.mark.parametrize("held", [PUBLISHED, PUBLISHED.rstrip(), f"\ufeff{PUBLISHED}  \n\n"])
def test_space_at_the_end_and_the_mark_of_utf_8_say_nothing(held):
    assert differing(held, PUBLISHED) == []


def test_a_changed_line_is_told_with_what_was_published():
    (one,) = differing(PUBLISHED.replace("1\t24611", "2\t24611"), PUBLISHED)
    assert (one.number, one.held) == (4, "2\t24611\tPhường Bắc Gia Nghĩa")
    assert one.published == "1\t24611\tPhường Bắc Gia Nghĩa"


def test_a_line_left_out_does_not_make_the_others_differ():
    (one,) = differing(PUBLISHED.replace("Mã: bt-cam-1\n", ""), PUBLISHED)
    assert (one.held, one.published) == ("", "Mã: bt-cam-1")


def test_a_line_put_in_is_named_by_its_place():
    (one,) = differing(PUBLISHED + "1\t24615\tXã Khác\n", PUBLISHED)
    assert (one.number, one.held, one.published) == (5, "1\t24615\tXã Khác", "")


def test_a_wave_waits_from_the_first_month_to_its_own():
    found = timeline((3, 2), (0, 6), months=12)
    first, second = found.rows
    assert (first.wait, second.wait) == (0, second.work)
    assert first.y < second.y
    assert [tick.x for tick in found.ticks] == [first.at, second.at]


def test_many_waves_leave_room_for_the_names_of_their_months():
    starts = range(24)
    found = timeline([1] * 24, starts, months=30)
    assert len(found.rows) == 24
    assert len(found.ticks) <= 9


@pytest.mark.slow
def test_the_margin_holds_what_was_simulated_and_narrows_with_the_draws():
    counts = np.random.default_rng(4).poisson(8.0, (16, 30))
    history = Panel(counts, np.full(16, 30))
    widths = []
    for draws in (20, 80):
        power = bought(history, Spacing(sizes=(6, 6), gap_months=6), watched_months=12,
                       draws=draws).power  # fmt: skip
        assert isinstance(power, Power)
        off = doubt(power, sites=6)
        assert off.fall[0] < power.fall_percent < off.fall[1]
        assert off.power[0] < power.power < off.power[1]
        widths.append(off.fall[1] - off.fall[0])
    assert widths[1] < widths[0]
