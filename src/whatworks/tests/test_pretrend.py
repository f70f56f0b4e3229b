"""What the time before a programme says."""

import numpy as np

from whatworks.pretrend import event_study, fake_dates
from whatworks.results import Effect
from whatworks.tests.made import a_panel, changed


def test_leads_are_flat_without_a_trend_and_lags_show_the_effect():
    study = event_study(a_panel(effect=-0.4, mean=20))
    assert study.pretrend_p > 0.01
    assert study.starts[study.leads].tolist() == [-9, -6, -3]
    assert (study.high[~study.leads][:4] < 0).all()
    assert study.detectable_trend > 0
    assert study.as_dict()["left_out"] == []


def test_a_fall_that_began_before_the_programme_is_seen():
    panel = a_panel(mean=20)
    falling = np.exp(-0.05 * np.arange(48))
    counts = panel.counts.copy()
    counts[:12] = np.random.default_rng(1).poisson(counts[:12] * falling)
    found = changed(panel, counts=counts)
    assert fake_dates(found).high < 0
    assert event_study(found).pretrend_p < 0.05
    assert isinstance(fake_dates(panel), Effect)
