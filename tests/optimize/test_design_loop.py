"""The loop of a design: it takes what earns more than noise, breaks nothing, and ends no worse than it began."""

import dataclasses
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_worlds import grid

from optimize.design import Conduct, Wishes, design, judging, quota_total
from optimize.design import loop as loops
from optimize.design.checks import Check
from optimize.design.deciding import rule
from optimize.design.judging import Guarded, SeenError
from optimize.design.turning import Offer
from optimize.elastic import InfeasibleError
from optimize.paired import paired_difference
from optimize.territory import Rules
from optimize.turn import Turn
from sim.documents.competition import Price
from sim.plan import QUOTAS, TableQuotas
from sim.table import Table

RULES = Rules(band=0.3, starts=1)
OPTIMUM = 3.0


class Toy:
    """
    A runner with a planted optimum: profit falls with the square of how far personal time x is from 3, and the price y
    from x.

    ``fresh`` moves the optimum on the replications of the last judgement: what the search learns is then wrong.
    """

    def __init__(self, noise=1.0, fresh=OPTIMUM):
        self.noise, self.fresh, self.asked = noise, fresh, []

    def __call__(self, scenarios, replications):
        self.asked.append((tuple(scenarios), tuple(replications)))
        return {name: self.frame(world, replications) for name, world in scenarios.items()}

    def frame(self, world, replications):
        rows = []
        for number in replications:
            best = self.fresh if number >= 1_000_000 else OPTIMUM
            luck = np.random.default_rng([7, number]).normal()  # the same under every plan
            own = np.random.default_rng([9, number, int(1000 * world.plan.personal_time)]).normal()
            x = world.plan.personal_time
            y = world.plan.prices[0].of_list if world.plan.prices else x
            profit = 100.0 - (x - best) ** 2 - (y - x) ** 2 + 50 * luck + self.noise * own
            values = {"profit_contribution": profit, "compensation_cost": 40.0, "shipped_revenue": 200.0}
            rows += [
                (number, measure, "", value) for measure, value in (values | {"bookings": 200.0}).items()
            ]
            for rep in world.tables.reps["id"].tolist():
                rows += [(number, "rep_pay", rep, 20.0), (number, "rep_staffed_share", rep, 1.0)]
        frame = pd.DataFrame(rows, columns=["replication", "measure", "entity", "value"])
        return frame.assign(month=0)


def stepping(towards):
    """Return a lever that goes to a value of personal time."""

    def turn(task):
        changed = task.draft.scenario.plan.model_copy(update={"personal_time": towards})
        return Offer.of_turn(task, Turn("toy", changed, (), assumed=("the world is a toy",)))

    return turn


def best_time(task):
    """Turn personal time to its best at the price of the moment: half way between the price and 3."""
    return stepping(round((OPTIMUM + task.draft.scenario.plan.prices[0].of_list) / 2, 4))(task)


def best_price(task):
    """Turn the price to its best at the personal time of the moment."""
    plan = task.draft.scenario.plan
    prices = (Price(id=plan.prices[0].id, of_list=plan.personal_time),)
    return Offer.of_turn(task, Turn("toy", plan.model_copy(update={"prices": prices}), ()))


@pytest.fixture
def levers(monkeypatch):
    """Let a test say what each lever does; one it does not name changes nothing."""

    def put(**turns):
        monkeypatch.setattr(loops, "lever", lambda name: turns.get(name, stepping_nowhere))

    return put


def stepping_nowhere(task):
    return Offer.of_turn(task, Turn("toy", task.draft.scenario.plan, ()))


WORLD = grid(4, 4, 2)
SHORT = Wishes(search=12, judged=12, rounds=12)


def test_the_loop_goes_to_the_planted_optimum_and_stops_in_its_noise(levers):
    levers(quota=best_time, supply=best_price)
    family = WORLD.market.families[0].id
    price = Price(id=family, of_list=0.5)
    start = WORLD.with_plan(WORLD.plan.model_copy(update={"prices": (price,), "personal_time": 0.5}))

    found = design(start, ["quota", "supply"], runner=Toy(noise=0.01), wishes=SHORT)

    # From (0.5, 0.5) to (1.75, 1.75), (2.375, 2.375), 2.6875 ...: a round halves what is missing, until that is noise.
    assert found.improved
    assert abs(found.plan.personal_time - OPTIMUM) < 0.2
    assert found.steps[-1].round > 2
    assert "noise" in found.ended or found.ended == "no lever gave anything more"


def test_what_only_the_search_believes_is_not_returned(levers):
    levers(quota=stepping(OPTIMUM))

    found = design(WORLD, ["quota"], runner=Toy(fresh=0.0), wishes=SHORT)

    assert not found.improved
    assert found.scenario is WORLD
    assert "The input is returned" in found.verdict
    assert found.gain.high < 0  # 9 lost where the optimum is at 0


@given(target=st.floats(0, 6), fresh=st.floats(0, 6))
@settings(max_examples=6, deadline=None)
def test_what_is_returned_is_never_worse_than_the_input(target, fresh):
    toy, turn = Toy(noise=0.5, fresh=fresh), stepping(target)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loops, "lever", lambda name: turn)
        found = design(WORLD, ["quota"], runner=toy, wishes=Wishes(search=6, judged=30, rounds=2))

    truth = -((found.plan.personal_time - fresh) ** 2) + fresh**2
    assert truth > -0.5 * 4 / np.sqrt(30)  # four standard errors: the interval is one of 95 %
    assert found.improved == (found.scenario is not WORLD)


def test_the_search_sees_no_replication_of_the_last_judgement(levers):
    levers(quota=stepping(OPTIMUM))
    toy = Toy()

    design(WORLD, ["quota"], runner=toy, wishes=SHORT)

    *search, last = [set(numbers) for _, numbers in toy.asked]
    assert set().union(*search).isdisjoint(last)
    assert last == set(SHORT.judged_on)


def test_a_lever_that_peeks_is_refused():
    with pytest.raises(SeenError, match="1000000 to 1000001 are kept"):
        Guarded(Toy(), range(1_000_000, 1_000_040))({"a": WORLD}, [3, 1_000_000, 1_000_001])


def test_the_input_is_returned_when_no_lever_gives_anything(levers):
    levers()

    found = design(WORLD, ["all"], runner=Toy(), wishes=SHORT)

    assert found.scenario is WORLD
    assert [step.decision for step in found.steps] == ["no change"] * 5
    assert found.gain.same


def test_a_lever_that_offers_something_bad_is_refused_with_its_interval(levers):
    levers(quota=stepping(OPTIMUM), pay=stepping(6.0))

    found = design(WORLD, ["quota", "pay"], runner=Toy(), wishes=SHORT)

    by_lever = {step.lever: step for step in found.steps if step.round == 1}
    assert by_lever["quota"].decision == "taken"
    assert by_lever["pay"].decision == "refused"
    assert by_lever["pay"].gain.mean == pytest.approx(-9, abs=1.5)


def test_no_time_is_no_search_and_no_harm(levers):
    levers(quota=stepping(OPTIMUM))

    found = design(WORLD, ["quota"], runner=Toy(), wishes=SHORT, conduct=Conduct(seconds=0.0))

    assert found.ended == "the time was up"
    assert found.scenario is WORLD


def test_a_lever_that_goes_on_beyond_the_time_is_cut_short(levers, monkeypatch):
    def endless(task):
        monkeypatch.setattr(judging.time, "monotonic", lambda: float("inf"))
        task.runner({"more": task.draft.scenario}, [5])

    levers(quota=stepping(OPTIMUM), pay=endless)

    found = design(WORLD, ["quota", "pay"], runner=Toy(), wishes=SHORT, conduct=Conduct(seconds=60.0))

    assert [step.decision for step in found.steps] == ["taken", "cut short"]
    assert found.ended == "the time was up"
    assert found.improved  # what was taken before is judged and returned


def test_every_step_is_told_as_it_happens(levers):
    levers(quota=stepping(OPTIMUM))
    told = []

    found = design(WORLD, ["quota"], runner=Toy(), wishes=SHORT, conduct=Conduct(tell=told.append))

    assert tuple(told) == found.steps
    assert str(told[0]).startswith("round 1, quota: taken, gain +")


def test_an_infeasible_lever_is_told_and_the_others_go_on(levers):
    def cannot(task):
        raise InfeasibleError("no plan keeps it", None)

    levers(pay=cannot, quota=stepping(OPTIMUM))

    found = design(WORLD, ["quota", "pay"], runner=Toy(), wishes=SHORT)

    assert found.improved
    assert next(step.why for step in found.steps if step.lever == "pay") == (
        "nothing keeps its limits: no plan keeps it"
    )


GAIN, NONE, LOSS = (paired_difference(np.linspace(a, b, 9)) for a, b in ((1, 3), (-1, 1), (-3, -1)))
WISHED, WISHED_MORE = (Check("pay budget", miss, f"missed by {miss:g}", wished=True) for miss in (0.0, 2.0))
KEPT, MISSED, MORE = (Check("pay budget", miss, f"missed by {miss:g}") for miss in (0.0, 1.0, 2.0))


@pytest.mark.parametrize(
    ("gain", "before", "after", "to_come", "decision"),
    [
        (GAIN, KEPT, KEPT, (), "taken"),
        (NONE, KEPT, KEPT, (), "refused"),
        (GAIN, KEPT, MISSED, (), "refused"),  # whatever it earns
        (GAIN, KEPT, MISSED, ("pay",), "taken"),  # pay may mend it
        (GAIN, KEPT, MISSED, ("supply",), "refused"),
        (GAIN, MISSED, MORE, (), "refused"),
        (NONE, MORE, MISSED, (), "mends"),
        (LOSS, MORE, MISSED, (), "refused"),
        (LOSS, WISHED_MORE, WISHED, (), "mends"),  # what the user asked for comes before profit
    ],
)
def test_an_offer_is_ruled_by_its_gain_and_by_what_it_breaks(gain, before, after, to_come, decision):
    assert rule(gain, [before], [after], to_come=to_come).decision == decision


def test_what_a_later_lever_does_not_mend_is_taken_back(levers, monkeypatch):
    # Pay costs more from a personal time of 2 on, and no lever mends it.
    toy = Toy()
    plain = toy.frame

    def dear(world, replications):
        frame = plain(world, replications)
        over = world.plan.personal_time >= 2
        return frame.assign(
            value=frame["value"].where((frame["measure"] != "compensation_cost") | (not over), 60.0)
        )

    monkeypatch.setattr(toy, "frame", dear)
    levers(quota=stepping(OPTIMUM), pay=stepping_nowhere)

    found = design(WORLD, ["quota", "pay"], runner=toy, wishes=dataclasses.replace(SHORT, budget=50.0))

    assert found.scenario is WORLD
    assert [step.decision for step in found.steps] == ["taken", "no change", "refused", "no change"]


def test_the_lever_territory_deals_the_same_total_quota_by_potential():
    quotas = Table.of(QUOTAS, {"rep": ["r000", "r001"], "quota": ["100.01", "200.02"]})
    given_ = WORLD.with_plan(
        WORLD.plan.model_copy(update={"quotas": TableQuotas(method="table", table=quotas)})
    )

    found = design(given_, wishes=Wishes(rules=RULES, search=2, judged=2, accept="always"))

    assert quota_total(given_.plan) == Decimal("300.03")
    assert found.plan.quotas.method == "potential"
    assert found.plan.quotas.total == Decimal("300.03")
    assert found.plan.alignment is found.territory.alignment
    assert found.plan.bases is found.territory.bases


def test_quotas_are_kept_on_request():
    wishes = Wishes(rules=RULES, search=2, judged=2, accept="always", quotas="keep")

    assert design(WORLD, wishes=wishes).plan.quotas == WORLD.plan.quotas


def test_an_unknown_lever_is_refused_with_the_near_miss():
    with pytest.raises(ValueError, match=r"'teritory'; there is size, territory.*; did you mean 'territory'"):
        design(WORLD, ["teritory"])


@pytest.mark.parametrize("levers", ["territory", []])
def test_levers_are_a_list_with_something_in_it(levers):
    with pytest.raises(ValueError, match="levers is a list"):
        design(WORLD, levers)


def test_every_fault_of_the_wishes_is_told_at_once():
    with pytest.raises(
        ValueError, match=r"budget .* got -1; .*no such quota rule: 'by_potential'.*'by-potential'"
    ):
        Wishes(budget=-1, quotas="by_potential")
