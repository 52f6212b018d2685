"""
Scenario files: read into :class:`sim.scenario.Scenario`, written from it, and the shipped library.

>>> import scenarios
>>> "us-field-force/today" in scenarios.names()
True
"""

from scenarios.actuals import read_actuals
from scenarios.borders import read_borders
from scenarios.differences import Difference, differences
from scenarios.faults import Fault, ScenarioError
from scenarios.idle import idle_settings
from scenarios.reading import expand, load, load_all, names, read, read_all, require, titles
from scenarios.repair import Audit, audit
from scenarios.repair_report import as_data as repair_data
from scenarios.repair_report import write_report
from scenarios.resolved import resolved_lines, resolved_text
from scenarios.skeleton import write_skeleton
from scenarios.writing import write_variant

__all__ = [
    "Audit",
    "Difference",
    "Fault",
    "ScenarioError",
    "audit",
    "differences",
    "expand",
    "idle_settings",
    "load",
    "load_all",
    "names",
    "read",
    "read_actuals",
    "read_all",
    "read_borders",
    "repair_data",
    "require",
    "resolved_lines",
    "resolved_text",
    "titles",
    "write_report",
    "write_skeleton",
    "write_variant",
]
