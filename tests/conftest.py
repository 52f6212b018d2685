"""What a test loads of a user's own rules ends with it: they are part of what identifies a result."""

import pytest

from evenfield.study import plugins
from sim.agents.registry import BEHAVIOURS
from sim.compensation.deals import own
from sim.own_rules import CUSTOMER_RULES, ROUTERS

# The search for doctests would take one conftest for that of another folder.
collect_ignore_glob = ["*conftest.py"]


@pytest.fixture(autouse=True)
def nothing_of_ones_own_stays_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a test its own list of loaded files and registered rules, whichever test the worker ran before it."""
    monkeypatch.setattr(plugins, "_loaded", list(plugins._loaded))
    monkeypatch.setattr(own, "_KNOWN", dict(own._KNOWN))
    for registry in (BEHAVIOURS, ROUTERS, CUSTOMER_RULES):
        monkeypatch.setattr(registry, "_rules", dict(registry._rules))
