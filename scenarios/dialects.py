"""How a table's file is written, as the scenario states it: ``{file: reps.csv, delimiter: ";", decimal: ","}``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scenarios.faults import Fault, did_you_mean, shown
from scenarios.nodes import Fields, Leaf, joined

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
ENCODINGS = ("utf-8", "utf-16", "cp1252", "cp1250", "iso-8859-1", "iso-8859-2", "iso-8859-15", "mac-roman")
DECIMALS = {".": "point", ",": "comma"}
THOUSANDS = {".": "points", ",": "commas", " ": "spaces", "'": "apostrophes"}
_ALLOWED: dict[str, tuple[str, ...]] = {
    "delimiter": (*DELIMITERS, "tab"),
    "encoding": ENCODINGS,
    "decimal": tuple(DECIMALS),
    "thousands": tuple(THOUSANDS),
}
PARTS = ("file", *_ALLOWED, "sheet")


@dataclass(frozen=True)
class Dialect:
    """
    How a file is written; an empty part is not stated.

    A delimiter and an encoding that are not stated are sniffed, and what was found is said. How numbers are written is
    never guessed, because ``12.500`` is twelve and a half to some and twelve thousand to others. ``in_scenario`` is
    whether a scenario names the file, so that its dialect could be stated there.
    """

    delimiter: str = ""
    encoding: str = ""
    decimal: str = ""
    thousands: str = ""
    sheet: str = ""
    in_scenario: bool = True

    def foreign_to(self, file: str) -> str:
        """Return the stated parts that a file of this kind does not have; nothing when they fit."""
        wanted = {".csv": {"sheet"}, ".xlsx": set(_ALLOWED)}.get(
            file[file.rfind(".") :], {*_ALLOWED, "sheet"}
        )
        return ", ".join(part for part in PARTS[1:] if part in wanted and getattr(self, part))

    def number(self, text: str) -> object:
        """
        Return the text of a number with a decimal point and nothing between the thousands; else one that is none.

        >>> Dialect(decimal=",", thousands=".").number("1.250,5"), Dialect(decimal=",").number("1250.5")
        ('1250.5', '1250.5' is no number here)
        """
        if not (self.decimal or self.thousands):
            return text
        decimal = re.escape(self.decimal or ".")
        grouped = rf"|[0-9]{{1,3}}({re.escape(self.thousands)}[0-9]{{3}})+" if self.thousands else ""
        if text == "" or not re.fullmatch(
            rf"[-+]?([0-9]+{grouped})({decimal}[0-9]*)?([eE][-+]?[0-9]+)?", text
        ):
            return text if text == "" else _Foreign(text)
        whole = text.replace(self.thousands, "") if self.thousands else text
        return whole.replace(self.decimal or ".", ".")


class _Foreign:
    """A cell that is no number as the file's numbers are stated to be written, however it looks."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return repr(self.text)

    def __repr__(self) -> str:
        return f"{self.text!r} is no number here"


def dialect_of(node: Fields, path: str) -> tuple[Leaf | None, Dialect, list[Fault]]:
    """Return the leaf that names the file, how it is written, and what is wrong with how that is stated."""
    faults = []
    for key in node.entries.keys() - set(PARTS):
        hint = did_you_mean(key, PARTS)
        allowed = ", ".join(PARTS)
        faults.append(
            node.keys[key].fault(joined(path, key), "no such part of a table", allowed=allowed, hint=hint)
        )
    stated: dict[str, str] = {}
    for key, child in node.entries.items():
        known = _ALLOWED.get(key)
        text = child.value if isinstance(child, Leaf) else None
        if not isinstance(text, str):
            faults += (
                []
                if isinstance(child, Leaf) and child.broken
                else [child.place.fault(joined(path, key), "text is wanted, in quotes")]
            )
        elif known and text not in known:
            allowed = " ".join(map(repr, known))
            hint = did_you_mean(text, known)
            faults.append(
                child.place.fault(
                    joined(path, key), "no such choice", got=shown(text), allowed=allowed, hint=hint
                )
            )
        elif key in PARTS:
            stated[key] = "\t" if (key, text) == ("delimiter", "tab") else text
    file = node.entries.get("file")
    if stated.get("decimal", ".") == stated.get("thousands"):
        faults.append(node.place.fault(path, "decimal and thousands cannot be the same character"))
    stated.pop("file", None)
    return (
        (file if isinstance(file, Leaf) and isinstance(file.value, str) else None),
        Dialect(
            delimiter=stated.get("delimiter", ""),
            encoding=stated.get("encoding", ""),
            decimal=stated.get("decimal", ""),
            thousands=stated.get("thousands", ""),
            sheet=stated.get("sheet", ""),
        ),
        faults,
    )
