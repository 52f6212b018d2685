"""
Evenfield: simulation and optimization of sales territories, quotas and incentive pay.

>>> import evenfield as ef
>>> callable(ef.simulate)
True

Everything public is loaded at its first use, so that ``import evenfield`` costs nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evenfield.api import Comparison, Results, Scenario, compare, design, load, report, simulate

__all__ = ["Comparison", "Results", "Scenario", "compare", "design", "load", "report", "simulate"]


def __getattr__(name: str) -> object:
    """Return a public name at its first use (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module 'evenfield' has no attribute {name!r}")
    return getattr(import_module("evenfield.api"), name)


def __dir__() -> list[str]:
    """Return the public names, loaded or not."""
    return sorted(__all__)


class _Door(ModuleType):
    """The package: importing a submodule never hides the public function of the same name (compare, report)."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in __all__ and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Door
