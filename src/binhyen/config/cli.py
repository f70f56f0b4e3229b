"""The `binhyen` command line: one group a room, gathered here."""

import gc
import os

import click


class Rooms(click.Group):
    """Loads the rooms' commands only when they are asked for, after Django is set up.

    `binhyen --help` therefore answers at once, and every other command first brings the
    database up to date, so that a new one is ready with the units in it.
    """

    HELP = {
        "cases": "Cases: the nightly sweep over their deadlines.",
        "demo": "Load the synthetic province (or --nation).",
        "evidence": "Evidence: register, lock and run studies of programmes.",
        "figures": "Figures: load values, build totals anew, check a text of indicators.",
        "files": "Stored files: check them against the database.",
        "import": "Take in a workbook or a catalogue of programmes.",
        "log": "Verify the log, sign and export checkpoints.",
        "migrate": "Create the database or bring it up to date.",
        "planning": "Plans: work out where programmes should go.",
        "procedures": "Procedures: check the text of one.",
        "serve": "Serve the pages on http://127.0.0.1:8000.",
        "units": "Administrative units: load, look up, boundaries.",
        "user": "Users and their posts.",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.HELP)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.HELP:
            return None
        _set_up()
        from .commands import command

        return command(name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        only_helps = not rest and isinstance(command, click.Group)
        if command and not only_helps and not {"-h", "--help"} & set(rest):
            from .database import bring_up_to_date

            bring_up_to_date()
        return name, command, rest

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(self.HELP.items()))


def _set_up() -> None:
    """Django, and collections of garbage that pass over what was imported, and come seldom.

    They took a quarter of the time that a new database needs.
    """
    import django
    from django.apps import apps

    if apps.ready:
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binhyen.config.settings")
    django.setup()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@click.command(cls=Rooms, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="binhyen")
def main() -> None:
    """Bình Yên: the register of a province's community-safety programmes.

    The database is named by BINHYEN_DATABASE_URL (SQLite in BINHYEN_HOME if unset)
    and is created and migrated by the first command that needs it.
    """


if __name__ == "__main__":
    main()
