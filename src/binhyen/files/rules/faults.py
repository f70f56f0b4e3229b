"""The refusal of a file, with its one reason."""

from ..choices import FileFault


class FileRefused(Exception):
    """A file that may not be kept. said, found: what its name promises, and what it is."""

    def __init__(self, code: FileFault, *, said: object = "", found: object = "") -> None:
        super().__init__(code.value)
        self.code, self.said, self.found = code, said, found

    @property
    def label(self) -> str:
        """The rule that forbids it, and what to do, in a sentence or two."""
        return str(self.code.label) % {"said": self.said, "found": self.found}
