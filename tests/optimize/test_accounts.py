"""Accounts to reps: against all assignments of tiny statements, and by a count that knows nothing of the solver."""

from functools import cache

import numpy as np
import pytest

from optimize.accounts import (
    Effort,
    ImpossibleError,
    Measure,
    OversizeError,
    Portfolio,
    assign,
    lines,
    relieved,
)
from optimize.accounts.effort import Clock
from optimize.accounts.items import items_of
from optimize.accounts.subsets import deal_anew

FULL = Effort(gap=0.0)


def portfolio(cost, measures=(), **rules):
    cost = np.asarray(cost, dtype=float)
    n, k = cost.shape
    count = Measure.capacity("count", np.ones(n), np.full(k, float(n)))
    names = [f"a{i}" for i in range(n)], [f"r{j}" for j in range(k)]
    return Portfolio(*names, cost, tuple(measures) or (count,), **rules)


def tiny(seed):
    """Return a statement of 4 to 10 accounts and 3 reps with a band on one measure and a capacity on another."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(4, 11))
    hours, potential = rng.uniform(0.5, 1.5, (2, n))
    bands = (
        Measure.balanced("workload", hours, np.ones(3), 0.35),
        Measure.capacity("potential", potential, np.full(3, potential.sum() / 3 * 1.4)),
    )
    return portfolio(rng.uniform(1.0, 100.0, (n, 3)), bands)


def town(n, k, seed, lumpy=False):
    """Return accounts around homes on a square, one measure, +-5 %; large ones at most 0.9 of a fair share."""
    rng = np.random.default_rng(seed)
    place, home = rng.uniform(0, 100, (n, 2)), rng.uniform(0, 100, (k, 2))
    hours = rng.pareto(1.2, n) + 1 if lumpy else rng.lognormal(0, 0.8, n)
    hours = np.minimum(hours, 0.9 * hours.sum() / k)
    km = np.hypot(*(place[:, None] - home).transpose(2, 0, 1))
    return portfolio(hours[:, None] * (km + 5), [Measure.balanced("workload", hours, np.ones(k), 0.05)])


@cache
def assignments(n, k):
    """Return the rep of each of n accounts in all k^n assignments, (k^n, n)."""
    return np.arange(k**n)[:, None] // k ** np.arange(n) % k


def best_of_all(statement):
    """Return the least cost of all assignments that keep the bands; infinite when none does."""
    n, k = statement.cost.shape
    every = assignments(n, k)
    fits = np.ones(len(every), dtype=bool)
    for measure in statement.measures:
        load = np.stack([(every == j) @ measure.amount for j in range(k)], axis=1)
        fits &= ((load >= measure.low - 1e-9) & (load <= measure.high + 1e-9)).all(axis=1)
    return np.where(fits, statement.cost[np.arange(n), every].sum(axis=1), np.inf).min()


def outcome(statement):
    """Return the proved best cost, infinite when it is proved that nothing fits; else None."""
    try:
        found = assign(statement, FULL)
    except OversizeError:
        return np.inf
    except ImpossibleError as refused:
        return np.inf if "nothing keeps" in str(refused) else None
    return found.objective if found.status == "optimal" and found.bound >= found.objective - 1e-5 else None


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_fifty_tiny_statements_are_solved_like_all_assignments_and_proved(first):
    told = [outcome(tiny(seed)) for seed in range(first, first + 50)]

    assert told == pytest.approx([best_of_all(tiny(seed)) for seed in range(first, first + 50)])


@pytest.mark.parametrize("lumpy", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_a_town_is_kept_in_its_bands_near_its_bound(seed, lumpy):
    statement = town(900, 12, seed, lumpy=lumpy)

    found = assign(statement)

    measure = statement.measures[0]
    load = np.bincount(found.rep_of, measure.amount, minlength=12)
    assert (load <= measure.high * (1 + 1e-8)).all()
    assert (load >= measure.low * (1 - 1e-8)).all()
    assert found.objective == pytest.approx(statement.cost[np.arange(900), found.rep_of].sum())
    assert found.bound <= found.objective
    assert (
        lumpy or found.gap <= 0.0025
    )  # lumps that may not be split keep the relaxation's bound further away


def test_the_bound_of_the_large_path_never_passes_the_optimum(monkeypatch):
    monkeypatch.setattr("optimize.accounts.solving.SMALL", 0)
    every = {seed: best_of_all(tiny(seed)) for seed in range(20)}
    best = {seed: least for seed, least in every.items() if np.isfinite(least)}

    told = [assign(tiny(seed), FULL) for seed in best]

    least = np.array(list(best.values()))
    assert (np.array([found.bound for found in told]) <= least + 1e-6).all()
    assert [found.objective for found in told] == pytest.approx(least.tolist())


def test_reps_dealt_anew_keep_the_bands_and_cost_less_and_others_stay():
    rng = np.random.default_rng(3)
    amount = rng.integers(5, 25, (30, 7)).astype(float)
    measure = Measure("load", amount, np.zeros(7), np.full(7, amount.sum() / 49))
    items = items_of(portfolio(111 - amount + rng.integers(-10, 10, (30, 7)), [measure]))
    rep, room = np.zeros(30, dtype=np.int64), measure.high.copy()
    for i in range(30):
        rep[i] = (room - amount[i]).argmax()
        room[rep[i]] -= amount[i, rep[i]]
    before, reps = rep.copy(), np.array([0, 2, 3, 6])

    deal_anew(items, rep, reps, Clock(Effort()), seconds=60.0)

    assert not items.miss(before).any()
    assert not items.miss(rep).any()
    assert items.total(rep) < items.total(before)
    assert (rep == before)[~np.isin(before, reps)].all()


def test_the_same_statement_gives_the_same_answer():
    first, second = assign(town(600, 8, 1)), assign(town(600, 8, 1))

    assert first.rep_of.tolist() == second.rep_of.tolist()
    assert first.bound == second.bound


def test_progress_is_told_and_an_interrupt_keeps_the_best_so_far():
    told = []

    def stop_at_search(progress):
        told.append(progress)
        if progress.part == "search":
            raise KeyboardInterrupt

    found = assign(town(900, 12, 0), Effort(gap=0.0, exact_arcs=0, tell=stop_at_search))

    assert found.stopped
    assert {progress.part for progress in told} >= {"bound", "search", "interrupted"}
    assert found.bound <= found.objective


def test_loads_go_far_where_all_reps_nearby_are_full():
    # half of the reps live in each of two towns, nine tenths of the work is in one: 16 nearest reps cannot carry it
    rng = np.random.default_rng(5)
    n, k = 1200, 60
    east = rng.random(n) < 0.9
    place = rng.normal(0, 5, (n, 2)) + np.where(east, 300.0, 0.0)[:, None]
    home = rng.normal(0, 5, (k, 2)) + np.where(np.arange(k) % 2, 300.0, 0.0)[:, None]
    hours = rng.lognormal(0, 0.6, n)
    km = np.hypot(*(place[:, None] - home).transpose(2, 0, 1))

    found = assign(portfolio(hours[:, None] * km, [Measure.balanced("hours", hours, np.ones(k), 0.05)]))

    load = np.bincount(found.rep_of, hours, k)
    assert np.abs(load / load.mean() - 1).max() <= 0.05 + 1e-9
    assert found.gap <= 0.02


def test_an_interrupt_in_the_exact_solver_keeps_what_the_search_has_found(monkeypatch):
    def stop(*_given, **_named):
        raise KeyboardInterrupt

    monkeypatch.setattr("optimize.accounts.solving.exact", stop)
    found = assign(town(900, 12, 0), Effort(gap=0.0, rounds=2, exact_arcs=10**6))

    assert found.stopped
    assert found.bound < found.objective


def test_an_interrupt_before_there_is_an_answer_goes_on_its_way():
    def stop(_progress):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        assign(town(900, 12, 0), Effort(tell=stop))


# cost 1 with r0, 5 with r1 for all
CHEAP = [[1, 5], [1, 5], [1, 5], [1, 5]]


def test_locks_families_named_accounts_exclusions_and_closed_reps_are_kept():
    cost = np.tile([1.0, 5.0, 9.0, 0.5], (6, 1))
    statement = portfolio(
        cost,
        locks={"a0": "r1"},
        families=(("a0", "a1"),),
        named={"a2": ("r1", "r2")},
        exclusions=(("a3", "r0"),),
        closed=("r3",),
    )

    found = assign(statement)

    assert list(found.by_account().values()) == ["r1", "r1", "r1", "r1", "r0", "r0"]
    assert found.unstaffed() == ("r2", "r3")


def test_a_reason_names_the_second_rep_the_delta_and_what_holds():
    full = Measure.capacity("count", np.ones(4), np.array([3.0, 4.0]))
    statement = portfolio(CHEAP, [full], locks={"a0": "r0"})

    found = assign(statement)

    away = next(name for name, rep in found.by_account().items() if rep == "r1")
    pushed, locked = found.why(away), found.why("a0")
    assert (pushed.second, pushed.delta) == ("r0", -4.0)
    assert pushed.held_by == ("count of r0 would be 4, above 3",)
    assert locked.second is None
    assert locked.held_by == ("a0 is locked to r0",)


def test_moves_are_those_whose_owner_changes():
    statement = portfolio(CHEAP, owner={"a0": "r1", "a1": "r0"})

    assert [(move.account, move.before, move.after) for move in assign(statement).handovers()] == [
        ("a0", "r1", "r0")
    ]


def test_all_faults_are_told_at_once():
    statement = Portfolio(
        ["a0", "a0", "a2"], ["r0"], np.ones((3, 1)), (Measure.capacity("hours", np.ones(2), np.ones(1)),)
    )

    with pytest.raises(ValueError, match="account 'a0' stands 2 times") as refused:
        assign(statement)

    assert "hours: amount has shape (2,); allowed are (3,) and (3, 1)" in str(refused.value)


HOURS = np.array([1.0, np.nan, -2.0, 1.0])


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ({"measures": [Measure.capacity("hours", HOURS, np.full(2, 9.0))]}, "account 'a1': hours is nan"),
        ({"measures": [Measure.capacity("hours", HOURS, np.full(2, 9.0))]}, "account 'a2': hours is -2.0"),
        (
            {"measures": [Measure("hours", np.ones(4), np.full(2, 3.0), np.full(2, 2.0))]},
            "at least 3 and at most 2 cross",
        ),
        ({"locks": {"a00": "r0"}}, "locks: there is no account 'a00'; did you mean 'a0'?"),
        ({"locks": {"a0": "r0"}, "exclusions": (("a0", "r0"),)}, "locked to 'r0' and excluded from 'r0'"),
        ({"locks": {"a0": "r0"}, "closed": ("r0",)}, "locked to 'r0', who is closed"),
        ({"locks": {"a0": "r0"}, "named": {"a0": ("r1",)}}, "locked to 'r0' but is a named account of r1"),
        ({"families": (("a0", "a1"), ("a1", "a2"))}, "account 'a1' stands in 2 families"),
        ({"families": (("a0", "a1"),), "locks": {"a0": "r0", "a1": "r1"}}, "locked to different reps"),
    ],
)
def test_a_fault_is_named(rules, told):
    with pytest.raises(ValueError, match=r"account|rep|lock|famil") as refused:
        assign(portfolio(CHEAP, **rules))

    assert told in str(refused.value)


def test_more_reps_than_accounts_are_refused():
    with pytest.raises(ValueError, match="3 reps for 2 accounts: close 1 reps at least"):
        assign(portfolio(np.ones((2, 3))))


def test_clashing_rules_are_named_and_relaxing_as_told_fits():
    # three accounts locked to r0, who may have two
    full = Measure.capacity("count", np.ones(4), np.array([2.0, 4.0]))
    statement = portfolio(CHEAP, [full], locks={"a0": "r0", "a1": "r0", "a2": "r0"})

    with pytest.raises(ImpossibleError, match="nothing keeps") as refused:
        assign(statement)

    assert "count of r0" in str(refused.value)
    assert assign(relieved(statement, refused.value.reliefs)).status == "optimal"


def test_an_account_that_nobody_may_have_is_told_with_the_pairing_that_helps():
    statement = portfolio(CHEAP, exclusions=(("a1", "r0"), ("a1", "r1")))

    with pytest.raises(ImpossibleError, match=r"let r[01] have a1") as refused:
        assign(statement)

    assert assign(relieved(statement, refused.value.reliefs)).status == "optimal"


def test_relaxing_a_large_statement_as_told_fits():
    # 101 % of what all reps together may have
    hours = np.random.default_rng(3).uniform(0.5, 1.5, 400)
    most = np.full(8, hours.sum() / 8 / 1.01)
    statement = portfolio(
        np.random.default_rng(4).uniform(1, 9, (400, 8)), [Measure.capacity("hours", hours, most)]
    )

    with pytest.raises(ImpossibleError, match="nothing keeps") as refused:
        assign(statement)

    again = assign(relieved(statement, refused.value.reliefs))
    assert again.status in ("optimal", "feasible")


def test_an_account_above_every_limit_is_named_with_priced_ways_out():
    hours = np.array([7.0, 1.0, 1.0, 1.0])
    statement = portfolio(CHEAP, [Measure.capacity("hours", hours, np.full(2, 5.6))])

    with pytest.raises(OversizeError, match=r"hours of 7 is above every rep's limit, 5.6 at most") as refused:
        assign(statement)

    ways = {way.kind: way for way in refused.value.ways}
    assert list(ways) == ["split", "pool", "wider band"]
    costs = [assign(way.portfolio, FULL).objective for way in ways.values()]
    # split: r0 has a half and two small ones, 0.5 + 1 + 1, r1 the others, 2.5 + 5; pool: r0 takes all, 4;
    # wider: r0 has a0 alone (1), r1 the others (15)
    assert costs == pytest.approx([10.0, 4.0, 16.0])
    assert [way.at_least for way in ways.values()] <= [cost + 1e-6 for cost in costs]


def test_an_answer_in_words_says_what_is_proved():
    told = lines(assign(portfolio(CHEAP)))

    assert told[0].startswith("accounts to reps: optimal, cost 4, bound 4, gap 0.000%")
