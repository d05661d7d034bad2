"""Saved segments as a file, whole with their versions: to keep, to send, to move into another library."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from data.access import Person
from data.errors import LibraryError
from data.library.names import usable_name, usable_tags, usable_text
from data.library.saved import CameBy, SavedSegment
from data.sentence import Gap, Sentence

FILE_KIND = "fenqun segments"
FILE_LAYOUT = 1


@dataclass(frozen=True)
class FiledSegment:
    """One segment of a file: its versions, newest first, never none."""

    versions: tuple[SavedSegment, ...]

    @property
    def newest(self) -> SavedSegment:
        return self.versions[0]


def segments_file(histories: Iterable[tuple[SavedSegment, ...]]) -> bytes:
    """Every version of each, as JSON that people can read. The same segments give the same bytes."""
    written = {
        "kind": FILE_KIND,
        "layout": FILE_LAYOUT,
        "segments": [_written(versions) for versions in sorted(histories, key=lambda found: found[0].name)],
    }
    return json.dumps(written, ensure_ascii=False, indent=2).encode() + b"\n"


def _written(versions: tuple[SavedSegment, ...]) -> dict[str, Any]:
    newest = versions[0]
    return {
        "name": newest.name,
        "description": newest.description,
        "tags": list(newest.tags),
        "archived_at": newest.archived_at.isoformat() if newest.archived_at else None,
        "versions": [
            {
                "version": saved.version,
                "saved_at": saved.saved_at.isoformat(),
                "saved_by": saved.saved_by,
                "note": saved.note,
                "came_by": saved.came_by.value,
                "origin": saved.origin,
                "document": saved.document,
            }
            for saved in versions
        ],
    }


def read_segments_file(content: bytes, *, bare_name: str, person: Person, now: datetime) -> tuple[FiledSegment, ...]:
    """What a file holds; a rule by itself becomes `bare_name`, saved now by this person.

    The rules are not looked into (`queries.segments.filed` does). Raises `LibraryError` with all faults at once.
    """
    try:
        written = json.loads(content)
    except (ValueError, RecursionError) as reason:
        raise LibraryError(Sentence("The file is not valid JSON: {reason}.", {"reason": str(reason)[:200]})) from reason
    if isinstance(written, Mapping) and "match" in written:
        rule = SavedSegment(usable_name(bare_name), 1, written, now, person.name, came_by=CameBy.IMPORTED)
        return (FiledSegment((rule,)),)
    reading = _Reading()
    filed = reading.file(written)
    if reading.faults:
        raise LibraryError(*reading.faults)
    return filed


@dataclass
class _Reading:
    """One walk over a file, collecting its faults."""

    faults: list[Sentence] = field(default_factory=list)

    def file(self, written: Any) -> tuple[FiledSegment, ...]:
        segments = written.get("segments") if isinstance(written, Mapping) else None
        if not isinstance(segments, list) or written.get("kind") != FILE_KIND:
            self.faults.append(
                Sentence(
                    "The file holds neither saved segments (“kind” {expected}) nor a rule.", {"expected": FILE_KIND}
                )
            )
            return ()
        if written.get("layout") != FILE_LAYOUT:
            found: Gap = repr(written.get("layout"))[:60]
            gaps: dict[str, Gap] = {"found": found, "known": FILE_LAYOUT}
            self.faults.append(Sentence("The file has the layout {found}; this program reads layout {known}.", gaps))
            return ()
        read = [self._segment(each, number) for number, each in enumerate(segments, 1)]
        self._each_name_once(read)
        return tuple(found for found in read if found is not None)

    def _segment(self, written: Any, number: int) -> FiledSegment | None:
        try:
            name, description = usable_name(written["name"]), usable_text(written["description"])
            tags = usable_tags(written["tags"])
            archived_at = _moment(written["archived_at"]) if written["archived_at"] is not None else None
            versions = [_version(each) for each in written["versions"]]
        except LibraryError as wrong:
            self.faults += [_at(number, fault) for fault in wrong.faults]
            return None
        except (KeyError, TypeError, ValueError) as reason:
            gaps: dict[str, Gap] = {"number": number, "reason": f"{type(reason).__name__}: {reason}"[:200]}
            self.faults.append(Sentence("Segment {number} of the file cannot be read ({reason}).", gaps))
            return None
        numbers = [version["version"] for version in versions]
        if not numbers or len(set(numbers)) < len(numbers) or min(numbers) < 1:
            self.faults.append(
                Sentence("Segment {number} of the file has no versions or the same one twice.", {"number": number})
            )
            return None
        about: dict[str, Any] = {"name": name, "description": description, "tags": tags, "archived_at": archived_at}
        saved = [SavedSegment(**version, **about) for version in versions]
        return FiledSegment(tuple(sorted(saved, key=lambda one: -one.version)))

    def _each_name_once(self, read: Iterable[FiledSegment | None]) -> None:
        names = [found.newest.name for found in read if found is not None]
        for name in sorted({name for name in names if names.count(name) > 1}):
            self.faults.append(Sentence("The file holds the segment {name} twice.", {"name": name}))


def _version(written: Any) -> dict[str, Any]:
    version, document = written["version"], written["document"]
    if not isinstance(version, int) or isinstance(version, bool) or not isinstance(document, dict):
        raise TypeError("a version needs a number and a document")
    return {
        "version": version,
        "document": document,
        "saved_at": _moment(written["saved_at"]),
        "saved_by": usable_name(written["saved_by"]),
        "note": usable_text(written["note"]),
        "came_by": CameBy(written["came_by"]),
        "origin": usable_text(written["origin"]),
    }


def _moment(written: str) -> datetime:
    found = datetime.fromisoformat(written)
    if found.tzinfo is None:
        raise ValueError(f"{written} has no time zone")
    return found


def _at(number: int, fault: Sentence) -> Sentence:
    return Sentence("Segment {number} of the file: {fault}", {"number": number, "fault": fault})
