"""The tables that a scenario names: found from the model, read from beside the file that names them, or inline."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from scenarios import library
from scenarios.dialects import Dialect, dialect_of
from scenarios.extends import escapes
from scenarios.faults import Fault, shown
from scenarios.nodes import Fields, Items, Leaf, Node, joined, label
from scenarios.tables import ENDINGS, LARGEST_BYTES, RawTable, as_fault, built, read_raw
from scenarios.text_files import UnreadableError, require_file
from sim.table import RowIssue, Table, TableSpec, build


@dataclass(frozen=True)
class Origin:
    """
    Where a table's rows stand: in a file, or in the scenario itself as ``rows``.

    ``first`` is what stands in the first row, by heading.
    """

    spec: TableSpec
    path: str
    file: str = ""
    rows: Items | None = None
    first: Mapping[str, str] = field(default_factory=dict)

    def fault(self, issue: RowIssue) -> Fault:
        """Return an issue of the table as a fault with its place."""
        fault = as_fault(issue, self.file, self.spec, self.first)
        if self.rows is None:
            return fault
        node: Node = self.rows
        path = self.path
        if issue.row:
            node = self.rows.items[issue.row - 1]
            path = joined(path, label(node, issue.row - 1))
        place = node.place
        if isinstance(node, Fields):
            cell = node.entries.get(issue.column)
            place = cell.place if cell else place
        path = joined(path, issue.column)
        return replace(fault, file=place.file, line=place.line, column=place.column, path=path, row=0)


@dataclass(frozen=True)
class Folder:
    """
    Which files a scenario's files may name: those in the scenario's own folder tree.

    That is the smallest folder that holds the file asked for and every file it extends outside the library; a
    file of the library names files of the library, and so does any file that writes ``library:`` before the path.
    Links are followed before the check, so none leads out.
    """

    files: tuple[str, ...]

    def resolve(self, leaf: Leaf) -> Path:
        """
        Return the file that a leaf names, relative to the file the leaf stands in.

        Raises
        ------
        UnreadableError
            When there is no such file, or it lies outside.
        """
        text = str(leaf.value)
        of_library = text.startswith(library.MARK)
        problem = escapes(text.removeprefix(library.MARK))
        if problem:
            raise UnreadableError(problem)
        home = library.LIBRARY if of_library else Path(leaf.place.file).parent
        named = Path(os.path.normpath(home / text.removeprefix(library.MARK)))
        try:
            real = Path(os.path.realpath(named))
        except ValueError as error:
            raise UnreadableError("no file can have such a name") from error
        # Before the look whether it is there: what lies outside is nobody's business.
        if not real.is_relative_to(library.LIBRARY if of_library else self.root(leaf.place.file)):
            raise UnreadableError(
                "this file lies outside the scenario's folder", hint="copy it beside the scenario"
            )
        require_file(named, LARGEST_BYTES)
        return named

    def root(self, file: str) -> Path:
        """Return the folder that everything a file names lies in."""
        if library.is_shipped(file):
            return library.LIBRARY
        own = [os.path.dirname(os.path.realpath(one)) for one in self.files if not library.is_shipped(one)]  # noqa: PTH120
        return Path(os.path.commonpath(own))


@dataclass(frozen=True)
class Source:
    """The file of a table: where the scenario names it, what was in it, and the table made of it, if any."""

    file: str
    raw: RawTable
    table: Table | None


class TableFields:
    """
    Reads the tables of one scenario; ``broken`` are the paths of tables that are told to be faulty.

    ``origins`` is, by path, where a table's rows stand; ``sources`` are those that stand in files; ``issues`` is what
    was found wrong with rows of either. Rows in ``without`` are left out.
    """

    def __init__(self, folder: Folder, without: Mapping[str, Collection[int]] | None = None) -> None:
        self.folder = folder
        self.origins: dict[str, Origin] = {}
        self.sources: dict[str, Source] = {}
        self.issues: dict[str, list[RowIssue]] = {}
        self.broken: set[str] = set()
        self.faults: list[Fault] = []
        self._without = without or {}

    def read(self, node: Node, path: str, spec: TableSpec) -> object:
        """Return the table that a node names or holds, or what the model will refuse in its place."""
        match node:
            case Leaf(value=None):
                return None
            case Leaf(value=str()):
                return self._file(node, path, spec, Dialect())
            case Items():
                return self._inline(node, path, spec)
            case Fields() if "file" in node.entries:
                leaf, dialect, faults = dialect_of(node, path)
                if leaf is None or faults:
                    return self._refuse(path, *faults)
                return self._file(leaf, path, spec, dialect)
        wanted = "a table is wanted: the path of a file, {file: path, …}, or rows"
        return self._refuse(path, node.place.fault(path, wanted))

    def fault(self, path: str, issue: RowIssue) -> Fault:
        """Return an issue of a table's rows as a fault with its place, and keep it."""
        self.issues.setdefault(path, []).append(issue)
        return self.origins[path].fault(issue)

    def _file(self, leaf: Leaf, path: str, spec: TableSpec, dialect: Dialect) -> object:
        text = str(leaf.value)
        if not text.endswith(ENDINGS):
            allowed = ", ".join(ENDINGS)
            fault = leaf.place.fault(path, "no such kind of table file", got=shown(text), allowed=allowed)
            return self._refuse(path, fault)
        foreign = dialect.foreign_to(text)
        if foreign:
            fault = leaf.place.fault(path, f"a file of this kind has no {foreign}", got=shown(text))
            return self._refuse(path, fault)
        try:
            file = self.folder.resolve(leaf)
            raw = read_raw(file, spec, dialect)
        except UnreadableError as error:
            return self._refuse(path, leaf.place.fault(path, error.message, got=shown(text), hint=error.hint))
        table, issues = built(raw, spec, self._without.get(path, ()))
        first = {name: str(cells[0]) for name, cells in (raw.columns or {}).items() if cells}
        self.origins[path] = Origin(spec, path, str(file), first=first)
        self.sources[path] = Source(str(file), raw, table)
        return table or self._refuse(path, *(self.fault(path, issue) for issue in issues))

    def _inline(self, items: Items, path: str, spec: TableSpec) -> object:
        wrong = [item for item in items.items if not isinstance(item, Fields)]
        if wrong:
            wanted = "a row is a mapping, such as {unit: u1, rep: r1}"
            return self._refuse(
                path, *(item.place.fault(path, wanted) for item in wrong if not _is_broken(item))
            )
        rows = [item.entries for item in items.items if isinstance(item, Fields)]
        first = {
            name: cell.text for name, cell in (rows[0] if rows else {}).items() if isinstance(cell, Leaf)
        }
        self.origins[path] = Origin(spec, path, rows=items, first=first)
        if any(_is_broken(cell) for row in rows for cell in row.values()):
            return self._refuse(path)
        table, issues = build(spec, _columns(rows, spec))
        return table or self._refuse(path, *(self.fault(path, one) for one in self._at_rows(issues, rows)))

    def _at_rows(self, issues: Iterable[RowIssue], rows: list[dict[str, Node]]) -> Iterable[RowIssue]:
        """Yield the issues, those of an unknown column at the first row that has it."""
        for issue in issues:
            if issue.code == "T002":
                first = next(number for number, row in enumerate(rows, start=1) if issue.column in row)
                yield replace(issue, row=first)
            else:
                yield issue

    def _refuse(self, path: str, *faults: Fault) -> object:
        self.broken.add(path)
        self.faults += faults
        return BROKEN


class Broken:
    """Stands where the files hold something that is already refused; fits no field."""


BROKEN = Broken()


def _is_broken(node: Node) -> bool:
    return isinstance(node, Leaf) and node.broken


def _columns(rows: list[dict[str, Node]], spec: TableSpec) -> dict[str, list[Any]]:
    """Return the columns of rows; a row that leaves out a column with a default has the default."""
    headings = dict.fromkeys(key for row in rows for key in row)
    known = {column.name: column for column in spec.columns}
    defaults = {name: known[name].default if name in known else None for name in headings}
    return {name: [_cell(row[name]) if name in row else defaults[name] for row in rows] for name in headings}


def _cell(node: Node) -> object:
    """Return a cell as it is written: a code such as 01001 stays text, an amount stays exact."""
    if isinstance(node, Leaf):
        return "" if node.value is None else node.text
    return ("a list",) if isinstance(node, Items) else ("a mapping",)
