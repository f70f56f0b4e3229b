"""Go through the whole log once and name everything that isn't as it was written.

Reads in a stream: the memory needed doesn't grow with the log.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Subquery
from django.utils.translation import gettext as _

from binhyen.kernel import seals
from binhyen.kernel.models import Checkpoint, Entry, Head, Tile

from . import keys
from .content import CONTENT, digest_of_row
from .tree import BLOCK, HASHER, EntryTree, leaf, signed_parts
from .writing import head_is_ours

START = "0" * 64
ENOUGH = 50
AT_ONCE = 50_000  # what a page can check while someone waits: about a second


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as written: its code, the entry where it shows, a sentence."""

    code: str
    number: int
    sentence: str


@dataclass(slots=True)
class Verdict:
    """What was looked at, `first` to `size`, and everything that isn't as it was written."""

    size: int = 0
    first: int = 1
    checkpoints: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.findings


class Peaks:
    """The Merkle root over a stream of leaves, in as many hashes as the size has binary digits."""

    def __init__(self) -> None:
        self.peaks: list[tuple[int, bytes]] = []

    def add(self, digest: str) -> None:
        width, node = 1, leaf(digest)
        while self.peaks and self.peaks[-1][0] == width:
            node = HASHER.hash_pair(self.peaks.pop()[1], node)
            width *= 2
        self.peaks.append((width, node))

    def root(self) -> str:
        if not self.peaks:
            return HASHER.hash_empty().hex()
        node = self.peaks[-1][1]
        for _width, peak in reversed(self.peaks[:-1]):
            node = HASHER.hash_pair(peak, node)
        return node.hex()


def verify(against: Checkpoint | None = None) -> Verdict:
    """Check every entry, the chain, the checkpoints, the head and the seals.

    against: a checkpoint kept outside this database, which also shows a log replaced as a whole.
    """
    head = Head.objects.filter(name="log").first() or Head(name="log")
    points = list(Checkpoint.objects.filter(size__lte=head.number).order_by("size"))
    verdict = Verdict(size=head.number, checkpoints=len(points))
    wanted = {p.size for p in points} | ({against.size} if against else set())
    roots: dict[int, tuple[str, str]] = {}
    for finding in _findings(head, points, against, wanted, roots):
        verdict.findings.append(finding)
        if len(verdict.findings) >= ENOUGH:
            break
    return verdict


def verify_latest(count: int = AT_ONCE) -> Verdict:
    """Check in bounded time: all of a log of up to `count` entries, else only its end.

    Of a longer one: the entries after the last block that ends `count` before the head, their
    chain, every checkpoint's signature, the last checkpoint's root by the blocks, head and seals.
    """
    head = Head.objects.filter(name="log").first() or Head(name="log")
    if head.number <= count:
        return verify()
    since = (head.number - count) // BLOCK * BLOCK
    points = list(Checkpoint.objects.filter(size__lte=head.number).order_by("size"))
    verdict = Verdict(size=head.number, first=since + 1, checkpoints=len(points))
    for finding in _findings_since(since, head, points):
        verdict.findings.append(finding)
        if len(verdict.findings) >= ENOUGH:
            break
    return verdict


def _findings_since(since: int, head: Head, points: list[Checkpoint]) -> Iterator[Finding]:
    last = points[-1:]
    roots = {p.size: (EntryTree(p.size).get_root().hex(), p.digest) for p in last}
    yield from _in_entries(head, set(), {}, since)
    yield from _in_head(head)
    yield from _in_checkpoints(head, points, roots, only={p.size for p in last})
    yield from _after_head()
    yield from _in_seals()


def _findings(
    head: Head,
    points: list[Checkpoint],
    against: Checkpoint | None,
    wanted: set[int],
    roots: dict[int, tuple[str, str]],
) -> Iterator[Finding]:
    yield from _in_entries(head, wanted, roots)
    yield from _in_head(head)
    yield from _in_checkpoints(head, points, roots)
    if against is not None:
        yield from _in_outside(head, against, roots)
    yield from _after_head()
    yield from _in_seals()


def _in_seals() -> Iterator[Finding]:
    for name in seals.missing(connection):
        yield Finding("unsealed", 0, _("Khóa chống sửa “%s” của cơ sở dữ liệu đã bị gỡ.") % name)


def _in_entries(
    head: Head, wanted: set[int], roots: dict[int, tuple[str, str]], since: int = 0
) -> Iterator[Finding]:
    """Gaps, edits, foreign entries and changed order; fills the roots at the wanted sizes.

    since: the end of a block after which to begin, instead of at the first entry.
    """
    expected, previous, peaks, block = since + 1, _digest_at(since), Peaks(), Peaks()
    tiles = dict(Tile.objects.values_list("number", "root"))
    rows = Entry.objects.filter(number__lte=head.number).order_by("number")
    if since:
        rows = rows.filter(number__gt=since)
    for row in rows.values_list("digest", *CONTENT).iterator(chunk_size=2000):
        digest, content = row[0], list(row[1:])
        number = content[1]
        yield from _in_entry(expected, previous, number, content, digest)
        peaks.add(digest)
        block.add(digest)
        if number in wanted:
            roots[number] = (peaks.root(), digest)
        if number % BLOCK == 0:
            if tiles.get(number // BLOCK, block.root()) != block.root():
                yield Finding("tile", number, _("Gốc của khối %d đã bị sửa.") % (number // BLOCK))
            block = Peaks()
        expected, previous = number + 1, digest
    if expected <= head.number:
        yield _gone(expected, head.number)
    elif head.digest != previous:
        yield Finding("head", head.number, _("Đầu nhật ký không khớp dòng cuối %d.") % head.number)


def _digest_at(number: int) -> str:
    if number == 0:
        return START
    kept = Entry.objects.filter(number=number).values_list("digest", flat=True)
    return kept.first() or START


def _in_entry(
    expected: int, previous: str, number: int, content: list[Any], digest: str
) -> Iterator[Finding]:
    if number < expected:
        yield Finding("foreign", number, _("Dòng %d là dòng lạ chèn thêm.") % number)
        return
    if number > expected:
        yield _gone(expected, number - 1)
    elif content[0] != previous:
        sentence = _(
            "Dòng %(this)d không nối với dòng %(before)d: có dòng bị sửa, chèn hay đổi chỗ."
        )
        yield Finding("chain", number, sentence % {"this": number, "before": number - 1})
    if _digest(content) != digest:
        yield Finding("edited", number, _("Nội dung dòng %d đã bị sửa sau khi ghi.") % number)


def _digest(content: list[Any]) -> str:
    try:
        return digest_of_row(content)
    except ValueError:
        return ""


def _gone(first: int, last: int) -> Finding:
    if first == last:
        return Finding("missing", first, _("Dòng %d đã bị xóa.") % first)
    sentence = _("Các dòng từ %(first)d đến %(last)d đã bị xóa.")
    return Finding("missing", first, sentence % {"first": first, "last": last})


def _in_head(head: Head) -> Iterator[Finding]:
    if not head_is_ours(head):
        sentence = _("Chữ ký ở đầu nhật ký (dòng %d) không phải của hệ thống này.")
        yield Finding("head", head.number, sentence % head.number)


def _in_checkpoints(
    head: Head,
    points: list[Checkpoint],
    roots: dict[int, tuple[str, str]],
    *,
    only: set[int] | None = None,
) -> Iterator[Finding]:
    """Forged, removed or replaced checkpoints, and what was rewritten since the last good one.

    only: the sizes whose roots are known; of the others nothing but the signature is looked at.
    """
    previous, good = 0, 0
    for point in points:
        if point.previous != previous:
            yield _point_gone(point.previous)
        if not keys.is_signed(point.signature, *signed_parts(point)):
            sentence = _("Mốc ký tại dòng %d không mang chữ ký của hệ thống này.")
            yield Finding("checkpoint", point.size, sentence % point.size)
        elif only is not None and point.size not in only:
            good = point.size
        elif roots.get(point.size) != (point.root, point.digest):
            yield _rewritten(good, point.size)
        else:
            good = point.size
        previous = point.size
    if head.checkpoint != previous:
        yield _point_gone(head.checkpoint)


def _point_gone(size: int) -> Finding:
    return Finding("checkpoint", size, _("Mốc ký tại dòng %d đã bị xóa hoặc thay.") % size)


def _rewritten(good: int, size: int) -> Finding:
    sentence = _(
        "Mốc ký tại dòng %(size)d không khớp: "
        "trong các dòng %(first)d–%(size)d có dòng khác lúc ký."
    )
    return Finding("rewritten", good + 1, sentence % {"size": size, "first": good + 1})


def _in_outside(
    head: Head, against: Checkpoint, roots: dict[int, tuple[str, str]]
) -> Iterator[Finding]:
    if not keys.is_signed(against.signature, *signed_parts(against)):
        sentence = _("Tệp mốc ký đưa vào không mang chữ ký của hệ thống này.")
        yield Finding("outside", against.size, sentence)
    if against.size > head.number:
        yield _gone(head.number + 1, against.size)
    elif roots.get(against.size) != (against.root, against.digest):
        sentence = _("Nhật ký không phải là nhật ký mà mốc ký tại dòng %d đã chứng nhận.")
        yield Finding("outside", against.size, sentence % against.size)


def _after_head() -> Iterator[Finding]:
    """One statement each, so that a writer at work in between isn't taken for a forger."""
    ended = Head.objects.filter(name="log").values("number")[:1]
    beyond = Entry.objects.filter(number__gt=Subquery(ended)) if ended else Entry.objects.all()
    for number in beyond.order_by("number").values_list("number", flat=True)[:5]:
        yield Finding("foreign", number, _("Dòng %d là dòng lạ chèn thêm.") % number)
    stray = Checkpoint.objects.filter(size__gt=Subquery(ended)) if ended else Checkpoint.objects
    for size in stray.order_by("size").values_list("size", flat=True)[:5]:
        yield Finding("checkpoint", size, _("Mốc ký tại dòng %d là mốc lạ.") % size)
