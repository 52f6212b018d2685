"""The worlds that luck and skill are told apart by: everybody an average rep, and quotas by potential."""

from __future__ import annotations

from typing import Any

import numpy as np

from evenfield.judgement.worlds import with_quotas
from sim.documents.behaviour import Forward, Mixture
from sim.quota import deal, potential_by_rep, quotas_cents
from sim.scenario import Scenario
from sim.table import Table


def average_reps(scenario: Scenario) -> Scenario:
    """Return the scenario in which every territory has the same average rep: skill, tenure and manager alike."""
    tables, people = scenario.tables, scenario.people
    reps, n = tables.reps, len(tables.reps)
    hired = np.sort(reps["hired"])
    alike: dict[str, Any] = {
        **reps.columns,
        "skill": np.full(n, float(np.exp(np.log(reps["skill"]).mean()))),
        "hired": np.full(n, hired[n // 2], dtype=hired.dtype),
        "experience": np.full(n, "", dtype=reps["experience"].dtype),
        "manager": np.full(n, "", dtype=reps["manager"].dtype),
    }
    changed = tables.model_copy(
        update={"reps": Table.of(reps.spec, alike), "skills": None, "competencies": None}
    )
    rule = people.behaviour
    if isinstance(rule, Forward):
        rule = rule.model_copy(update={"spread": 0.0})
    person = people.model_copy(update={"profile": None, "behaviour": rule})
    return scenario.model_copy(update={"tables": changed, "people": person})


def quotas_by_potential(scenario: Scenario) -> Scenario:
    """Return the scenario whose quotas are the same total dealt by the potential of the territories."""
    total = int(quotas_cents(scenario).sum())
    return with_quotas(scenario, deal(total, potential_by_rep(scenario)))


def notes_on(scenario: Scenario) -> list[str]:
    """Return what these worlds cannot make alike."""
    notes = []
    if isinstance(scenario.people.behaviour, Mixture):
        notes.append("reps of a mixture keep their rules: what they make is counted with the territory")
    if scenario.people.leaving is not None:
        notes.append("who leaves and who is hired instead is counted as luck")
    return notes
