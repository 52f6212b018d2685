"""The quota lever: quotas that hold in a world that answers to them, hierarchy, limits, and what clashes."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scenarios
from optimize.experiment.factors import FACTORS
from optimize.experiment.running import Yield
from optimize.experiment.yields import CREDIT
from optimize.quota.answer import Judged, QuotaAnswer
from optimize.quota.audit import audit_tree
from optimize.quota.band import attain_bounds, chance_interval, reachable
from optimize.quota.facts import QuotaFacts, QuotaRules
from optimize.quota.lever import quota_turn
from optimize.quota.program import set_quotas
from optimize.quota.relaxing import ClashError
from optimize.quota.seen import reps_of, supply_ceilings
from optimize.quota.settling import reaction_between
from optimize.quota.tree import assigned
from optimize.quota.wishes import QuotaWishes
from optimize.response.measuring import measure_response
from optimize.supply.limits import without_limits
from sim.documents.behaviour import Myopic
from sim.documents.development import Manager
from sim.documents.supply import SupplyLimit
from sim.quota import quotas_cents
from sim.runner import run_here
from sim.scenario import REPS
from sim.table import Table

MIDDLES = np.array([500_000.0, 800_000.0, 700_000.0])


@pytest.fixture(scope="module")
def firm():
    return scenarios.load("first-steps/small-firm")


def answering(reaction, spread=0.2, middles=MIDDLES):
    """A runner in whose world bookings are lognormal and answer to quotas: middle x (quota / 700,000)^reaction."""

    def run(worlds, replications):
        return {name: year(world, list(replications)) for name, world in worlds.items()}

    def year(world, replications):
        quota = quotas_cents(world) / 100
        luck = np.stack([np.random.default_rng([7, k]).normal(size=len(quota)) for k in replications])
        booked = np.round(middles * (quota / 700_000.0) ** reaction * np.exp(spread * luck), 2)
        parts = {"rep_credit": booked, "rep_attainment": booked / quota, "rep_quota": booked * 0 + quota}
        frames = [tidy(name, replications, reps_of(world), values) for name, values in parts.items()]
        units = booked.sum(axis=1)[:, None] / 12_000
        frames += [
            tidy("family_booked_units", replications, ["core"], units, month) for month in range(1, 13)
        ]
        return pd.concat(frames, ignore_index=True)

    return run


def tidy(measure, replications, entities, values, month=0):
    return pd.DataFrame(
        {
            "replication": np.repeat(replications, len(entities)),
            "measure": measure,
            "entity": list(entities) * len(replications),
            "month": month,
            "value": values.ravel(),
        }
    )


@given(
    st.floats(-1.5, 0.8),
    st.floats(1e4, 1e6),
    st.floats(1e4, 1e6),
)
def test_what_is_reachable_is_just_reached(reaction, booked, quota):
    """B (q / q0)^b = q at the reachable q."""
    found = reachable(np.array([[booked]]), np.array([quota]), reaction).item()
    assert booked * (found / quota) ** reaction == pytest.approx(found, rel=1e-6)


def test_an_answer_that_outruns_the_quota_is_refused():
    with pytest.raises(ValueError, match="below 1"):
        reachable(np.ones((1, 1)), np.ones(1), 1.0)


def test_the_reaction_to_quotas_is_recovered():
    quotas = np.array([100_00, 200_00, 300_00])
    more = np.array([110_00, 190_00, 390_00])
    booked = np.outer(np.linspace(0.5, 2, 9), quotas / 100)

    found = reaction_between((quotas, booked), (more, booked * (more / quotas) ** -0.4), 0.0)

    assert found == pytest.approx(-0.4)
    assert reaction_between((quotas, booked), (quotas, booked), 0.3) == 0.3


def test_bands_may_differ_by_rep():
    samples = np.arange(1.0, 11.0)[:, None].repeat(2, axis=1)

    low, high = attain_bounds(samples, [0.5, 0.0], [0.6, 1.0])

    assert (low[0], high[0]) == (4.01, 6.0)  # 6 of 10 reach 4.01, 5 of 10 reach 6
    assert (low[1], high[1]) == (0.0, np.inf)
    assert chance_interval(0.5, 40)[0] > chance_interval(0.5, 40, 60)[0]


@pytest.mark.parametrize("reaction", [0.0, -0.5, 0.3])
def test_bands_hold_on_fresh_years_in_a_world_that_answers(firm, reaction):
    """Lognormal bookings reach q with P = Phi(-z): the band 0.4 to 0.6 is z within 0.2533."""
    wishes = QuotaWishes(total=200_000_000, attain=(0.4, 0.6), replications=400, fresh=400)

    turn = quota_turn(firm, answering(reaction, spread=0.3), wishes)

    found: QuotaAnswer = turn.found
    assert found.quotas.sum() == 200_000_000
    assert found.held
    assert found.judged_after.chance == pytest.approx(0.5, abs=0.15)
    assert np.ptp(found.judged_before.chance) > np.ptp(found.judged_after.chance)
    assert found.rounds[-1].excess == 0
    assert found.rounds[-1].reaction == pytest.approx(reaction, abs=0.02)
    assert turn.proofs[0].gap <= 1e-6
    assert quotas_cents(firm.with_plan(turn.plan)).tolist() == found.quotas.tolist()


def test_what_cannot_be_held_is_not_called_held(firm):
    """Everybody's years are told by few fits; a world that turns against its quotas is seen on fresh years."""
    judged = Judged(np.array([[0.9, 1.1]] * 60))
    wishes = QuotaWishes(attain=(0.4, 0.6))
    two = np.array([1, 1])
    found = QuotaAnswer(
        wishes,
        ("a", "b"),
        two,
        two,
        {},
        np.ones(2),
        np.array([[0.4, 0.6]] * 2),
        judged,
        judged,
        None,
        (),
        0,
        {},
    )
    assert found.verdicts == ["low", "high"]
    assert not found.held
    assert replace(found, bands=np.array([[0.0, 0.1], [0.9, 1.0]])).verdicts == ["in", "in"]


def test_fresh_years_are_not_those_that_set_the_quotas(firm):
    seen = []

    def run(worlds, replications):
        seen.append((sorted(worlds), set(replications)))
        return answering(0.0)(worlds, replications)

    quota_turn(firm, run, QuotaWishes(replications=10, fresh=7))

    assert seen[-1] == (["after", "before"], set(range(10, 17)))
    assert all(numbers == set(range(10)) for _, numbers in seen[:-1])


@pytest.mark.parametrize("method", ["equal", "potential", "capability", "history", "regression", "blend"])
def test_every_method_adds_up_and_keeps_pins(firm, method):
    wishes = QuotaWishes(method=method, total=100_000_001, over=Fraction(21, 20), pins={"bo": 12_345_67})

    found = quota_turn(firm, answering(0.0), replace(wishes, replications=12, fresh=4)).found

    assert found.quotas.sum() == 105_000_001
    assert found.quotas[found.reps.index("bo")] == 12_345_67
    assert found.design is None


def test_the_past_may_be_given(firm):
    years = [[1.0, 2.0, 3.0], [3.0, 2.0, 3.0]]
    found = quota_turn(
        firm, answering(0.0), QuotaWishes("history", 70_00, history=years, replications=4, fresh=4)
    ).found
    assert found.quotas.tolist() == [20_00, 20_00, 30_00]


def managed(firm, managers=("kim", "kim", "lee")):
    columns = {column.name: firm.tables.reps[column.name].tolist() for column in REPS.columns}
    reps = Table.of(REPS, columns | {"manager": list(managers)})
    development = firm.people.development.model_copy(
        update={"managers": tuple(Manager(id=name, hours_per_month=100.0) for name in sorted(set(managers)))}
    )
    people = firm.people.model_copy(update={"development": development})
    return firm.model_copy(update={"people": people, "tables": firm.tables.model_copy(update={"reps": reps})})


def test_over_assignment_and_targets_go_down_the_hierarchy(firm):
    wishes = QuotaWishes(
        total=200_000_000,
        over=Fraction(11, 10),
        over_managers=Fraction(21, 20),
        teams={"lee": 70_000_000},
        replications=20,
        fresh=4,
    )

    found = quota_turn(managed(firm), answering(0.0), wishes).found

    kim, lee = found.quotas[:2].sum(), found.quotas[2]
    assert found.nodes["manager: lee"] == 70_000_000
    assert found.nodes["manager: kim"] == 140_000_000
    assert (kim, lee) == (154_000_000, 77_000_000)
    ids = list(found.nodes)
    parents = [None, *["company"] * 2, "manager: kim", "manager: kim", "manager: lee"]
    over = {"company": Fraction(21, 20), "manager: kim": Fraction(11, 10), "manager: lee": Fraction(11, 10)}
    assert audit_tree(ids, parents, np.array(list(found.nodes.values())), over) == ()


def test_wishes_that_clash_name_the_cheapest_way_out_and_it_works(firm):
    wishes = QuotaWishes(total=260_000_000, attain=(0.4, 0.6), replications=100, fresh=10)
    with pytest.raises(
        ClashError, match=r"Cheapest way out: a total of .* in place of 2,600,000\.00"
    ) as told:
        quota_turn(firm, answering(-0.2), wishes)

    relaxed = told.value.relaxed
    assert relaxed.total < 260_000_000
    assert (
        quota_turn(firm, answering(-0.2), replace(wishes, total=relaxed.total)).found.quotas.sum()
        == relaxed.total
    )


def test_pins_that_clash_with_a_team_give_way_as_told():
    luck = np.exp(0.2 * np.random.default_rng(1).normal(size=(200, 4)))
    facts = QuotaFacts(("ann", "bob", "cid", "dot"), np.ones(4), 100.0 * luck, team=("x", "x", "y", "y"))
    rules = QuotaRules(
        total=400_00,
        teams={"x": 200_00, "y": 200_00},
        pins={"ann": 150_00},
        floors={"bob": 80_00},
        attain=(0.2, 1.0),
        attain_of={"ann": (0.0, 1.0)},
    )
    with pytest.raises(ClashError) as told:
        set_quotas(facts, rules)

    assert told.value.relaxed is not None
    assert set_quotas(facts, told.value.relaxed).quotas[:2].sum() == told.value.relaxed.teams["x"]


def test_a_band_gives_way_when_everything_else_is_hard():
    """P(attain) of one rep against his own pin: the pin or the band, by what misses."""
    facts = QuotaFacts(("ann",), np.ones(1), np.linspace(1, 100, 100)[:, None])
    rules = QuotaRules(total=90_00, attain=(0.5, 0.7))
    with pytest.raises(ClashError, match="total") as told:
        set_quotas(facts, rules)
    assert set_quotas(facts, told.value.relaxed).attainability[0] >= 0.5


def test_ceilings_of_supply_are_those_of_the_review_and_bind(firm):
    limited = firm.with_plan(
        firm.plan.model_copy(update={"supply": (SupplyLimit(id="core", units_per_month=100_000.0),)})
    )
    wishes = QuotaWishes(total=150_000_000, ceilings="supply", replications=20, fresh=4)
    run = answering(0.0)
    unlimited = run({"": without_limits(limited)}, range(20))[""]

    ceiling = supply_ceilings(limited, unlimited, None)["core"]

    units = 12 * unlimited[unlimited["measure"] == "family_booked_units"]["value"].mean()
    price = float(firm.market.families[0].price)
    assert ceiling.by_mean == pytest.approx(1_200_000 / (units * price / 2_100_000))
    assert quota_turn(limited, run, wishes).found.ceilings["core"] == int(ceiling.by_mean * price * 100)
    with pytest.raises(ClashError, match="ceiling of core"):
        quota_turn(firm, run, replace(wishes, ceilings={"core": 100_000_000}))


def test_every_fault_of_the_wishes_is_told_at_once(firm):
    wishes = QuotaWishes(
        method="history",
        total=0,
        over=Fraction(0),
        over_managers=Fraction(2),
        attain=(0.4, 0.6),
        pins={"boo": 1},
        floors={"bo": -1},
        fresh=1,
    )
    with pytest.raises(ValueError, match="pin: no 'boo' here; did you mean 'bo'") as told:
        quota_turn(firm, answering(0.0), wishes)
    assert len(str(told.value).splitlines()) == 8
    with pytest.raises(ValueError, match="did you mean 'history'"):
        QuotaWishes(method="histroy").check(firm)


def test_row_80_p_reach_by_rep_is_more_even_than_with_equal_quotas(firm):
    """Simulated: quotas fair by the odds against the same total dealt equally, both judged on fresh years."""
    wishes = QuotaWishes(by_potential=0.0, by_odds=1.0, replications=12, fresh=12)

    found = quota_turn(firm, run_here, wishes).found

    assert set(found.before.tolist()) == {70_000_000}
    assert found.judged_after.chance.std() < found.judged_before.chance.std()


def test_row_81_goals_too_easy_and_too_hard_both_cost_sales(firm):
    """Reps who work for marginal pay under threshold and cap: none is paid far above quota or far below it."""
    rule = Myopic(kind="myopic", usual=0.6, usual_rate=0.05, elasticity=0.5, least=0.3, most=1.0)
    people = firm.people.model_copy(update={"behaviour": rule})
    busy = firm.market.model_copy(update={"leads_per_year": 1500})
    world = firm.model_copy(update={"people": people, "market": busy})
    quota = FACTORS["quota"].over([0.05, 0.5, 1.0, 20.0])
    total = Yield("credit", lambda scenario, frame: CREDIT.read(scenario, frame).sum(axis=1, keepdims=True))

    curve = measure_response(world, run_here, quota, replications=range(2), looked_at=total)

    easy, *middle, hard = curve.seen
    assert max(middle) > 1.05 * max(easy, hard)
    lazy = people.model_copy(update={"behaviour": rule.model_copy(update={"usual": 0.3, "most": 0.3})})
    least = run_here({"": world.model_copy(update={"people": lazy})}, range(2))[""]
    limit = CREDIT.read(world, least).sum(axis=1).mean()
    assert hard == pytest.approx(limit, rel=0.1)  # beyond reach nothing is left but the least effort


def random_wishes(seed):
    """A handful of reps with floors, caps, pins, bands, teams, a ceiling and over-assignment that mostly clash."""
    luck = np.random.default_rng(seed)
    n = int(luck.integers(2, 8))
    reps = tuple(f"r{i}" for i in range(n))
    booked = np.round(
        luck.uniform(50, 300, n) * np.exp(luck.uniform(0.05, 0.6) * luck.normal(size=(30, n))), 2
    )
    total = int(booked.mean(axis=0).sum() * 100 * luck.uniform(0.5, 1.5))
    team = tuple(f"t{luck.integers(2)}" for _ in reps) if luck.random() < 0.5 else ()
    teams = {name: int(total * luck.uniform(0.2, 0.6)) for name in sorted(set(team))[luck.integers(2) :]}
    low = luck.uniform(0, 0.7)
    some = {kind: [rep for rep in reps if luck.random() < 0.2] for kind in ("floors", "caps", "pins")}
    rules = QuotaRules(
        total=sum(teams.values()) if team and set(team) <= teams.keys() else total,
        over=Fraction(int(luck.integers(95, 130)), 100),
        attain=(low, low + 0.25) if luck.random() < 0.6 else (0.0, 1.0),
        teams=teams,
        ceilings={"a": int(total * luck.uniform(0.2, 0.8))} if luck.random() < 0.3 else {},
        **{kind: {rep: int(luck.uniform(1_000, 30_000)) for rep in named} for kind, named in some.items()},
    )
    return QuotaFacts(
        reps, luck.uniform(1, 5, n), booked, luck.dirichlet(np.ones(2), n), ("a", "b"), team
    ), rules


@settings(max_examples=40)
@given(st.integers(0, 10**6))
def test_whatever_clashes_relaxing_as_told_becomes_feasible_and_adds_up(seed):
    facts, rules = random_wishes(seed)
    try:
        found = set_quotas(facts, rules)
    except ClashError as clash:
        rules = clash.relaxed
        found = set_quotas(facts, rules)

    low, high = rules.bands(facts.reps).T
    assert (found.attainability >= low - 1e-9).all()
    assert (found.attainability <= high + 1e-9).all()
    assert found.quotas.min() >= 1
    for rep, quota in zip(facts.reps, found.quotas.tolist(), strict=True):
        assert rules.floors.get(rep, 0) <= quota <= rules.caps.get(rep, quota)
        assert quota == rules.pins.get(rep, quota)
    for team, target in rules.teams.items():
        assert found.quotas[np.array(facts.team) == team].sum() == assigned(target, rules.over)
    assert found.quotas.sum() == assigned(rules.total, rules.over) or set(facts.team) <= rules.teams.keys()


def test_a_band_between_two_shares_of_few_years_is_told():
    facts = QuotaFacts(("ann",), np.ones(1), np.arange(1.0, 6.0)[:, None])
    with pytest.raises(ValueError, match=r"no quota is reached in 0\.45 to 0\.55 of these 5 replications"):
        set_quotas(facts, QuotaRules(total=300, attain=(0.45, 0.55)))
