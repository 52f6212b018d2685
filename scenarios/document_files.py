"""Files that hold one document other than a scenario, every fault with its line."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from scenarios.extends import gather
from scenarios.faults import Fault, ScenarioError
from scenarios.nodes import Fields, content
from scenarios.schema import Shape
from scenarios.sources import Unwrapped
from scenarios.table_fields import Folder, TableFields
from scenarios.wording import complaints
from sim.document import Document

D = TypeVar("D", bound=Document)


def read_document(path: str | Path, model: type[D], look: Callable[[D, Fields], Iterable[Fault]]) -> D:
    """
    Return the document of a file.

    Parameters
    ----------
    path
        The YAML file; it may extend others, like a scenario.
    model
        What it holds.
    look
        Yields what is wrong with a document that is valid in itself, such as names that a scenario does not have.

    Raises
    ------
    ScenarioError
        With every fault of the file, each with its place.
    """
    gathered = gather(os.path.normpath(path))
    if gathered.tree is None:
        raise ScenarioError(gathered.faults)
    gathered.tree.entries.pop("name", None)  # a reader of scenarios names what has no name
    unwrapped = Unwrapped(gathered.tree)
    faults = [*gathered.faults, *unwrapped.faults]
    found = None
    try:
        found = model.model_validate(content(unwrapped.tree))
    except ValidationError as error:
        no_tables = TableFields(Folder(gathered.files))
        faults += complaints(
            error.errors(include_url=False), unwrapped.tree, Shape(models=(model,)), no_tables
        )
    if found is not None:
        faults += look(found, unwrapped.tree)
    if found is None or faults:
        raise ScenarioError(faults)
    return found
