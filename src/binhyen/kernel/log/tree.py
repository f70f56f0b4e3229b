"""The Merkle tree over the entries' digests, its signed checkpoints, and proofs from it.

A leaf is the digest of an entry. The roots of whole blocks of 1,024 leaves are kept as tiles, so
that a new root or a proof reads at most one block of leaves and one row a block.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db.models import Q
from pymerkle.core import BaseMerkleTree
from pymerkle.hasher import MerkleHasher
from pymerkle.proof import InclusionProof, InvalidProof

from binhyen.kernel.models import Checkpoint, Entry, Head, Tile

from . import keys
from .content import CONTENT, digest_of_row, moment

BLOCK = 1024
HASHER = MerkleHasher("sha256")


class NoCheckpoint(Exception):
    """The entry is newer than the last checkpoint."""


class ProofRefused(Exception):
    """A proof doesn't hold; the text says what of it."""


def leaf(digest: str) -> bytes:
    return HASHER.hash_buff(bytes.fromhex(digest))


class EntryTree(BaseMerkleTree):
    """pymerkle's tree, reading leaves from the entries and blocks from the tiles."""

    def __init__(self, size: int) -> None:
        super().__init__("sha256", disable_cache=True)
        self.size = size
        self._blocks: dict[int, list[bytes]] = {}
        self._get_subroot = self._tiled_subroot

    def _encode_entry(self, data: str) -> bytes:
        return bytes.fromhex(data)

    def _store_leaf(self, data: str, digest: bytes) -> int:
        raise TypeError("Leaves are entries; write those.")

    def _get_leaf(self, index: int) -> bytes:
        return leaf(Entry.objects.values_list("digest", flat=True).get(number=index))

    def _get_leaves(self, offset: int, width: int) -> Iterable[bytes]:
        """Within one block: every piece of a tree begins at a multiple of its width."""
        block, begin = divmod(offset, BLOCK)
        self.read(block)
        return self._blocks[block][begin : begin + width]

    def read(self, *blocks: int) -> None:
        """Keep the leaves of whole blocks, counted from 0: one query for all that are new."""
        new = sorted(set(blocks) - self._blocks.keys())
        if not new:
            return
        spans = (Q(number__gt=block * BLOCK, number__lte=(block + 1) * BLOCK) for block in new)
        entries = Entry.objects.filter(reduce(or_, spans), number__lte=self.size)
        self._blocks |= {block: [] for block in new}
        for number, digest in entries.order_by("number").values_list("number", "digest"):
            self._blocks[(number - 1) // BLOCK].append(leaf(digest))

    @cached_property
    def _tiles(self) -> list[bytes]:
        rows = Tile.objects.filter(number__lte=self.size // BLOCK).order_by("number")
        return [bytes.fromhex(root) for root in rows.values_list("root", flat=True)]

    def _get_size(self) -> int:
        return self.size

    def _tiled_subroot(self, offset: int, width: int) -> bytes:
        if width < BLOCK:
            return self._get_subroot_uncached(offset, width)
        first, count = offset // BLOCK, width // BLOCK
        level = self._tiles[first : first + count]
        while len(level) > 1:
            level = [HASHER.hash_pair(*level[i : i + 2]) for i in range(0, len(level), 2)]
        return level[0]


def add_checkpoint(head: Head, *, at: datetime) -> Checkpoint:
    """Sign the root over everything so far. The caller holds the head and saves it after."""
    _add_tiles(head.number)
    point = Checkpoint(
        size=head.number,
        root=EntryTree(head.number).get_root().hex(),
        digest=head.digest,
        previous=head.checkpoint,
        at=at,
        key_id=keys.key_id(),
    )
    point.signature = keys.sign(*signed_parts(point))
    point.save(force_insert=True)
    head.checkpoint = point.size
    return point


def signed_parts(point: Checkpoint) -> tuple[object, ...]:
    return ("checkpoint", point.size, point.root, point.digest, point.previous, moment(point.at))


def _add_tiles(size: int) -> None:
    """The roots of the blocks completed since the last time."""
    done = Tile.objects.order_by("-number").values_list("number", flat=True).first() or 0
    Tile.objects.bulk_create(  # a tree for each, for a tree keeps the leaves that it read
        Tile(number=n + 1, root=EntryTree(size)._get_subroot_uncached(n * BLOCK, BLOCK).hex())
        for n in range(done, size // BLOCK)
    )


def as_json(point: Checkpoint) -> dict[str, Any]:
    """A checkpoint to hand out; it names the public key it was signed with."""
    key = next((k for k in keys.known_keys() if keys.key_id(k) == point.key_id), "")
    return {
        "size": point.size,
        "root": point.root,
        "digest": point.digest,
        "previous": point.previous,
        "at": moment(point.at),
        "key_id": point.key_id,
        "public_key": key,
        "signature": point.signature,
    }


def from_json(data: dict[str, Any]) -> Checkpoint:
    """Read a checkpoint that was handed out. Raises ProofRefused if it isn't one."""
    try:
        return Checkpoint(
            size=int(data["size"]),
            root=str(data["root"]),
            digest=str(data["digest"]),
            previous=int(data["previous"]),
            at=datetime.fromisoformat(data["at"]),
            key_id=str(data["key_id"]),
            signature=str(data["signature"]),
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise ProofRefused(f"not a checkpoint: {fault!r}") from fault


def proof_of(number: int) -> dict[str, Any]:
    """What an outsider needs to check that an entry stands in the log: no database, no key of ours.

    Raises NoCheckpoint where the entry is newer than the last checkpoint, Entry.DoesNotExist.
    """
    entry = Entry.objects.get(number=number)
    point = first_over(number)
    if point is None:
        raise NoCheckpoint(number)
    return proof_under(point, entry)


def first_over(number: int) -> Checkpoint | None:
    """The first checkpoint that an entry is under; None where it is newer than the last."""
    return Checkpoint.objects.filter(size__gte=number).order_by("size").first()


def proof_under(point: Checkpoint, entry: Entry) -> dict[str, Any]:
    """`proof_of` an entry at hand under a checkpoint over it; two queries."""
    tree = EntryTree(point.size)
    tree.read((entry.number - 1) // BLOCK, (point.size - 1) // BLOCK)
    content = {name: getattr(entry, name) for name in CONTENT} | {"at": moment(entry.at)}
    return {
        "entry": content,
        "checkpoint": as_json(point),
        "proof": tree.prove_inclusion(entry.number).serialize(),
    }


def check_proof(data: dict[str, Any], *, key: str = "") -> Checkpoint:
    """Check a proof by itself, against a public key known from elsewhere (or the one it names).

    Raises ProofRefused with what doesn't hold.
    """
    point = from_json(data.get("checkpoint", {}))
    trusted = key or str(data["checkpoint"].get("public_key", ""))
    if not keys.is_signed(point.signature, *signed_parts(point), keys=[trusted]):
        raise ProofRefused("the checkpoint's signature is not by this key")
    try:
        digest = digest_of_row([data["entry"][name] for name in CONTENT])
        proof = InclusionProof.deserialize(data["proof"])
        proof.verify(
            leaf(digest),
            bytes.fromhex(point.root),
            index=int(data["entry"]["number"]),
            size=point.size,
            algorithm="sha256",
        )
    except (InvalidProof, KeyError, TypeError, ValueError) as fault:
        raise ProofRefused("the entry is not the one under this checkpoint") from fault
    return point
