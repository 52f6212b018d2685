"""Reps who look ahead in the full simulation (leads, a stage, orders): behaviour facts T2, T14, T15, and a ratchet."""

from functools import cache

import numpy as np
import pytest
from timing_worlds import ACCELERATOR, BONUS, FLOOR, FLOOR_CAP, FORWARD, LINEAR, QUOTA, textbook

from sim.engine.compiled.draws import FastStreams
from sim.engine.compiled.flow import CompiledFlow
from sim.engine.model import SalesModel, run_model
from sim.plan import QUOTAS, TableQuotas
from sim.table import Table

N_REPS, YEARS = 60, 2


class Watched:
    """A behaviour that is looked at while it decides."""

    def __init__(self, model):
        self.model, self.rule = model, model._behaviour
        self.month, self.effort, self.attainment = [], [], []

    def act(self, reps):
        decision = self.rule.act(reps)
        if self.model.world.line.month[self.model.day] > 0:
            self.month.append(reps.month)
            self.effort.append(decision.effort.copy())
            self.attainment.append(reps.attainment.copy())
        return decision


@cache
def watched(name):
    """Return a run and what was decided in it: month by working day, effort and attainment by day and rep."""
    pay = {"linear": LINEAR, "floor and cap": FLOOR_CAP, "floor": FLOOR, "bonus": BONUS}[name]
    if name == "bonus":  # quotas from easy to hopeless, and reps who know what their territories hold
        world = textbook(N_REPS, pay, 12 * YEARS, people={"behaviour": {**FORWARD, "full_attainment": None}})
        names = [f"R{n:02d}" for n in range(N_REPS)]
        sizes = [f"{QUOTA * size:.2f}" for size in np.linspace(0.7, 1.5, N_REPS)]
        quotas = TableQuotas(method="table", table=Table.of(QUOTAS, {"rep": names, "quota": sizes}))
        world = world.with_plan(world.plan.model_copy(update={"quotas": quotas}))
    else:
        world = textbook(N_REPS, pay, 12 * YEARS, people={"behaviour": {**FORWARD, "spread": 0.2}})
    model = SalesModel(world, 0, CompiledFlow, FastStreams)
    model._behaviour = seen = Watched(model)
    run = run_model(model)
    return run, np.array(seen.month), np.array(seen.effort), np.array(seen.attainment)


def booked(name):
    """Return bookings in quota, shape (n_reps, n_years, 12)."""
    run = watched(name)[0]
    return run.credit_cents[:, 1:].reshape(N_REPS, YEARS, 12) / run.quota_cents[:, :1, None]


def ratio_with_interval(name, month):
    """Return a month over the ten middle ones, against the linear plan under the same luck, and its standard error."""
    each = [booked(plan)[:, :, month].mean(axis=1) for plan in (name, "linear")]
    middle = [booked(plan)[:, :, 1:11].mean(axis=(1, 2)) for plan in (name, "linear")]
    (a, b), (m, n) = ([one.mean() for one in many] for many in (each, middle))
    ratio = a / m / (b / n)
    # The delta method over reps, who are independent.
    deviation = ratio * (each[0] / a - middle[0] / m - each[1] / b + middle[1] / n)
    return ratio, deviation.std(ddof=1) / np.sqrt(N_REPS)


def test_t2_under_a_linear_plan_nobodys_effort_moves():
    _, _, effort, _ = watched("linear")

    assert np.ptp(effort, axis=0).max() == 0.0
    assert effort.mean() == pytest.approx(FORWARD["usual"], rel=0.05)


@pytest.mark.parametrize("plan", ["floor and cap", "floor"])
def test_t14_a_floor_makes_a_high_last_month_and_a_low_first_one(plan):
    last, first = ratio_with_interval(plan, 11), ratio_with_interval(plan, 0)

    assert last[0] - 2 * last[1] > 1.0
    assert last[0] >= 1.2
    assert first[0] + 2 * first[1] < 0.8


def test_t15_under_a_bonus_the_effort_of_the_last_quarter_is_an_inverted_u():
    _, month, effort, attainment = watched("bonus")
    last = month >= 9
    stands, works = attainment[last].ravel(), effort[last].ravel() - FORWARD["least"]
    lost, near, won = (
        works[(stands >= low) & (stands < high)].mean() for low, high in ((0, 0.45), (0.6, 0.8), (1.02, 9))
    )

    assert near > 0.15
    assert max(lost, won) < near / 3


def test_a_foreseen_ratchet_draws_less_effort_and_quotas_follow():
    quotas = {"method": "equal", "total": "12000000.00", "next_year": {"ratchet": 0.5, "ratchet_down": 0.5}}
    runs = []
    for foresight in (0.0, 1.0):
        people = {"behaviour": {**FORWARD, "foresight": foresight, "full_attainment": None}}
        model = SalesModel(
            textbook(20, LINEAR, 36, people=people, plan={"quotas": quotas}), 0, CompiledFlow, FastStreams
        )
        runs.append(run_model(model))
    blind, seeing = runs
    sold = blind.credit_cents[:, 1:13].sum(axis=1) / blind.quota_cents[:, 0]
    following = blind.quota_cents[:, 0] * (1 + 0.5 * (sold - 1))

    assert blind.quota_cents.shape == (20, 3)
    assert np.abs(blind.quota_cents[:, 1] - following).max() <= 1
    assert seeing.effort.mean() < blind.effort.mean() - 0.02


def bunching(year):
    """Return the rep-years from 100 to 104 % over those from 104 to 108 %."""
    above, beside = (((year >= low) & (year < low + 0.04)).sum() for low in (1.0, 1.04))
    return above / max(beside, 1)


def test_t17_a_lump_bonus_gathers_rep_years_just_above_it():
    run = watched("bonus")[0]
    year = (run.credit_cents[:, 1:] / run.quota_cents[:, :1]).reshape(N_REPS, YEARS, 12).sum(axis=2)

    assert bunching(year) > 5.0


def kink(size, pay=ACCELERATOR, n_reps=250, replications=4):
    """Return the mass just above the kink of an accelerator over its neighbours', and its standard error."""
    people = {"behaviour": {**FORWARD, "spread": 0.1, "motives": {"knot_reward": size}}}
    world = textbook(n_reps, pay, 36, people=people)
    runs = [run_model(SalesModel(world, r, CompiledFlow, FastStreams)) for r in range(replications)]
    years = np.concatenate([run.credit_cents[:, 1:].reshape(n_reps, 3, 12).sum(axis=2) for run in runs])
    above, beside = (
        ((years >= low * QUOTA * 100) & (years < (low + 0.04) * QUOTA * 100)).sum() for low in (1.0, 1.04)
    )
    return above / beside, above / beside * np.sqrt(1 / above + 1 / beside)


@pytest.mark.slow
def test_t17_money_repels_from_an_accelerators_kink_and_a_symbolic_reward_brings_the_mass_of_the_facts():
    # The facts' prototype: 0.85 with a reward of 5 % of target pay, 0.95 with 10 %, more than 50 with a lump sum, and
    # 0.32 with money only, which is missed here (0.73): docs/behaviour.md has the numbers.
    money, five, ten = (kink(size) for size in (0.0, 0.05, 0.1))
    lump = kink(0.0, BONUS)

    assert money[0] + 2 * money[1] < 1.0
    assert abs(five[0] - 0.85) < 2 * five[1]
    assert abs(ten[0] - 0.95) < 2 * ten[1]
    assert ten[0] - money[0] > 2 * np.hypot(ten[1], money[1])
    assert lump[0] > 50.0
