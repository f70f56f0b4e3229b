"""Triggers by which the database itself refuses to change what the log holds.

They stop our own mistakes and whoever has no right to drop a trigger; against the others there is
`binhyen log verify`.
"""

from typing import Any

SEALED = ("kernel_entry", "kernel_checkpoint")
SAYS = "the log is append-only"

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_keeps BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{says}'); END;
CREATE TRIGGER IF NOT EXISTS {table}_stays BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{says}'); END;
"""
# INSERT OR REPLACE would slip past a trigger on DELETE, so a number that is taken is refused here.
_SQLITE_IN_TURN = """
CREATE TRIGGER IF NOT EXISTS kernel_entry_in_turn BEFORE INSERT ON kernel_entry
WHEN NEW.number <> coalesce((SELECT max(number) FROM kernel_entry), 0) + 1
BEGIN SELECT RAISE(ABORT, 'the log is written in turn, without a gap'); END;
CREATE TRIGGER IF NOT EXISTS kernel_checkpoint_in_turn BEFORE INSERT ON kernel_checkpoint
WHEN NEW.size <= coalesce((SELECT max(size) FROM kernel_checkpoint), 0)
BEGIN SELECT RAISE(ABORT, 'checkpoints are written in turn'); END;
"""
_POSTGRESQL = """
CREATE OR REPLACE FUNCTION kernel_log_is_sealed() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{says}'; END $$;
CREATE OR REPLACE TRIGGER {table}_keeps BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION kernel_log_is_sealed();
CREATE OR REPLACE TRIGGER {table}_stays BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION kernel_log_is_sealed();
"""
_NAMES = [f"{table}_{what}" for table in SEALED for what in ("keeps", "stays")]
_NAMES_SQLITE = [*_NAMES, *(f"{table}_in_turn" for table in SEALED)]


def put_on(connection: Any) -> None:
    """Put every seal in place; those already there stay."""
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def take_off(connection: Any) -> None:
    """Remove the seals: only to empty a test database, or to play the forger in a test."""
    with connection.cursor() as cursor:
        for name in _names(connection.vendor):
            table = next(t for t in SEALED if name.startswith(t))
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def missing(connection: Any) -> list[str]:
    """The seals that are gone."""
    known = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }
    with connection.cursor() as cursor:
        cursor.execute(known[connection.vendor])
        there = {row[0] for row in cursor.fetchall()}
    return sorted(set(_names(connection.vendor)) - there)


def _names(vendor: str) -> list[str]:
    return _NAMES_SQLITE if vendor == "sqlite" else _NAMES


def _statements(vendor: str) -> list[str]:
    if vendor == "postgresql":
        return [_POSTGRESQL.format(table=table, says=SAYS) for table in SEALED]
    text = "".join(_SQLITE.format(table=table, says=SAYS) for table in SEALED) + _SQLITE_IN_TURN
    return [part + "END;" for part in text.split("END;") if part.strip()]
