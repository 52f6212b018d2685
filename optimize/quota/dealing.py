"""Quotas dealt by weights down the hierarchy of a scenario: company, managers, reps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from optimize.program import Floats, Ints
from optimize.quota.methods import blend, equal, from_history, from_potential, shrunk
from optimize.quota.seen import capability_of, reps_of
from optimize.quota.tree import Node, cascade
from optimize.quota.wishes import QuotaWishes
from sim.quota import potential_by_rep
from sim.scenario import Scenario

COMPANY = "company"
_BETWEEN = ": "


def managers_of(scenario: Scenario) -> tuple[str, ...]:
    """Return each rep's manager; empty when not every rep names one, for then there is no level between."""
    managers = scenario.tables.reps["manager"].tolist()
    return tuple(managers) if all(managers) else ()


def weights(scenario: Scenario, wishes: QuotaWishes, bookings: Floats) -> Floats:
    """
    Return what the method deals the total by, shape (n_reps,).

    Parameters
    ----------
    bookings
        By year (or replication) and rep [currency/year], shape (n_years, n_reps).

    Raises
    ------
    ValueError
        When a rep has nothing that the method goes by.
    """
    reps, able = reps_of(scenario), capability_of(scenario)
    past = bookings if wishes.history is None else np.array(wishes.history, dtype=np.float64)
    if past.ndim != 2 or past.shape[1] != len(reps):  # noqa: PLR2004 - years and reps
        raise ValueError(f"history: a column for each of {len(reps)} reps is wanted, got shape {past.shape}")
    match wishes.method:
        case "equal":
            return equal(len(reps))
        case "potential":
            return from_potential(reps, potential_by_rep(scenario))
        case "capability":
            return from_potential(reps, able)
        case "regression":
            return np.maximum(shrunk(reps, past, able[:, None] / able.mean()).expected, 0.0)
        case "blend":
            return blend({"history": (0.5, from_history(reps, past)), "capability": (0.5, able)})
        case _:  # the program is fair within the managers' targets, which follow history
            return from_history(reps, past)


def nodes_of(scenario: Scenario, wishes: QuotaWishes, weight: Floats) -> list[Node]:
    """
    Return the hierarchy with what each quota is dealt by: company, managers if every rep names one, reps.

    Reps' ids may be those of managers, so a node below a manager is named by both.
    """
    managers, reps = managers_of(scenario), reps_of(scenario)
    if not managers:
        return [
            Node(COMPANY, over=wishes.over),
            *(_rep(COMPANY, rep, w, wishes) for rep, w in zip(reps, weight.tolist(), strict=True)),
        ]
    by_manager: dict[str, float] = {}
    for manager, w in zip(managers, weight.tolist(), strict=True):
        by_manager[manager] = by_manager.get(manager, 0.0) + w
    return [
        Node(COMPANY, over=wishes.over_managers),
        *(
            Node(_named("manager", manager), COMPANY, w, wishes.over, wishes.teams.get(manager))
            for manager, w in by_manager.items()
        ),
        *(
            _rep(_named("manager", manager), rep, w, wishes)
            for manager, rep, w in zip(managers, reps, weight.tolist(), strict=True)
        ),
    ]


def deal_down(total: int, nodes: Sequence[Node], reps: Sequence[str]) -> tuple[Ints, dict[str, int]]:
    """
    Return the reps' quotas [cents], shape (n_reps,), and every node's by its name.

    Raises
    ------
    ValueError
        When pins do not fit, with what would make them fit.
    """
    quota = cascade(total, nodes)
    return np.array([quota[_named("rep", rep)] for rep in reps], dtype=np.int64), quota


def team_targets(total: int, nodes: Sequence[Node], wishes: QuotaWishes) -> dict[str, int]:
    """
    Return the managers' targets [cents] by their ids.

    Empty without managers, or when nothing is asked of them: then the reps' quotas only have to make the total.
    """
    upper = [node for node in nodes if not node.id.startswith(_named("rep", ""))]
    asked = wishes.teams or wishes.over != 1 or wishes.over_managers != 1
    if len(upper) == 1 or not asked:
        return {}
    prefix = _named("manager", "")
    found = cascade(total, upper).items()
    return {name.removeprefix(prefix): cents for name, cents in found if name.startswith(prefix)}


def nodes_over(scenario: Scenario, total: int, teams: Mapping[str, int], quotas: Ints) -> dict[str, int]:
    """Return every node's quota [cents] by its name, above reps whose quotas are set; a team's is its target or sum."""
    managers, reps = managers_of(scenario), reps_of(scenario)
    found = {COMPANY: total}
    for manager, quota in zip(managers, quotas.tolist(), strict=bool(managers)):
        name = _named("manager", manager)
        found[name] = teams[manager] if manager in teams else found.get(name, 0) + quota
    return found | {_named("rep", rep): quota for rep, quota in zip(reps, quotas.tolist(), strict=True)}


def _rep(parent: str, rep: str, weight: float, wishes: QuotaWishes) -> Node:
    return Node(_named("rep", rep), parent, weight, pin=wishes.pins.get(rep))


def _named(level: str, name: str) -> str:
    return f"{level}{_BETWEEN}{name}"
