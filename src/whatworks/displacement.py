"""Whether a programme takes events away or only pushes them next door."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from whatworks.counts import METHOD, effect, not_comparable
from whatworks.fitting import Bools, Design, jackknife
from whatworks.panel import Ints, Panel
from whatworks.results import Effect, NotEstimable, Reason, Result

_ENOUGH_FAR = 8


@dataclass(frozen=True, slots=True)
class NetEffect(Result):
    """The effect on the treated units, on their ring, and on both together.

    own, ring, net: each against units that aren't treated and touch no treated one.
    ring_units: untreated units that touch a treated one; far_units: those that never do.
    compared_until: the first period that isn't compared, since too few units are far by then.
    displaced_share: events more in the ring per event fewer in treated units; to be shown, never to
        be decided on, since a quotient of two uncertain numbers has no useful spread. None where
        treated units have no fewer.
    """

    own: Effect
    ring: Effect | NotEstimable
    net: Effect
    ring_units: int
    far_units: int
    compared_until: str | None
    displaced_share: float | None

    @property
    def net_averted(self) -> float:
        """Events fewer than expected in treated units and ring together."""
        return self.net.averted


def net_effect(panel: Panel, *, level: float = 0.95) -> NetEffect | NotEstimable:
    """Own, ring and net effect of a programme whose units have neighbours.

    A unit belongs to the ring from the start of its first treated neighbour until its own start.
    One fit, to unit-periods that are neither treated nor in the ring, is held against all three, so
    net is own and ring added event by event. Decide on the net effect: events that only moved are
    in it twice and cancel.

    Assumes that displacement goes no farther than neighbours. NotEstimable: no neighbours given, no
    ring, too few units far from the programme.
    """
    if refusal := not_comparable(panel):
        return refusal
    near = first_near(panel)
    ring = near < panel.treated_from
    if not ring.any():
        return NotEstimable(Reason.NO_RING)
    pairs = np.stack([panel.treated_from, near])
    kinds, rows = np.unique(pairs, axis=1, return_inverse=True)
    start, touched = kinds[0][:, None], kinds[1][:, None]
    period = np.arange(panel.n_periods)[None]
    own = period >= start
    around = (period >= touched) & ~own
    compared = compared_periods(panel, near)
    windows = np.stack([own, around, own | around]) & compared
    sums = jackknife(panel, Design(rows.ravel(), ~(own | around), windows))
    if isinstance(sums, NotEstimable):
        return sums
    found = [
        effect(sums, window=window, level=level, method=f"{METHOD}, {name}, far controls")
        for window, name in enumerate(("own", "ring", "net"))
    ]
    return _together(panel, near, compared, found)


def compared_periods(panel: Panel, near: Ints) -> Bools:
    """[T]: whether enough clusters are far from the programme for the period to be compared.

    Enough are eight, since later periods that lean on two or three far units add more noise than
    they add events; where there never are eight, all that are estimable.
    """
    far = np.arange(panel.n_periods)[None] < near[:, None]
    clusters = np.array([len(np.unique(panel.clusters[one])) for one in far.T])
    enough: Bools = clusters >= _ENOUGH_FAR
    return enough if enough[int(near.min()) :][:1].any() else clusters >= 2


def _together(
    panel: Panel, near: Ints, compared: Bools, found: list[Effect | NotEstimable]
) -> NetEffect | NotEstimable:
    own, around, net = found
    untreated = ~panel.ever_treated
    far = int((untreated & (near >= panel.n_periods)).sum())
    if isinstance(own, NotEstimable):
        return _without_controls(own, far)
    if isinstance(net, NotEstimable):
        return _without_controls(net, far)
    share = None
    if isinstance(around, Effect) and own.averted > 0:
        share = -around.averted / own.averted
    return NetEffect(
        own=own,
        ring=around,
        net=net,
        ring_units=int((untreated & (near < panel.n_periods)).sum()),
        far_units=far,
        compared_until=None if compared.all() else panel.periods[int(np.argmin(compared))],
        displaced_share=share,
    )


def _without_controls(refusal: NotEstimable, far: int) -> NotEstimable:
    if refusal.reason in (Reason.TOO_FEW_CLUSTERS, Reason.NO_AFTER):
        return NotEstimable(Reason.NO_FAR_CONTROLS, (f"{far} far",))
    return refusal


def first_near(panel: Panel) -> Ints:
    """[n]: the first period in which a neighbour is treated; T where none ever is.

    Neighbours count that were left out of the panel. Of no consequence from the unit's own start
    on, so never later than that.
    """
    near = np.full(panel.n_units, panel.n_periods)
    if panel.touched is not None:
        near = np.minimum(near, panel.touched)
    if panel.neighbours:
        one, other = np.array(panel.neighbours).T
        np.minimum.at(near, one, panel.treated_from[other])
        np.minimum.at(near, other, panel.treated_from[one])
    return np.minimum(near, panel.treated_from)
