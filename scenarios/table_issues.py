"""Faults of a table's file as a whole: nothing in it can be read, or its headings are no headings."""

from __future__ import annotations

from collections.abc import Sequence

from sim.table import RowIssue, TableSpec


class TableFileError(ValueError):
    """A table's file with faults that hide its rows; ``issues`` lists them."""

    def __init__(self, issues: Sequence[RowIssue]) -> None:
        super().__init__("; ".join(issue.message for issue in issues))
        self.issues = tuple(issues)


def unreadable(message: str, row: int, spec: TableSpec, hint: str = "") -> TableFileError:
    """Return the error of a file that cannot be read from a row on."""
    told = f"{message}; {hint}" if hint else message
    return TableFileError([RowIssue("T012", row, spec.key[0], "", told)])


def require_headings(headings: Sequence[str], spec: TableSpec) -> None:
    """Raise TableFileError unless there are headings, each of them once and none empty."""
    if not headings:
        raise TableFileError([RowIssue("T010", 0, spec.key[0], "", "the file is empty")])
    issues = [
        RowIssue("T013", 0, heading, "", f"this heading stands {headings.count(heading)} times")
        for heading in sorted(set(headings))
        if headings.count(heading) > 1 and heading
    ]
    if "" in headings:
        message = f"the heading of column {headings.index('') + 1} is empty"
        issues.append(RowIssue("T013", 0, spec.key[0], "", message))
    if issues:
        raise TableFileError(issues)


def as_columns(
    headings: Sequence[str], rows: Sequence[list[object]], ragged: list[RowIssue]
) -> dict[str, list[object]]:
    """Return rows as columns and add an issue for each row with too few or too many cells."""
    width, body = len(headings), []
    if {*map(len, rows)} == {width}:
        return {name: list(cells) for name, cells in zip(headings, zip(*rows, strict=True), strict=True)}
    for number, row in enumerate(rows, start=1):
        if len(row) == width:
            body.append(row)
            continue
        message = f"{width} cells are wanted, one for each heading"
        ragged.append(RowIssue("T011", number, headings[0], f"{len(row)} cells", message))
        body.append([*row, *[""] * width][:width])  # so that the other rows keep their numbers
    cells = [list(column) for column in zip(*body, strict=True)] or [[] for _ in headings]
    return dict(zip(headings, cells, strict=True))
