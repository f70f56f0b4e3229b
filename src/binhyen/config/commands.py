"""Commands that belong to no room, and the table of those that do."""

import click

GROUPS: dict[str, click.Command] = {}
