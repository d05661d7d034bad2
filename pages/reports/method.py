"""What every report has: under its pages where it comes from, and at its end how each number is counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from data.sentence import Sentence
from data.store import Version
from pages.locale.reader import language, plain, words
from pages.parts.definitions import DEFINITIONS, counting_sentences
from pages.reports.document import PAGE, PAGES, Block, Document, Heading, Paragraph, Tone

STATISTICS = (
    Sentence("Split: chi-squared test of the people counted against the shares planned; below p = 0.001 it is broken."),
    Sentence("Shares: the difference with the interval of Newcombe (1998), made of Wilson’s."),
    Sentence(
        "Money: the interval of Welch; whether chance explains it is decided by dealing the people anew, 10,000 times "
        "where they are not too many. The same was worked out with spending before taken out (CUPED, Deng et al. 2013)."
    ),
    Sentence(
        "Running campaigns are read at 99.9% and called provisional; people who enter day by day by a sequence of "
        "intervals that holds however often one looks."
    ),
    Sentence("Several variants or parts: intervals that all hold together, and p-values corrected by Holm (1979)."),
)


def report(title: str, blocks: Iterable[Block], version: Version, *, written_at: datetime) -> Document:
    """In the language of whoever reads; under every page whose report it is, of which data, and when it was written."""
    found = Document(
        title=title,
        language=language(),
        foot=plain("Fenqun 分群 · data version {version} · written on {now}", version=version.id, now=written_at),
        page_of=plain("Page {page} of {pages}", page=PAGE, pages=PAGES),
        written_at=written_at,
        blocks=tuple(blocks),
    )
    return found.tidied()


def method_page(keys: Sequence[str], as_of: date, version: Version) -> Iterator[Block]:
    manifest = version.manifest
    yield Heading(plain("How this is counted"), is_new_page=True)
    yield Paragraph(
        plain(
            "As of {as_of}. Data from {first} to {last}, days in the time zone {zone}.",
            as_of=as_of,
            first=manifest.data_start,
            last=manifest.data_end,
            zone=manifest.timezone,
        )
    )
    for key in keys:
        yield Paragraph(DEFINITIONS[key].name.in_language(language()), Tone.NAME)
        yield from (Paragraph(words(sentence), Tone.QUIET) for sentence in counting_sentences(key))
    yield Heading(plain("By which statistics"))
    yield from (Paragraph(words(sentence), Tone.QUIET) for sentence in STATISTICS)
