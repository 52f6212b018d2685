"""Pay plan files: read into :class:`sim.compensation.deals.DealPlan`, every fault with its line."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from scenarios import library
from scenarios.extends import gather
from scenarios.faults import Fault, ScenarioError, did_you_mean
from scenarios.nodes import Fields, Place, content, walk
from scenarios.schema import Shape
from scenarios.sources import Unwrapped
from scenarios.table_fields import Folder, TableFields
from scenarios.wording import complaints
from sim.compensation.deals import DealPlan

_NAMED = re.compile(r"(component|link|cap|credit cap) (\S+)")

_PLACES = {"credit cap": "crediting.cap"}


@dataclass(frozen=True)
class PlanReading:
    """A plan and the places of what its files say, by path such as ``components.quota.cap``."""

    plan: DealPlan
    file: str
    places: Mapping[str, Place]

    def place_of(self, component: str) -> Place:
        """Return where a component, link, cap or draw of the plan stands, the plan's own place for another name."""
        kinds = ("components", "links", "caps", "crediting.caps", "payment.draws")
        found = (self.places.get(f"{kind}.{component}") for kind in kinds)
        return next((place for place in found if place is not None), Place(self.file, 1, 1))


def read_plan(name_or_path: str | Path) -> PlanReading:
    """
    Return the plan of a file, or of a library name such as ``adventureworks/pay/standard``.

    Raises
    ------
    ScenarioError
        With every fault of the plan's files, each with its place.
    """
    file = plan_file(name_or_path)
    gathered = gather(file)
    if gathered.tree is None:
        raise ScenarioError(gathered.faults)
    gathered.tree.entries.pop("name", None)  # a reader of scenarios names what has no name
    unwrapped = Unwrapped(gathered.tree)
    faults = [*gathered.faults, *unwrapped.faults]
    plan = None
    try:
        plan = DealPlan.model_validate(content(unwrapped.tree))
    except ValidationError as error:
        told = _complaints(error, unwrapped.tree, gathered.files)
        faults += [_at_its_part(fault, unwrapped.tree) for fault in told]
    if plan is None or faults:
        raise ScenarioError(faults)
    return PlanReading(plan, file, {path: node.place for path, node in walk(unwrapped.tree)})


def plan_file(name_or_path: str | Path) -> str:
    """Return the file of a plan; ScenarioError when the library has no plan of that name."""
    text = str(name_or_path)
    if isinstance(name_or_path, Path) or text.endswith(library.ENDINGS):
        return os.path.normpath(text)
    known = {plan.relative_to(library.LIBRARY).with_suffix("").as_posix(): plan for plan in _shipped()}
    if text not in known:
        hint = did_you_mean(text, sorted(known)) or "a path ends in .yaml"
        raise ScenarioError([Fault(text, message="no such pay plan", hint=hint)])
    return str(known[text])


def _shipped() -> list[Path]:
    return sorted(library.LIBRARY.glob("*/pay/*.yaml"))


def _complaints(error: ValidationError, tree: Fields, files: tuple[str, ...]) -> list[Fault]:
    no_tables = TableFields(Folder(files))
    return list(complaints(error.errors(include_url=False), tree, Shape(models=(DealPlan,)), no_tables))


def _at_its_part(fault: Fault, tree: Fields) -> Fault:
    """Return a fault of the whole plan at the component or link that its message names."""
    named = _NAMED.match(fault.message)
    if fault.path or not named:
        return fault
    path = f"{_PLACES.get(named[1], named[1])}s.{named[2].rstrip(':')}"
    place = next((node.place for at, node in walk(tree) if at == path), None)
    return fault if place is None else place.fault(path, fault.message)
