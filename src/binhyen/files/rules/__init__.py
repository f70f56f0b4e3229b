"""What a file is, decided from its bytes alone: nothing here opens a document or looks at a disk.

faults: the refusal · kinds: what it is against what it is called · pdf, packages: what is inside.
"""

from .faults import FileRefused
from .kinds import inspected

__all__ = ["FileRefused", "inspected"]
