"""Streamlit's own English words that a reader can meet. Each must be its exact text in the browser.

`{name}` stands for what follows or precedes, as in the label of a chart's button.
"""

from __future__ import annotations

from data.sentence import Sentence

STREAMLIT_WORDS = (
    Sentence("Skip to main content"),
    Sentence("Sidebar"),
    Sentence("App pages"),
    Sentence("Navigate to home page"),
    Sentence("Collapse sidebar"),
    Sentence("Expand sidebar"),
    Sentence("Main menu"),
    Sentence("Print"),
    Sentence("Record screen"),
    Sentence("Theme"),
    Sentence("System"),
    Sentence("Light"),
    Sentence("Dark"),
    Sentence("Open"),
    Sentence("Close"),
    Sentence("Clear value"),
    Sentence("Clear all"),
    Sentence("Select all"),
    Sentence("Choose date"),
    Sentence("Choose options"),
    Sentence("Choose an option"),
    Sentence("No results"),
    Sentence("Help"),
    Sentence("Help for {name}"),
    Sentence("Increment"),
    Sentence("Decrement"),
    Sentence("Upload"),
    Sentence("Drag and drop files here"),
    Sentence("Browse files"),
    Sentence("Add files"),
    Sentence("50MB per file"),
    Sentence("Copy to clipboard"),
    Sentence("Copied"),
    Sentence("Fullscreen"),
    Sentence("Fullscreen: {name}"),
    Sentence("Close fullscreen"),
    Sentence("Show data"),
    Sentence("Show data: {name}"),
    Sentence("Show chart"),
    Sentence("Download as PNG: {name}"),
    Sentence("Copy Vega-Lite spec: {name}"),
    Sentence("Search"),
    Sentence("Show/hide columns"),
    Sentence("Download as CSV"),
    Sentence("Page not found"),
    Sentence("The page that you have requested does not seem to exist. Running the app's main page."),
    Sentence(
        "You have requested page /{name}, but no corresponding file was found in the app's pages/ directory. "
        "Running the app's main page."
    ),
    Sentence("Connecting"),
    Sentence("Connection error"),
    Sentence("Streamlit server is not responding. Are you connected to the internet?"),
    Sentence("Running..."),
    Sentence("Stop"),
)
