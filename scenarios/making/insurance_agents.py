"""
Make the tables of the shipped world ``insurance-agents``, and hold what it does against the published panel's facts.

    python -m scenarios.making.insurance_agents --tables     territories, agents and alignment
    python -m scenarios.making.insurance_agents --moments 4  what so many replications come to, beside the facts

Agents are made up: log skill and tenure are equally likely quantiles, shuffled by a keyed draw, so that nothing but the
numbers below decides them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import ndtri

from scenarios import load
from scenarios.making.insurance_moments import moments, told
from sim.engine.choice import run_once
from sim.streams import Streams, entity_ids

LIBRARY = Path(__file__).parents[1] / "library" / "insurance-agents"
AGENTS, OPENS = 150, date(2013, 4, 1)
LOG_SKILL_MEAN, LOG_SKILL_SD = 0.3, 0.75
"""Of those who are there when the warm-up begins: survivors, so better than the applicants."""
MEAN_TENURE_MONTHS = 24.0


def main(arguments: Sequence[str] | None = None) -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tables", action="store_true", help="write the data files")
    parser.add_argument("--moments", type=int, metavar="N", help="simulate so many replications")
    asked = parser.parse_args(arguments)
    if asked.tables:
        for name, table in tables().items():
            table.to_csv(LIBRARY / "data" / f"{name}.csv", index=False, lineterminator="\n")
    if asked.moments:
        scenario = load("insurance-agents/agents")
        runs = [run_once(scenario, number) for number in range(asked.moments)]
        sys.stdout.write(told(moments(runs)) + "\n")


def tables() -> dict[str, pd.DataFrame]:
    """Return territories, agents and alignment: one territory an agent, all alike."""
    names = [f"A{number:03d}" for number in range(AGENTS)]
    units = [f"T{number:03d}" for number in range(AGENTS)]
    skill = np.exp(LOG_SKILL_MEAN + LOG_SKILL_SD * ndtri(_spread("skill", names)))
    tenure = -MEAN_TENURE_MONTHS * np.log(_spread("tenure", names))
    hired = [OPENS - timedelta(days=round(months * 365.25 / 12)) for months in tenure.tolist()]
    return {
        "territories": pd.DataFrame({"id": units, "potential": 1}),
        "agents": pd.DataFrame(
            {"id": names, "home": units, "hired": [day.isoformat() for day in hired], "skill": skill.round(4)}
        ),
        "alignment": pd.DataFrame({"unit": units, "rep": names}),
    }


def _spread(purpose: str, names: Sequence[str]) -> np.ndarray:
    """Return equally likely shares in (0, 1), in an order drawn by key."""
    order = np.argsort(Streams(1, 0).uniforms(purpose, entity_ids(names)))
    shares = np.empty(len(names))
    shares[order] = (np.arange(len(names)) + 0.5) / len(names)
    return shares


if __name__ == "__main__":
    main()
