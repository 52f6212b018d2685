"""The shipped scenarios: which there are, and which file a name or path means."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from scenarios.faults import Fault, ScenarioError, did_you_mean
from scenarios.nodes import Leaf
from scenarios.yaml_tree import read

LIBRARY = Path(__file__).resolve().parent / "library"
ENDINGS = (".yaml", ".yml")
MARK = "library:"
"""What stands before a path that begins in the library's folder, whatever file names it."""


def names() -> dict[str, str]:
    """Return the titles of the library's scenarios by name, in the order of the names."""
    files = sorted(LIBRARY.glob("*/*.yaml"))
    return {f"{file.parent.name}/{file.stem}": _title(file) for file in files}


def find(name_or_path: str | Path) -> tuple[str, str]:
    """
    Return the file that a library name or a path means, and the cell of its matrix, "" when none is named.

    Text that ends in .yaml or .yml is a path; a cell stands behind a slash, ``grid.yaml/slope-3``.

    Raises
    ------
    ScenarioError
        When the library has no such name.
    """
    named, cell = split(str(name_or_path))
    if isinstance(name_or_path, Path) or named.endswith(ENDINGS):
        return os.path.normpath(named), cell
    file = by_name(named)
    if file is None:
        raise ScenarioError([Fault(named, message="no such scenario", hint=hint(named))])
    return file, cell


def split(name_or_path: str) -> tuple[str, str]:
    """
    Return a scenario's name or path, and the cell of its matrix that is named behind it.

    >>> split("grids/caps.yaml/cap-2"), split("us-field-force/today")
    (('grids/caps.yaml', 'cap-2'), ('us-field-force/today', ''))
    """
    head, slash, cell = name_or_path.rpartition("/")
    if slash and not name_or_path.endswith(ENDINGS) and (head.endswith(ENDINGS) or by_name(head)):
        return head, cell
    return name_or_path, ""


def by_name(name: str) -> str | None:
    """Return the file of a library name, ``None`` when the library has none."""
    known = {f"{file.parent.name}/{file.stem}": file for file in LIBRARY.glob("*/*.yaml")}
    return str(known[name]) if name in known else None


def hint(name: str) -> str:
    """Return what someone who wrote a name that is not in the library may have meant."""
    known = sorted(f"{file.parent.name}/{file.stem}" for file in LIBRARY.glob("*/*.yaml"))
    return did_you_mean(name, known) or "a path ends in .yaml; `evenfield list` shows the library's names"


def is_shipped(file: str) -> bool:
    """Return whether a file belongs to the library."""
    return Path(os.path.realpath(file)).is_relative_to(LIBRARY)


@lru_cache(maxsize=256)
def told(file: str) -> str:
    """Return what a file is called in a report: within the library, its path there."""
    return (
        Path(os.path.realpath(file)).relative_to(LIBRARY).as_posix()
        if is_shipped(file)
        else Path(file).as_posix()
    )


def _title(file: Path) -> str:
    tree, _ = read(str(file))
    title = tree.entries.get("title") if tree else None
    return title.text if isinstance(title, Leaf) else ""
