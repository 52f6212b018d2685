"""The way from a dotted path, as a matrix names what it varies, to the place in a scenario's tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.faults import Fault, did_you_mean
from scenarios.nodes import Fields, Items, Leaf, Node, Place, id_of
from scenarios.schema import Shape, fields
from sim.scenario import Scenario

_OWN = ("name", "title", "assumptions")


@dataclass(frozen=True)
class Setting:
    """A value for a path: ``label`` is the short end of the path, ``key`` where it stands, ``under`` in which field."""

    path: str
    label: str
    value: Node
    key: Place
    under: str

    @property
    def plain(self) -> Node:
        """The value without its source."""
        sourced = isinstance(self.value, Fields) and self.value.is_sourced
        return self.value.entries["value"] if sourced else self.value  # type: ignore[union-attr]


class _NoWayError(ValueError):
    """A step of a path that leads nowhere."""

    def __init__(self, message: str, hint: str = "", allowed: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message, self.hint, self.allowed = message, hint, ", ".join(allowed)


def laid_along(setting: Setting, tree: Fields, faults: list[Fault]) -> Fields | None:
    """Return the mapping that sets the value at its path when laid over the tree; add a fault when nothing is there."""
    try:
        made = _step(setting, tree, Shape(models=(Scenario,)), setting.path)
    except _NoWayError as error:
        where = f"{setting.under}.{setting.path}"
        faults.append(setting.key.fault(where, error.message, allowed=error.allowed, hint=error.hint))
        return None
    return made if isinstance(made, Fields) else None


def _step(setting: Setting, node: Node | None, shape: Shape, rest: str) -> Node:
    """Return the value wrapped in the steps that are left."""
    if not rest:
        return setting.value
    if shape.spec is not None:
        raise _NoWayError("a table is replaced whole, by another file")
    if isinstance(node, Fields) and node.is_sourced:
        raise _NoWayError("this part has its source as a whole; set all of it under cells")
    if shape.parts:
        return _into_list(setting, node, shape, rest)
    return _into_fields(setting, node, shape, rest)


def _into_fields(setting: Setting, node: Node | None, shape: Shape, rest: str) -> Fields:
    key, _, further = rest.partition(".")
    model = shape.model(node)
    shapes = fields(model) if model else {k: v for one in shape.models for k, v in fields(one).items()}
    known = [name for name in shapes if rest != setting.path or name not in _OWN]
    if key not in known:
        raise _NoWayError(f"no such field {key!r} on this path", did_you_mean(key, known), known)
    child = node.entries.get(key) if isinstance(node, Fields) else None
    inner = _step(setting, child, shapes[key], further)
    return Fields(setting.key, {key: inner}, {key: setting.key})


def _into_list(setting: Setting, node: Node | None, shape: Shape, rest: str) -> Items:
    """Return a list of the one item that the path names by its id."""
    items = node.items if isinstance(node, Items) else []
    ids = [id_of(item) for item in items]
    known = [name for name in ids if name is not None]
    if len(known) < len(ids) or not shape.part(0).models:
        raise _NoWayError("the items of this list have no ids; set all of it under cells")
    # An id may hold dots: the longest one that fits is meant.
    named = max(
        (name for name in known if rest == name or rest.startswith(f"{name}.")), key=len, default=None
    )
    if named is None:
        near = did_you_mean(rest.partition(".")[0], known)
        raise _NoWayError(f"no item {rest.partition('.')[0]!r} in this list", near, known)
    if rest == named:
        raise _NoWayError("an item is set field by field; name a field of it")
    item = items[ids.index(named)]
    made = _step(setting, item, shape.part(0), rest[len(named) + 1 :])
    if isinstance(made, Fields):
        made.entries["id"] = Leaf(setting.key, named, named)
        made.keys["id"] = setting.key
    return Items(setting.key, [made])
