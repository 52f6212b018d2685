"""The model's complaints in the words and places of the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from scenarios.conversions import conversion, day
from scenarios.elsewhere import belongs
from scenarios.faults import Fault, did_you_mean, shown
from scenarios.nodes import Fields, Items, Leaf, Node, joined, walk
from scenarios.schema import Found, Shape, fields, follow
from scenarios.table_fields import TableFields
from sim.integrity import IntegrityError
from sim.scenario import Scenario

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

SILENT = frozenset({"assumptions"})
"""Fields of the model that no file may set."""
_WANTED = {
    "float_type": "a number is wanted",
    "finite_number": "a finite number is wanted",
    "int_type": "a whole number is wanted",
    "int_from_float": "a whole number is wanted",
    "decimal_type": "an exact number is wanted, such as 0.05 or 120000.00",
    "decimal_parsing": "an exact number is wanted, such as 0.05 or 120000.00",
    "is_instance_of": "a table is wanted: the path of a file, or rows",
    "string_type": "text is wanted",
    "bool_type": "true or false is wanted",
    "date_type": "a date is wanted as YYYY-MM-DD",
    "tuple_type": "a list is wanted",
    "list_type": "a list is wanted",
    "model_type": "a mapping is wanted",
    "model_attributes_type": "a mapping is wanted",
    "dict_type": "a mapping is wanted",
    "missing": "this field is missing",
    "extra_forbidden": "no such field",
    "literal_error": "no such choice",
    "union_tag_invalid": "no such choice",
    "union_tag_not_found": "this field is missing",
}
_NUMBERS = frozenset(
    {"float_type", "int_type", "decimal_type", "decimal_parsing", "value_error", "date_type"}
)
_BOUNDS = {
    "greater_than": ("above {gt:g}", "gt"),
    "greater_than_equal": ("{ge:g} or more", "ge"),
    "less_than": ("below {lt:g}", "lt"),
    "less_than_equal": ("{le:g} or less", "le"),
}
_LIMITS = {
    "string_pattern_mismatch": ("this does not fit", "the pattern {pattern}"),
    "too_short": ("too few items", "{min_length} or more"),
    "too_long": ("too many items", "at most {max_length}"),
    "string_too_short": ("this is too short", "{min_length} characters or more"),
    "string_too_long": ("this is too long", "at most {max_length} characters"),
    "decimal_max_places": ("too many decimals", "at most {decimal_places}"),
}
_ID_PATTERN = "^[A-Za-z0-9][A-Za-z0-9_"
_PERCENT = Decimal(100)


def complaints(
    errors: Iterable[ErrorDetails], tree: Fields, root: Shape, tables: TableFields
) -> Iterator[Fault]:
    """Yield a fault for each error of the model whose cause is not told yet; one a field is enough."""
    told: set[str] = set()
    for error in errors:
        found = follow(tree, root, error["loc"])
        cause = (error.get("ctx") or {}).get("error")
        if isinstance(cause, IntegrityError):
            yield from _misfits(cause, tree, tables)
        elif not _is_told(error, found, tables) and found.path not in told:
            told.add(found.path)
            yield _complaint(error, found)


def _is_told(error: ErrorDetails, found: Found, tables: TableFields) -> bool:
    """Return whether what this error is about was refused before."""
    if found.path in tables.broken:
        return True
    node: Node | None = found.node
    if error["type"].startswith("union_tag") and isinstance(found.node, Fields):
        node = found.node.entries.get(found.shape.tag)
    return isinstance(node, Leaf) and node.broken


def _misfits(error: IntegrityError, tree: Fields, tables: TableFields) -> Iterator[Fault]:
    """Yield the faults of tables and settings that do not fit each other, at the rows and lines they stand in."""
    places: dict[str, Node] = {}
    for path, issue in error.faults:
        if path in tables.origins:
            yield tables.fault(path, issue)
            continue
        places = places or dict(walk(tree))
        place = places.get(path, tree).place
        got = "" if issue.value in {"", "nothing"} else issue.value
        yield place.fault(path, issue.message, got=got, code=issue.code)


def _complaint(error: ErrorDetails, found: Found) -> Fault:
    """Return one error of the model as a fault of a file."""
    kind = error["type"]
    ctx: dict[str, Any] = error.get("ctx") or {}
    if kind == "extra_forbidden":
        return _unknown_field(found)
    if kind in {"missing", "union_tag_not_found"}:
        return _missing(kind, found)
    if kind in {"literal_error", "union_tag_invalid"}:
        return _wrong_choice(kind, found)
    got = _got(found.node) if found.is_there else ""
    if kind in _BOUNDS:
        told, bound = _BOUNDS[kind]
        ctx[bound] = float(ctx[bound])
        hint = _fraction(found.node) if ctx[bound] == 1 and bound == "le" else ""
        return found.node.place.fault(
            found.path, "out of range", got=got, allowed=told.format(**ctx), hint=hint
        )
    message, allowed = _message(error, ctx)
    if kind == "value_error" and isinstance(found.node, Fields | Items):
        got = ""  # the message of a whole document says what it is about
    return found.node.place.fault(
        found.path, message, got=got, allowed=allowed, hint=_conversion(kind, found.node)
    )


def _message(error: ErrorDetails, ctx: dict[str, Any]) -> tuple[str, str]:
    """Return what is wrong, and what is allowed."""
    kind = error["type"]
    if kind == "value_error":
        return str(ctx.get("error", error["msg"])), ""
    if kind == "string_pattern_mismatch" and str(ctx.get("pattern", "")).startswith(_ID_PATTERN):
        return "this is no name", "letters, digits, dot, dash and underscore, a letter or digit first"
    if kind in _LIMITS:
        message, allowed = _LIMITS[kind]
        return message, allowed.format(**ctx)
    return _WANTED.get(kind, error["msg"]), ""


def _unknown_field(found: Found) -> Fault:
    """Return the fault of a field that the model does not have, at its key."""
    model = found.owner.models[0] if found.owner.models else None
    known = allowed_fields(model) if model else []
    place = found.parent.keys[found.key] if isinstance(found.parent, Fields) else found.node.place
    text = found.node.text if found.is_there and isinstance(found.node, Leaf) else ""
    hint = (
        conversion(found.key, text, known) or did_you_mean(found.key, known) or belongs(found.key, found.path)
    )
    return place.fault(found.path, "no such field", allowed=", ".join(known), hint=hint)


def allowed_fields(model: type[BaseModel]) -> list[str]:
    """Return the fields that a file may set in a document."""
    known = [name for name in fields(model) if name not in SILENT]
    return [*known, "extends", "vary"] if model is Scenario else known


def _missing(kind: str, found: Found) -> Fault:
    """Return the fault of a field that is not there, at the mapping it is missing from."""
    path, allowed = found.path, ", ".join(found.shape.words)
    if kind == "union_tag_not_found":
        path, allowed = joined(path, found.shape.tag), ", ".join(found.shape.tags())
    return found.node.place.fault(path, _WANTED["missing"], allowed=allowed)


def _wrong_choice(kind: str, found: Found) -> Fault:
    """Return the fault of a word that is none of those allowed."""
    path, node, words = found.path, found.node, found.shape.words
    if kind == "union_tag_invalid" and isinstance(node, Fields):
        path, words = joined(path, found.shape.tag), tuple(found.shape.tags())
        node = node.entries[found.shape.tag]
    got = node.text if isinstance(node, Leaf) else ""
    hint = did_you_mean(got, words) if got else ""
    return node.place.fault(path, _WANTED[kind], got=_got(node), allowed=", ".join(words), hint=hint)


def _got(node: Node) -> str:
    match node:
        case Leaf(value=None):
            return "nothing"
        case Leaf(value=str() as text):
            return shown(text)
        case Leaf():
            return node.text
        case Items():
            return f"a list of {len(node.items)}"
        case Fields():
            return "a mapping"


def _conversion(kind: str, node: Node) -> str:
    """Return what the writer of a wrong kind of value probably wants to write."""
    if not isinstance(node, Leaf):
        return ""
    if kind == "string_type" and node.value is not None:
        return f"text that looks like a number or truth needs quotes: '{node.text}'"
    if kind in _NUMBERS and isinstance(node.value, str):
        meant = _plain_number(node.value) or day(node.value)
        return "" if meant == f"did you mean {node.value}?" else meant
    return ""


def _plain_number(text: str) -> str:
    """
    Return how a percentage or a number with thousands separators is written here.

    >>> _plain_number("30 %"), _plain_number("10,000"), _plain_number("many")
    ('did you mean 0.3?', 'did you mean 10000?', '')
    """
    bare = text.strip().removesuffix("%").strip()
    try:
        number = Decimal(bare.replace(",", "").replace("_", ""))
    except ArithmeticError:
        return ""
    if not number.is_finite() or not bare.isascii():
        return ""
    return f"did you mean {number / _PERCENT if text.rstrip().endswith('%') else number}?"


def _fraction(node: Node) -> str:
    """Return the share that a percentage stands for."""
    if isinstance(node, Leaf) and isinstance(node.value, int | Decimal) and 1 < node.value <= _PERCENT:
        return f"did you mean {Decimal(node.value) / _PERCENT}?"
    return ""
