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
        attribute,
        compare,
        design,
        load,
        load_rules,
        open_run,
        simulate,
        write_report,
    )
    from evenfield.extending import (
        CustomerFacts,
        Decision,
        LeadFacts,
        RepFacts,
        RepView,
        behaviour,
        check_behaviour,
        check_customer_rule,
        check_router,
        customer_rule,
        router,
    )

__all__ = [
    "Comparison",
    "CustomerFacts",
    "Decision",
    "LeadFacts",
    "RepFacts",
    "RepView",
    "Results",
    "Run",
    "Scenario",
    "attribute",
    "behaviour",
    "check_behaviour",
    "check_customer_rule",
    "check_router",
    "compare",
    "customer_rule",
    "design",
    "load",
    "load_rules",
    "open_run",
    "router",
    "simulate",
    "write_report",
]
_API = (
    *("Comparison", "Results", "Run", "Scenario"),
    *("attribute", "compare", "design", "load", "load_rules", "open_run", "simulate", "write_report"),
)


def __getattr__(name: str) -> object:
    """Return a public name at its first use (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module 'evenfield' has no attribute {name!r}")
    return getattr(import_module("evenfield.api" if name in _API else "evenfield.extending"), name)


def __dir__() -> list[str]:
    """Return the public names, loaded or not."""
    return sorted(__all__)
