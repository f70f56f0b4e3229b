"""The append-only log: written in the transaction of the change, signed, and checked from outside.

content: what an entry holds and its digest · contacts: keeps contact data out · keys: Ed25519 ·
writing: append · tree: Merkle tree, checkpoints, proofs · verifying: find any tampering.
"""

from .contacts import screened
from .content import differences, digest_of, mask, plain, snapshot
from .queries import history_of
from .writing import Change, LogBroken, record, record_many

SYSTEM = "system"

__all__ = [
    "SYSTEM",
    "Change",
    "LogBroken",
    "differences",
    "digest_of",
    "history_of",
    "mask",
    "plain",
    "record",
    "record_many",
    "screened",
    "snapshot",
]
