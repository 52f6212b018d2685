"""Rules of the user's own: registered, checked, named by a scenario, at work in the engine."""

from dataclasses import dataclass

import numpy as np
import pytest

from sim.agents.registry import BEHAVIOURS, behaviour
from sim.agents.view import Decision
from sim.contracts import check_behaviour, check_customer_rule, check_router
from sim.engine.choice import run_once
from sim.engine.log import Kind
from sim.own_rules import LeadFacts, RepFacts, chosen_place, customer_rule, router
from tests.sim.worlds import sales_force


@behaviour("test-sandbagger")
@dataclass(frozen=True)
class Sandbagger:
    """Eases off once quota is in sight."""

    ease_at: float = 0.95

    def act(self, reps):
        near = reps.attainment >= self.ease_at
        return Decision(effort=np.where(near, 0.3, 1.0), hold=np.where(near, 1.0, 0.0))


@router("test-first")
def to_the_first(lead, reps):
    """Give everything to the first rep of the group."""
    return 0


@customer_rule("test-fickle")
def fickle(customer, factor=1.0):
    """Multiply the odds of leaving."""
    return factor


def test_what_ships_and_the_example_keep_the_contract():
    assert check_behaviour(Sandbagger()) == ()
    assert check_router(to_the_first) == ()
    assert check_customer_rule(fickle, factor=2.0) == ()


class Broken:
    def __init__(self, act):
        self.act = act


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (lambda reps: Decision(effort=np.full(len(reps.quota), 1.5)), "effort is 1.5 at 0%"),
        (lambda reps: Decision(effort=np.ones(2)), "one share a rep"),
        (lambda reps: np.ones(7), "a Decision is wanted"),
        (lambda reps: Decision(effort=np.linspace(0, 1, len(reps.quota))), "hangs on his place"),
        (
            lambda reps: Decision(effort=np.random.default_rng().random(len(reps.quota))),
            "differs for the same view",
        ),
    ],
)
def test_a_behaviour_that_breaks_its_contract_is_told(act, told):
    (first, *_) = check_behaviour(Broken(act))
    assert told in first


def test_a_behaviour_that_changes_its_view_is_told():
    def act(reps):
        reps.credit[:] = 0.0
        return Decision(effort=np.ones(len(reps.quota)))

    assert "changes what reps see: credit" in check_behaviour(Broken(act))[0]


_calls = iter(range(10_000))


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (lambda lead, reps: len(reps), "a place from 0 to"),
        (lambda lead, reps: "first", "returns 'first'"),
        (lambda lead, reps: next(_calls) % len(reps), "use lead.luck"),
    ],
)
def test_a_router_that_breaks_its_contract_is_told(rule, told):
    assert told in check_router(rule)[0]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (lambda c: -1.0, "0 or more"),
        (lambda c: float("nan"), "0 or more"),
        (lambda c: c.satisfaction, "leave more"),
    ],
)
def test_a_customer_rule_that_breaks_its_contract_is_told(rule, told):
    assert told in check_customer_rule(rule)[0]


def test_an_own_router_gives_the_leads_and_everybody_is_counted_once():
    log = run_once(sales_force(pipeline={"routing": {"kind": "own", "own": {"name": "test-first"}}}), 0).log
    assigned = log.of(Kind.ASSIGNED)
    assert len(assigned) > 0
    assert set(assigned.rep.tolist()) == {0}
    assert len(np.unique(assigned.entity)) == len(assigned)


def test_an_own_customer_rule_makes_customers_leave_and_a_factor_of_one_changes_nothing():
    plain = run_once(sales_force(), 0).log
    same = run_once(sales_force(customers={"own": {"name": "test-fickle"}}), 0).log
    fickle_ones = run_once(sales_force(customers={"own": {"name": "test-fickle", "factor": 5.0}}), 0).log
    assert same.same_as(plain)
    assert len(fickle_ones.of(Kind.CHURNED)) > len(plain.of(Kind.CHURNED))


def test_an_own_behaviour_works_by_name_with_its_settings():
    own = {"behaviour": {"kind": "own", "name": "test-sandbagger", "ease_at": 0.0}}
    run = run_once(sales_force(people=own), 0)
    assert run.effort.max() == pytest.approx(0.3)
    assert "test-sandbagger" in BEHAVIOURS.names


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"people": {"behaviour": {"kind": "own", "name": "test-sandbager"}}},
            "did you mean 'test-sandbagger'?",
        ),
        (
            {"people": {"behaviour": {"kind": "own", "name": "test-sandbagger", "ease": 1.0}}},
            "it takes ease_at",
        ),
        (
            {"pipeline": {"routing": {"kind": "own", "own": {"name": "none-such"}}}},
            "load its file with --with",
        ),
        ({"customers": {"own": {"name": "test-fickle", "by": 2.0}}}, "it takes factor"),
    ],
)
def test_a_rule_that_is_not_there_or_takes_no_such_setting_is_a_fault_of_the_scenario(changes, told):
    with pytest.raises(ValueError, match=r"setting|registered") as error:
        sales_force(**changes)
    assert told in str(error.value)


def test_a_router_that_returns_no_place_ends_the_run_in_words():
    @router("test-wrong")
    def wrong(lead, reps):
        return 99

    with pytest.raises(ValueError, match="router 'test-wrong' returned 99"):
        run_once(sales_force(pipeline={"routing": {"kind": "own", "own": {"name": "test-wrong"}}}), 0)


class Sloppy:
    """A rule that returns whatever it was told to."""

    def __init__(self, act):
        self.act = act


def change_quotas(reps):
    reps.quota[:] = 1.0


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (lambda reps: "work hard", "behaviour 'test-sloppy' returned str; a Decision is wanted"),
        (lambda reps: Decision(effort=np.full(len(reps.quota), np.nan)), "effort nan at "),
        (lambda reps: Decision(effort=2.0), "effort 2 at .* of the year; 0 to 1 is wanted"),
        (lambda reps: Decision(effort=np.ones(len(reps.quota)), hold=-0.1), "hold -0.1 at"),
        (lambda reps: Decision(effort=np.ones(2)), "one share a rep"),
        (change_quotas, "read-only"),
    ],
)
def test_a_run_stops_at_a_decision_that_is_none(act, told):
    behaviour("test-sloppy")(lambda: Sloppy(act))
    with pytest.raises(ValueError, match=told):
        run_once(sales_force(people={"behaviour": {"kind": "own", "name": "test-sloppy"}}), 0)


def test_a_place_that_numpy_counted_is_a_place():
    router("test-argmin")(lambda lead, reps: np.argmin([rep.load for rep in reps]))
    lead, reps = LeadFacts("u", "f", 0, 0.0, 0.5), [RepFacts("a", 2, 0, 1.0), RepFacts("b", 1, 0, 1.0)]
    assert chosen_place("test-argmin", lead, reps, {}) == 1
    assert check_router(lambda lead, reps: np.argmin([rep.load for rep in reps])) == ()


def test_a_number_is_a_decision_for_all_reps_alike():
    behaviour("test-half")(lambda: Sloppy(lambda reps: Decision(effort=0.5)))
    own = sales_force(people={"behaviour": {"kind": "own", "name": "test-half"}})
    steady = sales_force(people={"behaviour": {"kind": "steady", "effort": 0.5}})
    assert np.array_equal(run_once(own, 0).worked_hours, run_once(steady, 0).worked_hours)
