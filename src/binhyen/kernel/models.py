"""The append-only log. Plain text and no foreign keys: it outlives what it tells of."""

from django.db import models


class Entry(models.Model):
    """One change of one record: who, when, what, before and after, why.

    `digest` is SHA-256 over `previous` and the canonical content, so no entry can be edited,
    removed or moved without the chain showing it. Contact data is masked before it gets here.
    """

    number = models.BigIntegerField(primary_key=True, help_text="1, 2, 3 … without a gap.")
    at = models.DateTimeField()
    by = models.CharField(max_length=150, help_text="User name, or 'system' and the command.")
    verb = models.CharField(max_length=40)
    kind = models.CharField(max_length=40, help_text="Table, such as 'programmes.site'.")
    record = models.CharField(max_length=40, help_text="Its primary key.")
    label = models.CharField(max_length=200, blank=True)
    unit_path = models.CharField(max_length=120, blank=True, help_text="For the reader's scope.")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    batch = models.CharField(max_length=40, blank=True, help_text="Import or other joint change.")
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    folded = models.CharField(
        max_length=200, blank=True, help_text="Of the label, to search by; not in the digest."
    )

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["kind", "record", "number"], name="entry_of_record"),
            models.Index(fields=["batch", "number"], name="entry_of_batch"),
            models.Index(fields=["at"], name="entry_at"),
            models.Index(fields=["unit_path", "number", "batch"], name="entry_of_unit"),
            models.Index(fields=["by", "number"], name="entry_of_person"),
            models.Index(fields=["verb", "number"], name="entry_of_verb"),
            # A search reads this instead of the whole table: a tenth of its pages.
            models.Index(fields=["folded", "number"], name="entry_words"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.kind}:{self.record}"


class Head(models.Model):
    """The last number and digest, signed: the one row that every writer takes in turn."""

    name = models.CharField(max_length=10, primary_key=True, default="log")
    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)
    checkpoint = models.BigIntegerField(default=0, help_text="Size of the last checkpoint.")
    signature = models.CharField(max_length=128, blank=True)

    def __str__(self) -> str:
        return "Nhật ký"


class Checkpoint(models.Model):
    """The Merkle root over the first `size` entries, signed; handed out, it pins the past."""

    size = models.BigIntegerField(primary_key=True)
    root = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, help_text="Chain digest of entry `size`.")
    previous = models.BigIntegerField(default=0, help_text="Size of the checkpoint before.")
    at = models.DateTimeField()
    key_id = models.CharField(max_length=16)
    signature = models.CharField(max_length=128)

    class Meta:
        ordering = ["size"]


class Tile(models.Model):
    """The Merkle root of a whole block of 1,024 entries: derived, so that proofs are quick."""

    number = models.BigIntegerField(primary_key=True, help_text="1 is entries 1 to 1,024.")
    root = models.CharField(max_length=64)
