"""`library …`: one module a family of commands, one row here."""

from __future__ import annotations

import click

from pages.terminal.library.filed import library_export, library_import
from pages.terminal.library.found import library_diff, library_list, library_show, library_used_by, library_versions
from pages.terminal.library.kept import (
    library_archive,
    library_delete,
    library_describe,
    library_duplicate,
    library_rename,
    library_restore,
    library_save,
    library_tag,
    library_unarchive,
)

COMMANDS: tuple[click.Command, ...] = (
    *(library_list, library_show, library_versions, library_diff, library_used_by),
    *(library_save, library_restore, library_rename, library_duplicate, library_describe, library_tag),
    *(library_archive, library_unarchive, library_delete),
    *(library_export, library_import),
)


@click.group(commands=COMMANDS)
def library() -> None:
    """Saved segments: find, compare, bring back, rename, tag, archive, take out and bring in as files."""
