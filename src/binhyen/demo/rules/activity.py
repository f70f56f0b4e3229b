"""What a commune does and has, month by month: no effect is planted in any of it."""

import numpy as np

from .months import Ground, Ints

WORKING, CERTIFICATES, MEDALS = 0.78, 0.8, 0.05
LOAN_MVND = (20, 100)


def activity(ground: Ground, months: int, rng: np.random.Generator) -> dict[str, Ints]:
    """Every other entered indicator by its series, (n, months) each."""
    size = ground.size[:, None] * np.ones(months)
    sessions = rng.poisson(2.6 * size)
    return {
        "outreach": sessions,
        "outreach_people": rng.poisson(sessions * 42.0),
        "trainings": rng.poisson(0.12 * size),
        "fire_drills": rng.poisson(0.25 * size),
        "weapons": rng.poisson(0.35 * size),
        **_reentry(ground, months, rng),
        **_cameras(ground, months, rng),
        **_commendations(rng.poisson(0.3 * size), rng),
    }


def _reentry(ground: Ground, months: int, rng: np.random.Generator) -> dict[str, Ints]:
    """Who left prison and has not yet had two years of help comes and goes slowly."""
    coming = rng.poisson(0.4 * ground.size[:, None], (ground.n, months + 24))
    until = np.cumsum(coming, axis=1)
    eligible = until[:, 24:] - until[:, :-24]
    helped = rng.binomial(eligible, 0.35)
    loans = rng.binomial(helped, 0.08)
    return {
        "reentry_eligible": eligible,
        "reentry_helped": helped,
        "reentry_trained": rng.binomial(helped, 0.1),
        "reentry_employed": rng.binomial(helped, 0.2),
        "reentry_loans": loans,
        "reentry_loans_vnd": loans * rng.integers(*LOAN_MVND, loans.shape) * 1_000_000,
    }


def _cameras(ground: Ground, months: int, rng: np.random.Generator) -> dict[str, Ints]:
    begun = rng.poisson(3 * ground.size)[:, None]
    cameras = begun + np.cumsum(rng.poisson(0.1 * ground.size[:, None], (ground.n, months)), axis=1)
    return {"cameras": cameras, "cameras_working": rng.binomial(cameras, WORKING)}


def _commendations(all_: Ints, rng: np.random.Generator) -> dict[str, Ints]:
    shares = (CERTIFICATES, MEDALS, 1 - CERTIFICATES - MEDALS)
    certificates, medals, other = np.moveaxis(rng.multinomial(all_, shares), -1, 0)
    return {
        "commendations": all_,
        "commendations.certificate": certificates,
        "commendations.medal": medals,
        "commendations.other": other,
    }
