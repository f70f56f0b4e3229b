"""What deserves attention, from plain figures."""

from ..choices import Attention

FEW = 2
MANY = 3
SHARE = 0.3


def attention(running: int, ended: int) -> Attention | None:
    """Why a running programme with so many sites wants a look; None if nothing stands out.

    Nothing runs; or a third of all its sites, and more than a few, have ended; or only one or
    two are left of what was more.
    """
    if running == 0:
        return Attention.MANY_ENDED if ended else Attention.NONE
    if ended >= MANY and ended >= SHARE * (running + ended):
        return Attention.MANY_ENDED
    return Attention.FEW if running <= FEW else None


def weight(running: int, ended: int) -> tuple[float, int]:
    """The larger, the more urgent: how much of it has ended, then how little is left."""
    return (ended / (running + ended) if ended else 0.0, -running)
