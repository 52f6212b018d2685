"""Two teams made one."""

from __future__ import annotations

from collections.abc import Sequence

from evenfield.restructure.draft import Draft, known_reps
from evenfield.restructure.people import after_leavers, handed_over
from scenarios.faults import Fault, ScenarioError
from sim.scenario import Scenario


def merge(scenario: Scenario, one: Sequence[str], other: Sequence[str], release: Sequence[str] = ()) -> Draft:
    """
    Return two teams made one: their units dealt anew to all who stay, by nearness to homes and balance of potential.

    Raises
    ------
    ScenarioError
        When a rep is unknown, is in both teams, or a released one is in neither; or nobody would stay.
    """
    first, second = known_reps(scenario, one, "--team"), known_reps(scenario, other, "--with-team")
    gone = known_reps(scenario, release, "--release")
    both = [rep for rep in first if rep in second]
    strangers = [rep for rep in gone if rep not in first and rep not in second]
    team = [rep for rep in [*first, *second] if rep not in gone]
    faults = [Fault("--with-team", message="this rep is in both teams", got=repr(rep)) for rep in both]
    faults += [Fault("--release", message="this rep is in neither team", got=repr(rep)) for rep in strangers]
    faults += [] if team else [Fault("--release", message="nobody would stay in the merged team")]
    if faults:
        raise ScenarioError(faults)
    draft = Draft.of(scenario)
    pooled = {*first, *second}
    alignment = scenario.plan.alignment
    units = [str(u) for u, rep in zip(alignment["unit"], alignment["rep"], strict=True) if rep in pooled]
    _one_manager(draft, first, second)
    after_leavers(draft, gone)
    draft.align(draft.deal(units, team))
    draft.assumptions += [
        f"{len(first)} and {len(second)} reps become one team of {len(team)}; {len(units):,} units are dealt anew by "
        "nearness to homes and balance of potential (band 10 %), not for contiguity.",
        "Everybody else, homes, the market and pay stay; the same total quota is dealt anew by potential.",
    ]
    draft.same_quota("potential")
    return handed_over(draft, gone)


def _one_manager(draft: Draft, first: Sequence[str], second: Sequence[str]) -> None:
    """Put both teams under the manager of the first, when it has one."""
    reps = draft.tables["tables.reps"]
    of = dict(zip(reps["id"], reps["manager"], strict=True))
    managers = [of[rep] for rep in first if of[rep]]
    if managers:
        reps["manager"] = [
            managers[0] if rep in {*first, *second} else manager for rep, manager in of.items()
        ]
