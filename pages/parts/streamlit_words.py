"""Streamlit's own English words that a reader can meet. Each must be its exact text in the browser."""

from __future__ import annotations

from data.sentence import Sentence

STREAMLIT_WORDS = (
    Sentence("Select all"),
    Sentence("Choose options"),
    Sentence("Choose an option"),
    Sentence("No results"),
    Sentence("Upload"),
    Sentence("Copy to clipboard"),
    Sentence("Copied"),
    Sentence("Fullscreen"),
    Sentence("Close fullscreen"),
    Sentence("Show data"),
    Sentence("Show chart"),
    Sentence("Search"),
    Sentence("Download as CSV"),
)
