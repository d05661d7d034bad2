"""Which measures can be picked, in the reader's words: subject, name, type, how many people have a value."""

from __future__ import annotations

from collections import Counter

from pages.parts.segment_session import measures
from pages.parts.session import language
from queries.catalog import Measure


def measure_names() -> dict[str, str]:
    """Measures that the export can answer, subject first, each name once."""
    offered = measures().available()
    names = {measure.key: measure_name(measure) for measure in offered}
    seen = Counter(names.values())
    return {key: name if seen[name] == 1 else f"{name} ({key})" for key, name in names.items()}


def measure_name(measure: Measure) -> str:
    return f"{measure.topic.in_language(language())} › {measure.label.in_language(language())}"
