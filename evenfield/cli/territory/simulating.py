"""The simulated effect of a realignment: both alignments under the same luck."""

from __future__ import annotations

import json
from typing import Any

from evenfield.cli.show import show
from evenfield.cli.studies import simulate, with_seed
from evenfield.comparison import compare
from evenfield.study.folder import Member
from evenfield.tables import comparison_table
from evenfield.territory.what_if import plan_with
from optimize.program import Ints
from sim.scenario import Scenario


def before_and_after(
    scenario: Scenario, rep_of: Ints, how: tuple[int, int | None, int | None], *, shown: bool
) -> dict[str, Any]:
    """Return a scenario compared with itself under another alignment; ``how``: replications, workers, seed."""
    replications, workers, seed = how
    first = with_seed(scenario, seed)
    study = [
        Member("before", scenario.name, first),
        Member("after", scenario.name, first.with_plan(plan_with(first, rep_of))),
    ]
    comparison = compare(simulate(study, replications, workers, None, seed))
    if shown:
        show(comparison_table(comparison))
    told: dict[str, Any] = json.loads(comparison.to_json())
    return told
