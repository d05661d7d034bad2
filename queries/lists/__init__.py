"""Lists: the people of an audience, to look at or to leave as a file."""

from __future__ import annotations

from queries.lists.columns import ListColumn, list_columns, listable, unguarded
from queries.lists.members import LARGEST_PAGE, Members, members, members_numbered
from queries.lists.write import WrittenList, write_list

__all__ = [
    "LARGEST_PAGE",
    "ListColumn",
    "Members",
    "WrittenList",
    "list_columns",
    "listable",
    "members",
    "members_numbered",
    "unguarded",
    "write_list",
]
