"""Reports: PDF and HTML say the same, every sign can be seen on any machine, and nothing that is typed acts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from data.settings import Settings
from data.store import Version
from pages.charts.curves import curves
from pages.charts.forest import forest
from pages.charts.words import Unit, Words
from pages.locale.reader import Reader, written_for
from pages.parts.campaigns.told.across import Across
from pages.reports.across import across_document
from pages.reports.campaign import Result, campaign_document
from pages.reports.document import (
    LONGEST_NAME,
    PAGE,
    PAGES,
    Block,
    Chart,
    Document,
    Heading,
    Paragraph,
    Rows,
    Tone,
    tidy,
)
from pages.reports.html import html_of
from pages.reports.pdf import pdf_of
from queries.audience import Audience
from queries.campaigns import Terms, known_campaigns
from queries.campaigns.assignments import listed
from queries.campaigns.funnel import Part, Scope, funnel
from queries.campaigns.judged import compared_without_control, followed_by_arm, judged_campaign, won_by
from queries.catalog import catalog
from queries.engines import open_engine
from tests.pages.campaign_brand import LAST, built_campaign_brand

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
LANGUAGES = ("zh_CN", "zh_TW", "en")
ASKED = ("fair", "worse", "alone", "running")
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "'\"><a href='https://example.com'>click</a>&amp;",
    '#eval("1+1") #read("/etc/passwd") *bold* _x_ $y$ @ref <label> // /* \\u{41} `raw` = head',
    "618 🎉 年货节 👍🏽 §",
    "ｆｕｌｌ　ｗｉｄｔｈ \ue000 of \ue001",
    "\x00\x01\x1b[31mred\r\nnew\u2028line\u202edesrever",
    "no sign of XML: \ufffe \uffff \udc80",
    "👨‍👩‍👧‍👦🎉" * 100,
    "中" * 10_000,
    "a" * 10_000,
    "ไทย العربية עברית हिन्दी",
    " ",
)


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> tuple[Version, Settings]:
    folder = tmp_path_factory.mktemp("reported")
    return built_campaign_brand(folder), Settings(home=folder / "home", threads=1)


@pytest.fixture(scope="module")
def results(brand: tuple[Version, Settings]) -> dict[str, Result]:
    """Of a campaign with a fair control group, told apart by tier; of one without any; and of two more."""
    version, house = brand
    engine, audience = open_engine(version, house), Audience(LAST)
    found = {}
    asked = (known for known in known_campaigns(engine, house, audience) if known.campaign_id in ASKED)
    for known in asked:
        measure = catalog(version).measures["users.tier"] if known.campaign_id == "fair" else None
        terms = Terms(5_000_00)
        effect = judged_campaign(engine, house, known, audience, terms=terms, measure=measure)
        scope = Scope(campaign=known.campaign_id, window_days=known.window_days)
        messages = funnel(engine, audience, listed(engine, house), by=Part.CHANNEL, scope=scope)
        beside = compared_without_control(engine, house, known, audience) if known.campaign_id == "alone" else None
        arms = followed_by_arm(engine, house, known, audience, effect.gates)
        won = won_by(engine, house, known, audience)
        found[known.campaign_id] = Result(
            known, effect, terms, audience, version, NOW, messages, beside, measure, arms, won
        )
    return found


@dataclass(frozen=True)
class Written:
    """One document in both forms."""

    document: Document
    html: str
    pdf: bytes


def written(document: Document) -> Written:
    return Written(document, html_of(document), pdf_of(document))


def across(results: dict[str, Result]) -> Document:
    found = [(one.known, one.effect) for one in results.values()]
    one = next(iter(results.values()))
    return across_document(Across(found, 1.0), one.audience, one.version, written_at=NOW)


@pytest.fixture(scope="module", params=LANGUAGES)
def reports(request: pytest.FixtureRequest, results: dict[str, Result]) -> list[Written]:
    """Of one campaign, of one without a control group, and of all beside each other."""
    with written_for(Reader(request.param, "CNY", "Asia/Shanghai")):
        documents = campaign_document(results["fair"]), campaign_document(results["alone"]), across(results)
        return [written(document) for document in documents]


@pytest.fixture(scope="module")
def fair(results: dict[str, Result]) -> Written:
    with written_for(Reader("en", "CNY", "Asia/Shanghai")):
        return written(campaign_document(results["fair"]))


def solid(text: str) -> str:
    """Without what a line of paper breaks at."""
    return re.sub(r"[\s\u200b\u00ad]+", "", text)


def texts_of(html: str) -> list[str]:
    """What a reader of the HTML reads, piece by piece."""
    body = html[html.index("<body>") :]
    return [text for text in (unescape(piece).strip() for piece in re.split(r"<[^>]*>", body)) if text]


def paper(pdf: bytes) -> str:
    return solid("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def small(name: str, language: str = "zh_CN") -> Document:
    """A report that has one name in every place where a name can stand."""
    row = {"name": name, "place": 0, "role": "effect", "value": 0.1, "low": 0.05, "high": 0.2}
    row |= {"value_text": "+10", "interval_text": name}
    words = Words("en", x="x", y="y", unit=Unit.POINTS)
    chart = Chart(forest(words, "light", interval="i"), [row], name)
    days = [
        {"group": group, "since": day, "rate": day, "low": day, "high": day} for group in (name, "b") for day in (0, 1)
    ]
    legend = Chart(curves(words, "light", evidence=name, last=1, groups=(name, "b")), days, name)
    blocks: list[Block] = [
        Heading(name),
        Paragraph(name, Tone.VERDICT),
        Rows([(name, "1")], ("h", name)),
        chart,
        legend,
    ]
    return Document(name, language, "foot", f"{PAGE} of {PAGES}", NOW, blocks).tidied()


def test_the_pdf_says_all_that_the_html_says(reports: list[Written]) -> None:
    for report in reports:
        printed, said = paper(report.pdf), texts_of(report.html)
        assert len(said) > 40
        assert [text for text in said if solid(text) not in printed] == []


def test_every_font_is_inside_and_every_sign_can_be_copied(reports: list[Written]) -> None:
    for report in reports:
        fonts = [font for page in PdfReader(BytesIO(report.pdf)).pages for font in fonts_of(page)]
        assert fonts
        for font in fonts:
            described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert described.keys() & {"/FontFile", "/FontFile2", "/FontFile3"}
            assert "/ToUnicode" in font


def fonts_of(page: Any) -> Iterator[Any]:
    """Of the page and of the charts in it."""
    resources = page["/Resources"].get_object()
    yield from (font.get_object() for font in resources.get("/Font", {}).values())
    for inside in resources.get("/XObject", {}).values():
        if "/Resources" in inside.get_object():
            yield from fonts_of(inside.get_object())


def test_the_report_follows_groups_and_those_won(fair: Written) -> None:
    told = " ".join(texts_of(fair.html))
    assert "30.0% of 1,000 (27.2% to 32.9%)" in told
    assert "Everyone assigned whose period is over" in told
    assert "A comparison, not an effect" in told
    assert "It supposes that a message that was not delivered changes nothing" in told


def test_charts_are_drawn_and_not_painted(fair: Written) -> None:
    assert sum(isinstance(block, Chart) for block in fair.document.blocks) >= 4
    assert not re.search(rb"/Subtype\s*/Image", fair.pdf)
    assert "+6.2ppto+13.7pp" in paper(fair.pdf)


def test_every_page_says_its_number_the_data_and_the_day(fair: Written, results: dict[str, Result]) -> None:
    pages = PdfReader(BytesIO(fair.pdf)).pages
    for number, page in enumerate(pages, 1):
        text = page.extract_text()
        assert f"Page {number} of {len(pages)}" in text
        assert results["fair"].version.id in text
        assert "written on 22 Nov 2026 16:00" in text
    assert "How this is counted" in pages[-1].extract_text()


def test_the_same_results_at_the_same_time_are_the_same_bytes(fair: Written, results: dict[str, Result]) -> None:
    with written_for(Reader("en", "CNY", "Asia/Shanghai")):
        again = written(campaign_document(results["fair"]))
    assert (again.pdf, again.html) == (fair.pdf, fair.html)


def test_without_a_control_group_the_report_never_says_lift(results: dict[str, Result]) -> None:
    with written_for(Reader("en", "CNY", "Asia/Shanghai")):
        printed = " ".join(texts_of(html_of(campaign_document(results["alone"]))))
    assert "difference, not proven caused" in printed
    assert "lift" not in printed.lower()


class Tags(HTMLParser):
    """Every element with its attributes, as a browser would find them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


PLAIN_TAGS = re.compile("html|head|meta|title|style|body|header|footer|h1|h2|p|div|table|thead|tbody|tr|th|td|img")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_printed_and_does_nothing(name: str) -> None:
    report = written(small(name))
    for tag, attributes in Tags(report.html).found:
        assert PLAIN_TAGS.fullmatch(tag)
        assert set(attributes) <= {"lang", "charset", "name", "content", "class", "alt", "src"}
        assert (attributes.get("src") or "data:image/svg+xml;base64,").startswith("data:image/svg+xml;base64,")
    for sign in (b"/JavaScript", b"/OpenAction", b"/URI", b"/Launch", b"/EmbeddedFile"):
        assert sign not in report.pdf


@pytest.mark.parametrize("name", [name for name in HOSTILE if name.isascii() or "618" in name or "中" in name])
def test_a_name_can_be_read_on_paper(name: str) -> None:
    readable = solid(re.sub(r"[^\w\s#*$@<>()/.,'\"&;=-]", "", tidy(name)))
    assert readable in re.sub(r"[^\w\s#*$@<>()/.,'\"&;=-]", "", paper(pdf_of(small(name))))


@settings(max_examples=15)
@given(name=st.text(max_size=40))
def test_any_name_makes_a_report(name: str) -> None:
    document = Document(name, "zh_TW", "f", f"{PAGE}/{PAGES}", NOW, [Heading(name), Rows([(name, name)])]).tidied()
    assert pdf_of(document).startswith(b"%PDF-")
    assert html_of(document).count("<h2") == 1


def test_a_long_name_is_cut_and_a_long_word_stays_on_the_paper() -> None:
    cut = tidy("a" * 10_000)
    assert (len(cut), cut[-1]) == (LONGEST_NAME, "…")
    lines = PdfReader(BytesIO(pdf_of(small("a" * 10_000)))).pages[0].extract_text().replace("\u200b", "").splitlines()
    assert 10 < max(len(line) for line in lines if set(line) == {"a"}) < 120
