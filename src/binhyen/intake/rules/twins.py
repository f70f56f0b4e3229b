"""The same site on two rows of a file: the second is refused, naming the first."""

import re
from collections.abc import Sequence
from dataclasses import replace

from binhyen.kernel.text import fold

from .reading import REFUSED, Reading, Reason
from .rows import refused_as, status_of

TWIN_CODES = frozenset({"duplicate_row", "maybe_duplicate"})


def untwinned(reading: Reading) -> Reading:
    """The reading as if its row stood alone."""
    reasons = tuple(reason for reason in reading.reasons if reason.code not in TWIN_CODES)
    return replace(reading, reasons=reasons, status=status_of(reasons))


def without_twins(readings: Sequence[Reading]) -> list[Reading]:
    """Rows that say the same site as a row before them are refused, naming that row."""
    first: dict[tuple, Reading] = {}
    result = []
    for reading in readings:
        key = _twin_key(reading)
        if key is None or reading.status == REFUSED:
            result.append(reading)
            continue
        if key not in first:
            first[key] = reading
            result.append(reading)
            continue
        other = first[key]
        params = {"sheet": other.sheet, "row": str(other.row)}
        is_same = bool(reading.village or reading.organisation) or (
            (reading.established, reading.decision) == (other.established, other.decision)
        )
        code = "duplicate_row" if is_same else "maybe_duplicate"
        result.append(refused_as(reading, Reason(code, "", params)))
    return result


def _twin_key(reading: Reading) -> tuple | None:
    if reading.programme_key is None or reading.unit is None:
        return None
    village = re.sub(r"\b0+(?=\d)", "", fold(reading.village))
    village = re.sub(r"^(?:to dan pho|tdp)\b", "tdp", village)
    return (reading.programme_key, reading.unit.key, village, fold(reading.organisation))
