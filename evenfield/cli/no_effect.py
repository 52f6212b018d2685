"""What ``evenfield run`` shows beside a scenario with a response curve: the same scenario without it."""

from __future__ import annotations

import pandas as pd

from evenfield.cli.show import show
from evenfield.cli.studies import simulate
from evenfield.comparison import Comparison, compare
from evenfield.comparison.no_effect import LABEL, curve_source, without_response_curve
from evenfield.study.folder import Member
from evenfield.tables import comparison_table
from sim.scenario import Scenario


def simulate_no_effect(
    member: Member, frame: pd.DataFrame, replications: int, workers: int | None, seed: int | None
) -> Comparison | None:
    """Return a scenario's results against those without its response curve, ``None`` when it has none."""
    twin = without_response_curve(member.scenario)
    if twin is None:
        return None
    frames = simulate([Member(LABEL, member.given, twin)], replications, workers, None, seed, twin=True)
    return compare({LABEL: frames[LABEL], member.label: frame})


def show_no_effect(scenario: Scenario, beside: Comparison) -> None:
    """Show the comparison, and where the curve comes from."""
    show(comparison_table(beside))
    show(curve_source(scenario))
