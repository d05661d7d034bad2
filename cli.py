"""The door for the terminal: `python cli.py --help`. It asks the same functions as the pages and holds no rule."""

from __future__ import annotations

import click

from pages.terminal.ask import ask
from pages.terminal.campaigns import campaigns
from pages.terminal.exports import build, check, demo, versions
from pages.terminal.house import audit, dictionary, settings
from pages.terminal.layers import layers
from pages.terminal.library import library
from pages.terminal.lists import forget_person, lists, verify_list
from pages.terminal.planning import plan_campaign
from pages.terminal.repurchase import show_repurchase
from pages.terminal.retention import retention_study
from pages.terminal.segment import segment
from pages.terminal.segment.people import list_file
from pages.terminal.trade import show_lifecycle, show_value
from pages.terminal.uploads import uploads

COMMANDS: tuple[click.Command, ...] = (
    *(settings, dictionary, audit),
    *(demo, check, build, versions),
    ask,
    *(retention_study, show_repurchase, show_lifecycle, show_value),
    *(campaigns, plan_campaign),
    layers,
    *(segment, list_file),
    *(lists, verify_list, forget_person),
    uploads,
    library,
)


@click.group(commands=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Fenqun 分群: check and build exports, ask questions, count segments, write lists."""


if __name__ == "__main__":
    cli()
