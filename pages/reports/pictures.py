"""Charts of a report as SVG: the same specifications that pages draw, in the fonts that go into the document."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import vl_convert

from pages.charts.palette import LIGHT
from pages.reports.document import Chart

FONT_PACKAGES = ("noto_cjk_sans_otc", "manimgx_fonts")
# English quotation marks are as wide as a Chinese sign in a Chinese font.
FAMILIES = {
    "zh_CN": ("Noto Sans CJK SC", "Noto Emoji"),
    "zh_TW": ("Noto Sans CJK TC", "Noto Emoji"),
    "en": ("Noto Sans", "Noto Sans CJK SC", "Noto Emoji"),
}
ELSEWHERE = "PingFang SC, PingFang TC, Microsoft YaHei, Microsoft JhengHei, sans-serif"  # where HTML is read
WIDTH, LONGEST_LABEL = 560, 32


def font_folders() -> list[Path]:
    """Where the packages keep their fonts: what is embedded does not depend on the machine."""
    return [Path(str(files(name))) for name in FONT_PACKAGES]


@cache
def _know_fonts() -> None:
    """So that texts are measured as they will be drawn."""
    for folder in font_folders():
        vl_convert.register_font_directory(str(folder))


def svg_of(chart: Chart, language: str) -> str:
    """Loads nothing from elsewhere, whatever the rows say."""
    _know_fonts()
    labels = _labels(chart.rows)
    spec = _labelled({**chart.spec, "data": {"values": chart.rows}, "width": WIDTH}, labels)
    return vl_convert.vegalite_to_svg(json.dumps(spec), config=_config(language), allowed_base_urls=[])


def _labels(rows: Sequence[Mapping[str, object]]) -> Mapping[str, str]:
    """Short forms of long texts, all different. Vega would cut between the two halves of an emoji and stop there."""
    found: dict[str, str] = {}
    for text in dict.fromkeys(value for row in rows for value in row.values() if isinstance(value, str)):
        short = text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"
        while short != text and short in found.values():
            short += "·"
        found[text] = short
    return found


def _labelled(value: Any, labels: Mapping[str, str]) -> Any:
    """With short forms in the rows and in the legend, and nothing left for Vega to cut."""
    match value:
        case str():
            return labels.get(value, value)
        case dict():
            return {name: 0 if name == "labelLimit" else _labelled(inside, labels) for name, inside in value.items()}
        case list() | tuple():
            return [_labelled(inside, labels) for inside in value]
    return value


def _config(language: str) -> dict[str, Any]:
    lines = {"gridColor": LIGHT.line, "domainColor": LIGHT.line, "tickColor": LIGHT.line}
    texts = {"labelColor": LIGHT.muted, "titleColor": LIGHT.muted, "titleFontWeight": "normal"}
    return {
        "font": ", ".join((*FAMILIES[language], ELSEWHERE)),
        "background": None,
        "view": {"stroke": None},
        "axis": {**lines, **texts, "labelLimit": 0, "titleLimit": 0, "labelFontSize": 11, "titleFontSize": 11},
        "legend": {"labelLimit": 0, "labelColor": LIGHT.text, "labelFontSize": 11},
        "text": {"color": LIGHT.text},
    }
