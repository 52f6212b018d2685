"""The simulated effect of a realignment: both scenarios under the same luck."""

from __future__ import annotations

import json
from typing import Any

from evenfield.cli.show import show
from evenfield.cli.studies import simulate, with_seed
from evenfield.comparison import compare
from evenfield.study.folder import Member
from evenfield.tables import comparison_table
from sim.scenario import Scenario

How = tuple[int, int | None, int | None]
"""Replications, workers, seed."""


def before_and_after(before: Scenario, after: Scenario, how: How, *, shown: bool) -> dict[str, Any]:
    """Return a scenario compared with another one, by paired replications."""
    replications, workers, seed = how
    first = with_seed(before, seed)
    study = [Member("before", before.name, first), Member("after", before.name, with_seed(after, seed))]
    comparison = compare(simulate(study, replications, workers, None, seed))
    if shown:
        show(comparison_table(comparison))
    told: dict[str, Any] = json.loads(comparison.to_json())
    return told
