"""What the model says may stand where: the fields of a document, their tables, choices and allowed words."""

from __future__ import annotations

import types
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from scenarios.nodes import Fields, Items, Leaf, Node, joined, label
from sim.table import Table, TableSpec


@dataclass(frozen=True)
class Shape:
    """
    What a field may hold.

    ``models`` are the documents it may be and ``tag`` the key that tells them apart; ``parts`` the shapes of a
    list's items, the last of them for all that follow; ``spec`` is set for a table, ``words`` are the allowed
    words; ``arms`` counts the alternatives other than null.
    """

    models: tuple[type[BaseModel], ...] = ()
    tag: str = ""
    parts: tuple[Shape, ...] = ()
    spec: TableSpec | None = None
    words: tuple[str, ...] = ()
    arms: int = 1

    def part(self, position: int) -> Shape:
        """Return the shape of a list's item."""
        return self.parts[min(position, len(self.parts) - 1)] if self.parts else Shape()

    def tags(self) -> dict[str, type[BaseModel]]:
        """Return which document each word of the tag stands for."""
        if not self.tag:
            return {}
        return {word: model for model in self.models for word in fields(model)[self.tag].words}

    def model(self, node: Node | None) -> type[BaseModel] | None:
        """Return the document that a node is meant to be, ``None`` when that cannot be told."""
        if len(self.models) < 2:  # noqa: PLR2004 - one or none
            return self.models[0] if self.models else None
        told = node.entries.get(self.tag) if isinstance(node, Fields) else None
        return self.tags().get(told.text) if isinstance(told, Leaf) else None


@lru_cache
def fields(model: type[BaseModel]) -> dict[str, Shape]:
    """Return the shape of each field of a document, by the name it has in a file."""
    return {
        info.alias or name: shape_of(info.annotation, [*info.metadata, info])
        for name, info in model.model_fields.items()
    }


def shape_of(annotation: Any, metadata: Iterable[Any] = ()) -> Shape:  # noqa: ANN401 - any annotation
    """Return what an annotation allows."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return shape_of(args[0], [*metadata, *args[1:]])
    if origin in {Union, types.UnionType}:
        return _tagged(_either([shape_of(arm) for arm in args if arm is not types.NoneType]), metadata)
    if origin is Literal:
        return Shape(words=tuple(str(word) for word in args))
    if origin in {tuple, list}:
        return Shape(parts=tuple(shape_of(part) for part in args if part is not Ellipsis))
    is_model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    specs = [extra for extra in metadata if isinstance(extra, TableSpec)] if annotation is Table else []
    return Shape(models=(annotation,) if is_model else (), spec=specs[0] if specs else None)


def _either(arms: Sequence[Shape]) -> Shape:
    if len(arms) == 1:
        return arms[0]
    return Shape(
        models=tuple(model for arm in arms for model in arm.models),
        parts=next((arm.parts for arm in arms if arm.parts), ()),
        spec=next((arm.spec for arm in arms if arm.spec), None),
        words=tuple(word for arm in arms for word in arm.words),
        arms=len(arms),
        tag=next((arm.tag for arm in arms if arm.tag), ""),
    )


def _tagged(shape: Shape, metadata: Iterable[Any]) -> Shape:
    """Return the shape with the key that pydantic was told to choose a document by."""
    said = [extra.discriminator for extra in metadata if isinstance(extra, FieldInfo) and extra.discriminator]
    return replace(shape, tag=said[0]) if said and isinstance(said[0], str) else shape


@dataclass(frozen=True)
class Found:
    """
    Where in the files a place in the model is.

    ``node`` is what stands there, or the last node on the way when ``is_there`` is false; ``shape`` is what is wanted
    there; ``owner`` is the shape it is the part ``key`` of, and ``parent`` the node.
    """

    path: str
    node: Node
    shape: Shape
    is_there: bool = True
    key: str = ""
    owner: Shape = Shape()
    parent: Node | None = None


def follow(tree: Fields, shape: Shape, loc: Sequence[int | str]) -> Found:
    """Return where pydantic's ``loc`` is; the tags of unions in it are no part of a path in a file."""
    found = Found("", tree, shape)
    for step in loc:
        if found.shape.arms > 1:
            found = replace(found, shape=_arm(found.shape, str(step)))
        elif isinstance(step, int):
            found = _into_list(found, step)
        else:
            found = _into_fields(found, step)
    return found


def _arm(shape: Shape, step: str) -> Shape:
    """Return the alternative of a union that a step of pydantic's names."""
    chosen = shape.tags().get(step) or next((m for m in shape.models if m.__name__ == step), None)
    return Shape(models=(chosen,)) if chosen else replace(shape, arms=1, models=())


def _into_list(found: Found, position: int) -> Found:
    node, is_there = found.node, False
    name = str(position)
    if isinstance(node, Items) and position < len(node.items):
        node, is_there = node.items[position], True
        name = label(node, position)
    path, shape = joined(found.path, name), found.shape.part(position)
    return Found(path, node, shape, is_there, name, found.shape, found.node)


def _into_fields(found: Found, key: str) -> Found:
    node, is_there = found.node, False
    if isinstance(node, Fields) and key in node.entries:
        node, is_there = node.entries[key], True
    model = found.shape.models[0] if found.shape.models else None
    shape = fields(model).get(key, Shape()) if model else Shape()
    return Found(joined(found.path, key), node, shape, is_there, key, found.shape, found.node)
