"""Scenario files written by commands: a variant is a few lines that extend its base, with its tables beside it."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from scenarios import library
from scenarios.yaml_tree import NotANumberError, resolve
from sim.table import Column, Table

_PLAIN = re.compile(r"[A-Za-z0-9_./][A-Za-z0-9_./ +()%-]*")
_ESCAPED = re.compile(r"[\\\"\x00-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_QUOTED = re.compile(r"[\",;\t\r\n]|^\s|\s$")
_LONGEST_WRITTEN_OUT = 16
_INDENT = "  "


def write_variant(  # noqa: PLR0913 - the parts of a file
    path: str | Path,
    base: str | Path,
    *,
    name: str,
    title: str,
    changes: Mapping[str, Any],
    tables: Mapping[str, Table],
    header: str = "",
) -> Path:
    """
    Write a scenario that extends another, and return its path.

    Tables are written first, as ``NEW.alignment.csv`` beside ``NEW.yaml``; each file appears whole or not at all.

    Parameters
    ----------
    path
        The file to write; it ends in ``.yaml``.
    base
        Library name or file of the scenario that is extended; text that ends in ``.yaml`` is a file.
    name, title
        What the new scenario is called.
    changes
        Values that differ from the base, nested as in a file.
    tables
        Tables that differ from the base, by dotted path, such as ``plan.alignment``.
    header
        Comment at the top.

    Raises
    ------
    ValueError
        When the path has another ending, names the base itself, or a value has no spelling in a scenario file.
    """
    file = Path(path)
    if file.suffix not in library.ENDINGS:
        raise ValueError(f"a scenario file ends in .yaml, got {str(path)!r}")
    tree: dict[str, Any] = {"extends": reference(base, file), "name": name, "title": title}
    tree |= {key: _copied(value) for key, value in changes.items()}
    beside = {where: f"{file.stem}.{where.rpartition('.')[2]}.csv" for where in tables}
    for where, csv_name in beside.items():
        _put(tree, where.split("."), csv_name)
    comment = "".join(f"# {line}".rstrip() + "\n" for line in header.splitlines())
    text = comment + "\n".join(_lines(tree, "")) + "\n"
    for where, table in tables.items():
        write_whole(file.with_name(beside[where]), csv_text(table))
    write_whole(file, text)
    return file


def write_whole(path: Path, text: str) -> None:
    """Write a text file so that it is there whole or not at all: another name, to the disk, renamed."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def csv_text(table: Table) -> str:
    """Return a table as CSV, its rows in key order; it reads back to the same values."""
    names = [column.name for column in table.spec.columns]
    cells = [_cells(column, table) for column in table.spec.columns]
    rows = [names, *zip(*cells, strict=True)]
    return "".join(",".join(map(_cell, row)) + "\n" for row in rows)


def row_texts(table: Table) -> Iterator[str]:
    """Yield each row of a table as a mapping in one line, as it may stand in a scenario file."""
    names = [column.name for column in table.spec.columns]
    cells = [_cells(column, table) for column in table.spec.columns]
    is_text = [column.kind in {"text", "day"} for column in table.spec.columns]
    for row in zip(*cells, strict=True):
        told = (
            f"{name}: {_text(cell) if quoted else _number(Decimal(cell))}"
            for name, cell, quoted in zip(names, row, is_text, strict=True)
        )
        yield "{" + ", ".join(told) + "}"


def _cell(text: str) -> str:
    # Not csv.writer: before Python 3.13 it leaves a lone carriage return bare, which then ends the row.
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def _cells(column: Column, table: Table) -> list[str]:
    values: list[Any] = table[column.name].tolist()
    match column.kind:
        case "cents":
            return [f"{Decimal(value).scaleb(-2):f}" for value in values]
        case "day":
            return [value.isoformat() for value in values]
        case "real":
            return [repr(value) for value in values]
        case _:
            return values


def reference(base: str | Path, file: Path) -> str:
    """Return how ``file`` names its base: a library name, or a path relative to it; a matrix with its cell."""
    named, cell = library.split(str(base))
    if isinstance(base, str) and not named.endswith(library.ENDINGS):
        return base
    if os.path.realpath(named) == os.path.realpath(file):
        raise ValueError(f"{file} would extend itself; give another name")
    relative = Path(os.path.relpath(os.path.realpath(named), os.path.realpath(file.parent))).as_posix()
    return f"{relative}/{cell}" if cell else relative


def _copied(value: Any) -> Any:  # noqa: ANN401 - any value of a file
    return {key: _copied(child) for key, child in value.items()} if isinstance(value, Mapping) else value


def _put(tree: dict[str, Any], steps: Sequence[str], value: str) -> None:
    for step in steps[:-1]:
        tree = tree.setdefault(step, {})
    tree[steps[-1]] = value


def _lines(tree: Mapping[str, Any], indent: str) -> Iterator[str]:
    """Yield a mapping's lines, a line a field."""
    for key, value in tree.items():
        if isinstance(value, Mapping) and value:
            yield f"{indent}{_text(key)}:"
            yield from _lines(value, indent + _INDENT)
        else:
            yield f"{indent}{_text(key)}: {spelled(value)}"


def spelled(value: Any) -> str:  # noqa: ANN401
    """Return a value in one line, so that it reads back to itself."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_text(key)}: {spelled(child)}" for key, child in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(spelled(child) for child in value) + "]"
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float | Decimal):
        return _number(value)
    if isinstance(value, date):
        return value.isoformat()
    raise ValueError(f"a scenario file has no spelling for {type(value).__name__} {value!r}")


def _number(value: float | Decimal) -> str:
    exact = Decimal(str(value))
    text = f"{exact:f}" if abs(exact.adjusted()) < _LONGEST_WRITTEN_OUT else str(exact)
    try:
        same = resolve(text) == exact
    except NotANumberError:
        same = False
    if not same:
        raise ValueError(f"a scenario file cannot hold the number {text}")
    return text


def _text(text: str) -> str:
    """Return text plain where that reads back to itself, else in double quotes."""
    plain = _PLAIN.fullmatch(text) and text == text.strip() and " #" not in text
    if plain and resolve(text) == text:
        return text
    return '"' + _ESCAPED.sub(_escape, text) + '"'


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if character in '\\"':
        return "\\" + character
    if "\ud800" <= character <= "\udfff":
        raise ValueError(f"a scenario file cannot hold half a character, {character!r}")
    return f"\\u{ord(character):04x}"
