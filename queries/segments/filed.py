"""A file of saved segments, every rule in it looked into before anything is taken in."""

from __future__ import annotations

from datetime import datetime

from data.access import Person
from data.errors import LibraryError, SegmentError
from data.library import FiledSegment, read_segments_file
from data.sentence import Sentence
from queries.segments.read import parse_segment


def checked_segments_file(content: bytes, *, bare_name: str, person: Person, now: datetime) -> tuple[FiledSegment, ...]:
    """What a file holds; a rule by itself becomes `bare_name`. Measures that these data lack are no fault of a rule.

    Raises `LibraryError` with every fault of every rule, named by segment and version.
    """
    filed = read_segments_file(content, bare_name=bare_name, person=person, now=now)
    faults = [
        Sentence(
            "Segment {name}, version {version}: {fault}",
            {"name": saved.name, "version": saved.version, "fault": fault},
        )
        for found in filed
        for saved in found.versions
        for fault in _faults(saved.document)
    ]
    if faults:
        raise LibraryError(*faults)
    return filed


def _faults(document: object) -> tuple[Sentence, ...]:
    try:
        parse_segment(document)  # type: ignore[arg-type]
    except SegmentError as wrong:
        return wrong.faults
    return ()
