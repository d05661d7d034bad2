"""A form as the JSON document that a manifest keeps, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from queries.lists.form import Division, Encoding, FileKind, Form, FormColumn, Treatment
from queries.lists.reading import (
    Gathering,
    Reader,
    a_list,
    an_object,
    gathered,
    one_of,
    or_nothing,
    text,
    whole,
    yes_or_no,
)

_COLUMN: Reader[FormColumn] = an_object(FormColumn, {"measure": text, "treatment": one_of(Treatment)}, ("measure",))
FORM_READERS: Mapping[str, Reader[Any]] = {
    "columns": a_list(_COLUMN, '[{"measure": "users.phone", "treatment": "clear"}]'),
    "kind": one_of(FileKind),
    "encoding": one_of(Encoding),
    "is_compressed": yes_or_no,
    "has_technical_headers": yes_or_no,
    "division": one_of(Division),
    "rows_per_file": or_nothing(whole),
    "with_variant": yes_or_no,
}


def form_json(form: Form) -> dict[str, Any]:
    return {**asdict(form), "columns": [asdict(column) for column in form.columns]}


def read_form(document: Any) -> Form:
    """Raises `ListError` with everything that keeps it from being a form."""
    found = gathered_form(document)
    found.check()
    return Form(**found.values)


def gathered_form(document: Any) -> Gathering:
    """It stands in the document of a list under “form”."""
    return gathered(document, "form", FORM_READERS, ("columns",), within="form.")
