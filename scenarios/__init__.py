"""
Scenario files: read into :class:`sim.scenario.Scenario`, written from it, and the shipped library.

>>> import scenarios
>>> "us-field-force/today" in scenarios.names()
True
"""

from scenarios.borders import read_borders
from scenarios.differences import Difference, differences
from scenarios.faults import Fault, ScenarioError
from scenarios.reading import expand, load, load_all, names, read, titles
from scenarios.resolved import resolved_lines, resolved_text
from scenarios.skeleton import write_skeleton
from scenarios.writing import write_variant

__all__ = [
    "Difference",
    "Fault",
    "ScenarioError",
    "differences",
    "expand",
    "load",
    "load_all",
    "names",
    "read",
    "read_borders",
    "resolved_lines",
    "resolved_text",
    "titles",
    "write_skeleton",
    "write_variant",
]
