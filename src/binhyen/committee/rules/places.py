"""Whether the places that a study would need can be had at all."""


def can_be_had(needed: int, compared: int | None) -> bool:
    """Of the places that a study compares, one at least has to stay without the programme.

    compared: None where it wasn't kept; then nobody can say that they can't.
    """
    return compared is None or needed < compared
