"""Deals held back, let go, gone stale and pulled, in the pipeline itself."""

from dataclasses import dataclass

import numpy as np
import pytest
from timing_worlds import LINEAR, textbook
from worlds import sales_force

from sim.agents.registry import behaviour
from sim.agents.view import Decision
from sim.engine.lead_state import LeadState
from sim.engine.log import Kind
from sim.engine.model import run_reference
from sim.outcomes import measure
from sim.timing import price_cut_cents, stale_after


@behaviour("timing-test")
@dataclass(frozen=True)
class Timer:
    """Holds and pulls the same shares every day; from the third month on it lets go of everything."""

    hold: float = 0.0
    pull: float = 0.0
    discount: float = 0.0
    until_month: float = 2.0

    def act(self, reps):
        hold = self.hold if reps.month < self.until_month else 0.0
        return Decision(np.full(len(reps.quota), 0.9), hold, self.pull, self.discount)


def world(closing=None, n_reps=4, **settings):
    people = {"behaviour": {"kind": "own", "name": "timing-test", **settings}, "closing": closing or {}}
    return textbook(n_reps, LINEAR, 4, people=people, run={"warmup_days": 60, "months": 4})


def count(run, kind):
    return int((run.log.kind == kind).sum())


def test_who_holds_and_pulls_nothing_makes_the_very_run_of_a_steady_rep():
    steady = textbook(
        4, LINEAR, 4, people={"behaviour": {"kind": "steady", "effort": 0.9}}, run={"warmup_days": 60}
    )

    assert run_reference(world(), 0).log.same_as(run_reference(steady, 0).log)


def test_a_mixture_that_does_not_react_is_the_static_run():
    rule = {"kind": "steady", "effort": 0.85}
    parts = [{"id": name, "weight": 1.0, "rule": rule} for name in ("one", "other")]
    mixed = sales_force(people={"behaviour": {"kind": "mixture", "parts": parts}})

    assert run_reference(mixed, 0).log.same_as(run_reference(sales_force(people={"behaviour": rule}), 0).log)


def test_all_ripe_deals_are_held_and_let_go_of_when_the_rep_no_longer_holds():
    run = run_reference(world({"stale_share_per_month": 0.0, "longest_days": 400.0}, hold=1.0), 0)
    released = run.log.of(Kind.RELEASED)
    first = (
        run.world.line.start_hour + (31 + 28) * 24.0
    )  # 1 March; the warm-up's months are 10 and 11: nothing held

    assert count(run, Kind.HELD) == count(run, Kind.RELEASED) > 20
    assert (
        first <= released.time.min() == released.time.max() < first + 4 * 24.0
    )  # when the first working day opens
    measure(run)


def test_a_held_deal_is_let_go_after_the_longest_time():
    run = run_reference(world({"stale_share_per_month": 0.0, "longest_days": 5.0}, hold=1.0), 0)
    first_of_march = run.world.line.start_hour + (31 + 28) * 24.0  # when the rep lets go of what is left
    since = dict(zip(run.log.of(Kind.HELD).entity, run.log.of(Kind.HELD).time, strict=True))
    released = run.log.of(Kind.RELEASED).where(run.log.of(Kind.RELEASED).time < first_of_march)
    waited = [time - since[entity] for entity, time in zip(released.entity, released.time, strict=True)]

    assert len(waited) > 10
    assert waited == pytest.approx([5.0 * 24.0] * len(waited))


def test_stale_deals_are_lost_at_the_share_of_a_month():
    run = run_reference(world({"stale_share_per_month": 0.5, "longest_days": 365.25 / 12}, 10, hold=1.0), 0)
    held, stale = run.log.of(Kind.HELD), run.log.of(Kind.STALE)
    early = held.entity[held.time < run.world.line.start_hour + 25 * 24.0]  # may wait a whole month
    share, n = np.isin(early, stale.entity).mean(), len(early)

    assert n > 40
    assert abs(share - 0.5) < 3.0 * np.sqrt(0.25 / n)
    assert np.isin(stale.entity, run.log.of(Kind.LOST).entity).all()


def test_a_pulled_deal_closes_before_the_customer_is_ready_and_costs_price_and_win_rate():
    base, pulled = (
        run_reference(world({"pull_win_ratio": 0.8}, pull=share, discount=0.2), 0) for share in (0.0, 1.0)
    )
    ordered = {
        int(entity): int(cents)
        for entity, cents in zip(
            base.log.of(Kind.ORDERED).entity, base.log.of(Kind.ORDERED).cents, strict=True
        )
    }
    early = pulled.log.of(Kind.ORDERED)
    price = max(ordered.values())

    assert set(early.cents.tolist()) == {price - price_cut_cents(price, 0.2)}
    assert count(pulled, Kind.WON) < count(base, Kind.WON)
    assert np.isin(pulled.log.of(Kind.WON).entity, pulled.log.of(Kind.PULLED).entity).all()
    assert count(pulled, Kind.PULLED) > count(
        pulled, Kind.WON
    )  # those who would not have bought were asked too
    measure(pulled)


def test_held_deals_are_a_state_of_their_own():
    run = run_reference(world({"longest_days": 400.0}, hold=1.0, until_month=99.0), 0)

    assert (run.lead_state == LeadState.HELD).sum() == count(run, Kind.HELD) - count(run, Kind.STALE) > 0
    measure(run)


@pytest.mark.parametrize(("share", "months"), [(0.1, 1.0), (0.5, 2.0)])
def test_the_share_that_outlives_m_months_is_one_less_the_share_to_the_m(share, months):
    # The luck at which a deal goes stale after exactly m months is the chance to outlive them.
    hours = stale_after(share, (1.0 - share) ** months)

    assert hours == pytest.approx(months * 365.25 / 12 * 24)


def test_a_price_cut_costs_all_of_itself_in_profit():
    run = run_reference(world({"pull_win_ratio": 1.0}, pull=1.0, discount=0.2), 0)
    rows = {name: value for name, entity, month, value in measure(run) if not entity and not month}
    # Half of the list price is what the goods cost; 20 % off the price leaves 0.3 of it: here of what was shipped.
    list_price = rows["shipped_revenue"] / 0.8

    assert rows["price_cuts"] == pytest.approx(0.2 * list_price, rel=1e-5)  # cuts are of whole cents
    assert rows["profit_contribution"] + rows["compensation_cost"] == pytest.approx(
        0.3 * list_price, rel=1e-5
    )
    assert rows["deals_pulled"] > 0
