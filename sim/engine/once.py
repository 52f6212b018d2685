"""What is the same in every replication is worked out once for a scenario."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from sim.scenario import Scenario

Result = TypeVar("Result")
_MOST = 8


def once_per_scenario(function: Callable[[Scenario], Result]) -> Callable[[Scenario], Result]:
    """
    Return a function that remembers its results for the latest scenarios, each by its identity.

    Whoever gets a result shares it: it is not to be written to.
    """
    known: dict[int, tuple[Scenario, Result]] = {}

    @wraps(function)
    def remembered(scenario: Scenario) -> Result:
        entry = known.get(id(scenario))
        if entry is None or entry[0] is not scenario:
            while len(known) >= _MOST:
                del known[next(iter(known))]
            entry = known[id(scenario)] = (scenario, function(scenario))
        return entry[1]

    return remembered
