"""Whether two names or aims say the same in other words."""

from binhyen.kernel.text import fold

# Words that every name or aim has, and so tell nothing.
_COMMON = frozenset(
    "mo hinh diem to va cua cac cho tai trong ve voi theo la co duoc nhan dan tham gia bao dam "
    "giu gin an ninh trat tu toan xay dung phong trao nang cao".split()
)
ENOUGH = 0.5


def words(text: str) -> frozenset[str]:
    """The telling words of a text, without marks."""
    return frozenset(fold(text).split()) - _COMMON


def likeness(one: str, other: str) -> float:
    """Words shared of all words of both, 0–1; two texts without telling words share nothing."""
    mine, theirs = words(one), words(other)
    together = mine | theirs
    return len(mine & theirs) / len(together) if together else 0.0


def is_alike(one: str, other: str) -> bool:
    return likeness(one, other) >= ENOUGH
