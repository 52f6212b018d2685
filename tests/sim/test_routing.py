"""Row 6 of the concepts: every lead finds one rep, by the rule that is given."""

from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lead_worlds import busy, desks
from worlds import sales_force, table

from sim.engine.choice import run_once
from sim.engine.laws import check_run
from sim.engine.log import Kind
from sim.plan import ALIGNMENT
from sim.routing import KINDS, due_by, groups_of
from sim.scenario import REPS, UNITS
from sim.table import Table


def given_to(log):
    """Return the first rep of each lead, in order of time."""
    assigned = log.of(Kind.ASSIGNED)
    return dict(zip(assigned.entity.tolist()[::-1], assigned.rep.tolist()[::-1], strict=True))


def brief(kind, n_reps=4, **changes):
    """Return a run of a month at the desks of the routing cases."""
    scenario = desks(
        n_reps, kind, run={"months": 1, "warmup_days": 0}, market={"leads_per_year": 20_000.0}, **changes
    )
    return run_once(scenario, 0)


@pytest.fixture(scope="module", params=[kind for kind in KINDS if kind != "own"])
def routed(request):
    return run_once(busy(request.param), 0)


def test_the_laws_hold_under_every_rule(routed):
    check_run(routed)


def test_row_6_a_lead_is_in_one_pair_of_hands_at_a_time(routed):
    # Every task of a lead is begun by whoever was given it last.
    log = routed.log
    order = np.lexsort(([{20: 0, 21: 0}.get(k, 1) for k in log.kind.tolist()], log.time))
    owner, territory = {}, routed.world.rep_of_unit
    for i in order.tolist():
        kind, entity = log.kind[i], log.entity[i]
        if kind in {Kind.ASSIGNED, Kind.REROUTED}:
            owner[entity] = log.rep[i]
        elif kind == Kind.BEGUN and log.stage[i] != -1 and entity in owner:
            assert log.rep[i] == owner[entity]
        elif kind == Kind.BEGUN and log.stage[i] != -1:
            assert log.rep[i] == territory[log.unit[i]]


def test_a_lead_is_given_once_unless_a_pool_takes_it_anew(routed):
    assigned = routed.log.of(Kind.ASSIGNED).entity.tolist()
    most = max(Counter(assigned).values(), default=0)

    kind = routed.world.scenario.pipeline.routing.kind
    if kind == "territory":
        assert most == 0
    elif kind != "pool":
        assert most == 1


def test_row_6_round_robin_counts_differ_by_at_most_one():
    reps = list(given_to(brief("round_robin").log).values())

    for n in range(1, len(reps) + 1, 7):
        counts = Counter(reps[-n:])  # the dictionary is in reverse order of time
        assert max(counts.values()) - min(counts.get(r, 0) for r in range(4)) <= 1


@given(st.lists(st.integers(1, 9), min_size=1, max_size=7), st.integers(1, 80))
def test_row_6_weighted_counts_are_the_share_rounded_down_or_up(weights, n):
    # Tijdeman (1980): the chairman assignment keeps every count within one of its share after every lead.
    total, counts = sum(weights), [0] * len(weights)
    for so_far in range(n):
        due = [due_by(w / total, counts[i], so_far, len(weights)) for i, w in enumerate(weights)]
        counts[due.index(min(due))] += 1
        assert min(due) < float("inf")
        for i, w in enumerate(weights):
            assert abs(counts[i] - w / total * (so_far + 1)) < 1 + 1e-9


def test_row_6_weights_are_kept_in_a_run():
    weights = [{"id": "R00", "weight": 5.0}, {"id": "R01", "weight": 2.0}]
    counts = Counter(
        given_to(
            brief("weighted", pipeline={"routing": {"kind": "weighted", "weights": weights}}).log
        ).values()
    )
    n = sum(counts.values())

    for rep, weight in enumerate([5, 2, 1, 1]):
        assert abs(counts[rep] - n * weight / 9) < 1


def regions():
    """Return six units in two regions with three reps, two of whom live in the first."""
    tables = table(6, 3)
    columns = {c.name: tables["units"][c.name] for c in UNITS.columns}
    columns["region"] = ["north"] * 4 + ["south"] * 2
    return {"units": Table.of(UNITS, columns), "reps": tables["reps"]}


@pytest.mark.parametrize(
    "kind", ["pool", "round_robin", "least_loaded", "random", "weighted", "owner", "skill"]
)
def test_row_6_leads_never_cross_into_another_region(kind):
    world = sales_force(tables=regions(), pipeline={"routing": {"kind": kind, "among": "region"}})
    log = run_once(world, 0).log.of(Kind.ASSIGNED, Kind.BEGUN)

    assert groups_of(world).members.tolist() == [0, 1, 2]
    assert set(log.rep[log.unit < 4].tolist()) == {0, 1}
    assert set(log.rep[log.unit >= 4].tolist()) == {2}


def test_row_6_territory_never_crosses():
    run = run_once(sales_force(), 0)
    begun = run.log.of(Kind.BEGUN)

    assert np.array_equal(begun.rep, run.world.rep_of_unit[begun.unit])


def test_row_6_an_account_has_one_owner():
    run = brief("owner", pipeline={"routing": {"kind": "owner", "accounts_per_unit": 20}})
    leads, owners = run.world.leads, defaultdict(set)
    for entity, rep in given_to(run.log).items():
        owners[int(leads.account[leads.id == np.uint64(entity)][0])].add(rep)

    assert len(owners) == 80
    assert all(len(reps) == 1 for reps in owners.values())
    assert {next(iter(reps)) for reps in owners.values()} == {0, 1, 2, 3}


def test_row_6_the_best_leads_go_to_the_best_reps():
    grades = [{"id": "A", "share": 0.3}, {"id": "B", "share": 0.7}]
    run = brief(
        "score_tiered",
        pipeline={"grades": grades, "routing": {"kind": "score_tiered", "best": ["R01", "R03"]}},
    )
    leads = run.world.leads
    grade = dict(zip(leads.id.tolist(), leads.grade.tolist(), strict=True))

    assert {(grade[e], rep) for e, rep in given_to(run.log).items()} == {(0, 1), (0, 3), (1, 0), (1, 2)}


def with_reps(hired=None, skill=None):
    tables = table(4, 4)
    columns = {c.name: tables["reps"][c.name] for c in REPS.columns}
    columns["hired"] = hired or columns["hired"]
    columns["skill"] = skill or columns["skill"]
    return {"units": tables["units"], "reps": Table.of(REPS, columns)}


def test_row_6_skill_routing_finds_the_most_skilled():
    run = brief("skill", tables=with_reps(skill=[1.0, 2.0, 0.5, 1.9]))
    nearly = brief(
        "skill",
        tables=with_reps(skill=[1.0, 2.0, 0.5, 1.9]),
        pipeline={"routing": {"kind": "skill", "skill_within": 0.9}},
    )

    assert set(given_to(run.log).values()) == {1}
    assert set(given_to(nearly.log).values()) == {1, 3}


@pytest.mark.parametrize(
    "kind", ["territory", "pool", "round_robin", "weighted", "skill", "least_loaded", "random"]
)
def test_row_6_nobody_is_given_a_lead_before_he_is_hired(kind):
    run = brief(
        kind,
        tables=with_reps(hired=["2020-01-01", "2030-01-01", "2020-01-01", "2020-01-01"]),
        pipeline={"routing": {"kind": kind, "fallback": "R02"}},
    )

    assert 1 not in set(run.log.of(Kind.BEGUN).rep.tolist())
    assert (
        run.lead_state[:-200].min() > 1
    )  # all but the last ones are done: none waits for a rep who is not there


def test_what_is_not_begun_in_time_goes_to_the_fallback():
    # One desk far too busy, the promise of an hour: each lead that is not begun then is the second rep's.
    world = desks(
        2,
        "territory",
        run={"months": 1, "warmup_days": 0},
        plan={"alignment": Table.of(ALIGNMENT, {"unit": ["u00", "u01"], "rep": ["R00", "R01"]})},
        market={"leads_per_year": 20_000.0, "arrivals": "regular"},
        pipeline={
            "stages": [{"id": "work", "work_hours": 0.5, "work": "fixed", "advance_share": 1.0}],
            "routing": {
                "kind": "weighted",
                "weights": [{"id": "R00", "weight": 1000.0}],
                "sla_hours": 1.0,
                "reroute": True,
                "fallback": "R01",
            },
        },
    )
    log = run_once(world, 0).log
    moved = log.of(Kind.REROUTED)
    given_at = dict(
        zip(log.of(Kind.ASSIGNED).entity.tolist(), log.of(Kind.ASSIGNED).time.tolist(), strict=True)
    )

    assert len(moved) > 0
    assert set(moved.rep.tolist()) == {1}
    for entity, time in zip(moved.entity.tolist(), moved.time.tolist(), strict=True):
        assert time - given_at[entity] == pytest.approx(1.0)


def test_routing_that_names_strangers_is_refused():
    with pytest.raises(ValueError, match="no such rep; did you mean 'R0"):
        sales_force(pipeline={"routing": {"kind": "score_tiered", "best": ["R0"]}})
    with pytest.raises(ValueError, match="reroute wants sla_hours"):
        sales_force(pipeline={"routing": {"kind": "random", "reroute": True}})
