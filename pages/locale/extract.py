"""Brings the catalogues up to date with the texts in the code: `python -m pages.locale.extract`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from pages.locale.texts import extract
from pages.locale.words import FOLDER, LANGUAGES_WITH_CATALOGUE

ROOT = FOLDER.parents[1]
FLOORS = ("data", "queries", "pages")
HEADER = "# The texts of Fenqun. Edit msgstr only; `python -m pages.locale.extract` brings msgid up to date."
DOORS = ("cli.py", "app.py")
METHODS = [
    ("**.py", "pages.locale.texts:extract"),
    ("shared/**.sql", "ignore"),  # parts of questions, which nobody is shown
    ("intake/**.sql", "ignore"),
    ("store/**.sql", "ignore"),
    ("**.sql", "pages.locale.texts:extract_questions"),
]


def written_texts() -> Catalog:
    """Every text a reader can meet, with the files where it stands."""
    texts = Catalog(project="fenqun", charset="utf-8")
    for file, message in _messages():
        texts.add(message, locations=[(file, 0)])
    return texts


def _messages() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    for floor in FLOORS:
        found = extract_from_dir(
            ROOT / floor,
            method_map=METHODS,
            keywords={"gettext": None, "ngettext": (1, 2)},
            directory_filter=lambda path: Path(path).name not in ("home", "__pycache__"),
        )
        yield from ((f"{floor}/{file}", message) for file, _, message, _, _ in found)
    for door in DOORS:
        with (ROOT / door).open("rb") as source:
            yield from ((door, message) for _, _, message, _ in extract(source, {}, (), {}))


def catalogue_path(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "fenqun.po"


def update(language: str, texts: Catalog) -> Catalog:
    """Keep what is translated, add what is new, drop what no code says any more. Nothing is guessed."""
    path = catalogue_path(language)
    if path.exists():
        with path.open("rb") as source:
            known = read_po(source, locale=language)
    else:
        known = Catalog(locale=language, project="fenqun", charset="utf-8", fuzzy=False, header_comment=HEADER)
    known.update(texts, no_fuzzy_matching=True, update_creation_date=False)
    known.obsolete.clear()
    return known


def main() -> None:
    texts = written_texts()
    for language in LANGUAGES_WITH_CATALOGUE:
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        updated = update(language, texts)
        with path.open("wb") as out:
            write_po(
                out, updated, width=0, sort_output=True, no_location=False, include_lineno=False, omit_header=False
            )


if __name__ == "__main__":
    main()
