"""The sums behind the count estimators."""

import numpy as np
import pytest

from whatworks.fitting import Design, jackknife
from whatworks.tests.made import a_panel, changed


@pytest.mark.parametrize("exposure", [None, "lasting", "growing"])
@pytest.mark.parametrize("together", [1, 3])
def test_the_whole_alone_is_the_whole_of_the_jackknife(exposure, together):
    panel = a_panel(units=24, treated=9, mean=2.0)
    growth = {None: None, "lasting": 1.0, "growing": 1.02}[exposure]
    if growth is not None:
        levels = np.arange(1, 25)[:, None] * np.ones(panel.n_periods)
        levels[::2] *= growth ** np.arange(panel.n_periods)
        panel = changed(panel, exposure=levels)
    panel = changed(panel, clusters=np.arange(24) // together)
    cohorts, rows = np.unique(panel.treated_from, return_inverse=True)
    since = np.arange(panel.n_periods) - cohorts[:, None]
    design = Design(rows, since < 0, np.stack([since >= 0, (since >= 0) & (since < 12)]))
    whole = jackknife(panel, design, replicates=False)
    full = jackknife(panel, design)
    assert whole.observed[0].tolist() == full.observed[0].tolist()
    assert whole.expected[0] == pytest.approx(full.expected[0], rel=1e-8)
    for name in ("treated", "units", "controls", "without_before", "unmatched"):
        assert getattr(whole, name) == pytest.approx(getattr(full, name)), name
