"""What one event weighs, in đồng: policy, as data, with whether anybody has checked it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass


class WeightsFaulty(Exception):
    """A row of the table can't be read; names it."""


@dataclass(frozen=True, slots=True)
class Weights:
    """vnd: by indicator, above nought. is_verified: whether they were checked against a source."""

    vnd: Mapping[str, float]
    is_verified: bool


def read_weights(text: str) -> Weights:
    """Raises WeightsFaulty."""
    table = tomllib.loads(text)
    vnd = table.get("vnd", {})
    for code, amount in vnd.items():
        if isinstance(amount, bool) or not isinstance(amount, int | float) or not amount > 0:
            raise WeightsFaulty(f"{code}: a number above 0 expected, got {amount!r}")
    return Weights(
        {code: float(amount) for code, amount in vnd.items()}, bool(table.get("verified"))
    )
