"""The one door to writing Excel: an empty book that says who made it, and a book as the bytes of a file."""

from __future__ import annotations

import io
from typing import Any

from scenarios.faults import Fault, ScenarioError


def new_book(made_by: str) -> Any:  # noqa: ANN401 - openpyxl has no types
    """
    Return a book without sheets.

    Raises
    ------
    ScenarioError
        When the package that writes Excel files is not there.
    """
    try:
        import openpyxl  # noqa: PLC0415 - an extra, which only Excel files need
    except ImportError:
        hint = "pip install 'evenfield[excel]'"
        raise ScenarioError(
            [Fault(".xlsx", message="Excel files need one more package", hint=hint)]
        ) from None
    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.creator = made_by
    return book


def as_file(book: Any) -> bytes:  # noqa: ANN401 - as above
    """Return a book as the content of a file."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
