"""Everything that can go wrong in words a person understands: what, where, what was expected, what to do next.

FenqunError
├── SettingsError        a setting that cannot be used
├── IntakeError          an export that cannot be taken in
│   ├── UnreadableFile     damaged, empty, not what its name says
│   ├── MappingError       headers, values, zone or date order that must be declared
│   └── ExportRefused      too many rows failed; carries the report
├── StoreError           a store version that cannot be built or opened
│   ├── NoStore            nothing has been built yet
│   ├── StoreBusy          another build is running
│   └── VersionGone        the version was deleted while open
├── QuestionError        a question that cannot be asked so
│   ├── NotDelivered       the export lacks the table or column it needs
│   └── BadParameter       a parameter of the wrong name, type or range
├── SegmentError         a rule that cannot be understood; names the condition by its place
├── LibraryError         a saved document that cannot be kept or found
│   └── SavedMeanwhile     someone else saved it since it was opened
├── ListError            a list that could not be written; nothing of it is left
│   ├── AlreadyLeft        the list of this period left before
│   └── LinkExpired        a download link whose time is over
├── AuditError           a record of acts that is broken or cannot be written
├── Forbidden            the person may not do this
└── Cancelled            the person stopped it
"""

from __future__ import annotations

from typing import Any

from data.sentence import Sentence


class FenqunError(Exception):
    """Base of all errors shown to people. `faults` holds every fault found, not only the first."""

    exit_code = 1

    def __init__(self, *faults: Sentence) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


class SettingsError(FenqunError):
    exit_code = 2


class IntakeError(FenqunError):
    exit_code = 3


class UnreadableFile(IntakeError): ...


class MappingError(IntakeError): ...


class ExportRefused(IntakeError):
    """`report` holds every finding of the check (`data.intake.Finding`), those that refuse it last."""

    def __init__(self, *faults: Sentence, report: tuple[Any, ...] = ()) -> None:
        super().__init__(*faults)
        self.report = report


class StoreError(FenqunError):
    exit_code = 4


class NoStore(StoreError): ...


class StoreBusy(StoreError): ...


class VersionGone(StoreError): ...


class QuestionError(FenqunError):
    exit_code = 5


class NotDelivered(QuestionError): ...


class BadParameter(QuestionError): ...


class SegmentError(FenqunError):
    exit_code = 6


class LibraryError(FenqunError):
    exit_code = 8


class SavedMeanwhile(LibraryError):
    """`theirs` is the version somebody else saved (`data.library.SavedSegment`); None when the name is gone."""

    def __init__(self, *faults: Sentence, theirs: Any = None) -> None:
        super().__init__(*faults)
        self.theirs = theirs


class ListError(FenqunError):
    exit_code = 9


class AlreadyLeft(ListError): ...


class LinkExpired(ListError): ...


class AuditError(FenqunError):
    exit_code = 11


class Forbidden(FenqunError):
    exit_code = 7


class Cancelled(FenqunError):
    exit_code = 130
