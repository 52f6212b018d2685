"""
Evenfield: simulation and optimization of sales territories, quotas and incentive pay.

>>> import evenfield as ef
>>> callable(ef.simulate)
True

Everything public is loaded at its first use, so that ``import evenfield`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evenfield.api import (
        Comparison,
        Results,
        Run,
        Scenario,
        compare,
        design,
        load,
        load_rules,
        open_run,
        simulate,
        write_report,
    )

__all__ = [
    "Comparison",
    "Results",
    "Run",
    "Scenario",
    "compare",
    "design",
    "load",
    "load_rules",
    "open_run",
    "simulate",
    "write_report",
]


def __getattr__(name: str) -> object:
    """Return a public name at its first use (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module 'evenfield' has no attribute {name!r}")
    return getattr(import_module("evenfield.api"), name)


def __dir__() -> list[str]:
    """Return the public names, loaded or not."""
    return sorted(__all__)
