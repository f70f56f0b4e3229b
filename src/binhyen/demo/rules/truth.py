"""What the simulator plants: which programme changes what, by how much. See docs/synthetic.md.

Invented, as all of the demonstration: it says nothing about any programme of this name.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effect:
    """From the month in which a programme's first site opens in a commune.

    change: of the expected count, −0.25 takes a quarter away. moved: which share of what is taken
    away turns up in the neighbouring communes that have no site of the programme.
    """

    programme: str
    outcome: str
    change: float
    moved: float = 0.0


EFFECTS = (
    Effect("CAM", "theft", -0.25),
    Effect("LGPC", "fires", -0.25),
    Effect("CTAT", "school_incidents", 0.10),
    Effect("TSDQ", "disorder", -0.25, moved=1.0),
)

# Taken up after a bad year: in the year before, these outcomes are higher than they usually are,
# and then they fall back by themselves. A before–after comparison calls all of them effective.
AFTER_A_BAD_YEAR = {
    "CAM": ("theft",),
    "ZALO": ("theft", "fraud", "disorder"),
    "LGPC": ("fires",),
    "TDTQ": ("collisions",),
    "TSDQ": ("disorder",),
}
