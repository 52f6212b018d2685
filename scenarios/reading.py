"""From a name or a path to a :class:`~sim.scenario.Scenario`, or to every fault of its files at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError

from scenarios import library
from scenarios.extends import gather
from scenarios.faults import Fault, ScenarioError, shown
from scenarios.matrices import cells_of, with_cell
from scenarios.nodes import Fields, Items, Leaf, Node, Place, joined, label
from scenarios.schema import Shape, fields
from scenarios.sources import Unwrapped
from scenarios.table_fields import BROKEN, Folder, TableFields
from scenarios.text_files import UnreadableError
from scenarios.wording import SILENT, allowed_fields, complaints
from sim.scenario import Scenario


@dataclass(frozen=True)
class Reading:
    """
    What reading a scenario gave: the scenario, or the faults that stand in its way.

    ``tree`` is what its files say when each is laid over what it extends, values with their sources; ``tables`` knows
    where the rows of its tables stand. Both are ``None`` when a file cannot be read at all.
    """

    scenario: Scenario | None
    faults: tuple[Fault, ...]
    tree: Fields | None = None
    tables: TableFields | None = None


def load(name_or_path: str | Path) -> Scenario:
    """
    Return the scenario of a library name, such as ``us-field-force/today``, or of a file.

    Text that ends in ``.yaml`` or ``.yml`` is a path, other text a library name.

    Raises
    ------
    ScenarioError
        With every fault of the scenario's files, each with its place.
    """
    return require(read(name_or_path))


def load_all(names_or_paths: Iterable[str | Path]) -> list[Scenario]:
    """Return several scenarios; ScenarioError with the faults of all of them, each told once."""
    return [require(reading) for reading in read_all(names_or_paths)]


def read_all(names_or_paths: Iterable[str | Path]) -> list[Reading]:
    """Return the readings of several sound scenarios; ScenarioError with the faults of all of them, each told once."""
    readings = []
    faults: list[Fault] = []
    for one in names_or_paths:
        try:
            readings.append(read(one))
        except ScenarioError as error:
            faults += error.faults
    faults += [fault for reading in readings for fault in reading.faults]
    if faults:
        raise ScenarioError(dict.fromkeys(faults))
    return readings


def expand(names_or_paths: Iterable[str]) -> list[str]:
    """Return the names with each matrix replaced by its cells; what cannot be read stays for ``load`` to refuse."""
    return [name for given in names_or_paths for name in _cells_by_name(given) or [given]]


def titles(names_or_paths: Iterable[str]) -> dict[str, str]:
    """Return the titles of scenarios by name, cell by cell for a matrix; ScenarioError when one has faults."""
    given = expand(names_or_paths)
    return {name: one.title for name, one in zip(given, load_all(given), strict=True)}


def names() -> dict[str, str]:
    """Return the titles of the library's scenarios by name, in the order of the names, a matrix cell by cell."""
    found: dict[str, str] = {}
    for name, title in library.names().items():
        cells = _cells_by_name(name)
        found |= titles([name]) if cells else {name: title}
    return found


def _cells_by_name(given: str) -> list[str]:
    """Return the cells of a sound matrix, nothing for anything else."""
    try:
        file, cell = library.find(given)
    except ScenarioError:
        return []
    gathered = gather(file)
    if cell or gathered.tree is None or gathered.vary is None:
        return []
    cells, faults = cells_of(gathered.vary, gathered.tree)
    return [] if faults else [f"{given}/{one.name}" for one in cells]


def require(reading: Reading) -> Scenario:
    """Return the scenario of a reading; ScenarioError with all its faults when it has any."""
    if reading.scenario is None or reading.faults:
        raise ScenarioError(reading.faults)
    return reading.scenario


def read(name_or_path: str | Path, without: Mapping[str, Collection[int]] | None = None) -> Reading:
    """
    Return what reading a scenario gives, its faults among it; ScenarioError when there is no such name.

    ``without`` are rows of table files, by the path of the table, that are left out as if they were not there.
    """
    file, cell = library.find(name_or_path)
    gathered = gather(file)
    if gathered.tree is None:
        return Reading(None, gathered.faults)
    tree, wrong = with_cell(gathered.tree, gathered.vary, cell, Place(file, 1, 1))
    if tree is None:
        return Reading(None, (*gathered.faults, *wrong))
    unwrapped = Unwrapped(tree)
    reader = _Reader(unwrapped.tree, TableFields(Folder(gathered.files), without))
    faults = [*gathered.faults, *wrong, *unwrapped.faults, *reader.faults]
    scenario = None
    try:
        scenario = Scenario.model_validate(reader.data | {"assumptions": tuple(unwrapped.assumptions)})
    except ValidationError as error:
        details = error.errors(include_url=False)
        faults += complaints(details, unwrapped.tree, reader.shape, reader.tables)
    return Reading(None if faults else scenario, tuple(faults), tree, reader.tables)


class _Reader:
    """Turns the tree into what the model reads: plain values, and tables where the model has tables."""

    def __init__(self, tree: Fields, tables: TableFields) -> None:
        self.shape = Shape(models=(Scenario,))
        self.tables = tables
        self._faults: list[Fault] = []
        own = Fields(tree.place, {k: v for k, v in tree.entries.items() if k not in SILENT}, tree.keys)
        self.data = self._fields(own, "", Scenario)
        self._silent(tree)
        self._borders(tree)

    @property
    def faults(self) -> list[Fault]:
        """Faults of tables, of borders, and of fields that no file may set."""
        return [*self._faults, *self.tables.faults]

    def _value(self, node: Node, path: str, shape: Shape) -> object:
        if shape.spec is not None:
            return self.tables.read(node, path, shape.spec)
        match node:
            case Leaf():
                return BROKEN if node.broken else node.value
            case Fields():
                return self._fields(node, path, shape.model(node))
            case Items():
                return [
                    self._value(item, joined(path, label(item, i)), shape.part(i))
                    for i, item in enumerate(node.items)
                ]

    def _fields(self, node: Fields, path: str, model: type[BaseModel] | None) -> dict[str, object]:
        shapes = fields(model) if model else {}
        return {
            key: self._value(child, joined(path, key), shapes.get(key, Shape()))
            for key, child in node.entries.items()
        }

    def _silent(self, tree: Fields) -> None:
        for key in sorted(SILENT & tree.entries.keys()):
            allowed = ", ".join(allowed_fields(Scenario))
            self._faults.append(tree.keys[key].fault(key, "no such field", allowed=allowed))

    def _borders(self, tree: Fields) -> None:
        """Replace the path of the outlines, which only maps read, by that of the file that is there."""
        leaf = tree.entries.get("borders")
        if not isinstance(leaf, Leaf) or not isinstance(leaf.value, str):
            return
        try:
            self.data["borders"] = str(self.tables.folder.resolve(leaf).absolute())
        except UnreadableError as error:
            fault = leaf.place.fault("borders", error.message, got=shown(leaf.value), hint=error.hint)
            self._faults.append(fault)
