"""Small panels with known truth, for the tests."""

import numpy as np

from whatworks.panel import Panel


def a_panel(
    *,
    units=40,
    periods=48,
    treated=12,
    waves=(20, 26, 32),
    effect=0.0,
    mean=6.0,
    spread=8.0,
    seed=0,
    **more,
):
    """Gamma-Poisson counts with seasons and common shocks; every wave takes its turn."""
    rng = np.random.default_rng(seed)
    starts = np.full(units, periods)
    starts[:treated] = np.resize(waves, treated)
    season = np.sin(np.arange(periods) / 12 * 2 * np.pi)
    shocks = np.exp(0.2 * season + 0.1 * rng.normal(size=periods))
    expected = rng.gamma(3, mean / 3, units)[:, None] * shocks
    since = np.arange(periods)[None] >= starts[:, None]
    expected = (
        expected * np.where(since, 1 + effect, 1) * rng.gamma(spread, 1 / spread, since.shape)
    )
    return Panel(rng.poisson(expected), starts, **more)


def changed(panel, **parts):
    """The panel with some of its parts replaced."""
    names = (
        "counts", "treated_from", "exposure", "clusters", "neighbours", "units", "periods",
    )  # fmt: skip
    return Panel(**{name: parts.get(name, getattr(panel, name)) for name in names})
