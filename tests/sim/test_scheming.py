"""Reps who time deals for pay alone: nothing to gain, nothing done; and the same in both engines."""

from typing import Any

import pytest
from timing_worlds import LINEAR, bonus, curve, textbook
from two_engines import difference

from sim.engine.compiled.run import run_compiled
from sim.engine.log import Kind
from sim.engine.run import Run
from sim.scenario import Scenario

HONEST = {"kind": "steady", "effort": 0.85}
QUARTERLY = bonus(amount="15000.00")
QUARTERLY["components"][0]["measure"] = {"credit": "sales", "window": "quarter", "against": "full_quota"}
CAPPED = curve([["0", "0"], ["1", "1"]], "1", "1.2")


def scheming(pay: dict[str, Any], **words: Any) -> Scenario:
    rule = {"kind": "scheming", "honest": HONEST, "reps": ["R00"], **words}
    return textbook(3, pay, months=13, people={"behaviour": rule})


def timed(run: Run) -> int:
    return sum(run.log.counts[kind] for kind in (Kind.HELD, Kind.PULLED))


def test_a_schemer_under_a_flat_rate_has_nothing_to_gain_and_stays_honest() -> None:
    schemed = run_compiled(scheming(LINEAR), 0)
    honest = run_compiled(textbook(3, LINEAR, months=13, people={"behaviour": HONEST}), 0)

    assert timed(schemed) == 0
    assert (schemed.credit_cents == honest.credit_cents).all()


@pytest.mark.parametrize(("pay", "kind"), [(CAPPED, Kind.HELD), (QUARTERLY, Kind.PULLED)])
def test_only_the_schemer_times_deals_and_only_where_the_plan_pays_for_it(
    pay: dict[str, Any], kind: Kind
) -> None:
    effort = 0.85 if kind == Kind.HELD else 0.66
    log = run_compiled(scheming(pay, honest={"kind": "steady", "effort": effort}), 0).log.of(kind)

    assert len(log) > 0
    assert set(log.rep.tolist()) == {0}


def test_nobody_schemes_after_the_last_month() -> None:
    assert timed(run_compiled(scheming(CAPPED, last_month=11), 0)) == 0


@pytest.mark.parametrize("pay", [CAPPED, QUARTERLY])
def test_both_engines_run_schemers_alike(pay: dict[str, Any]) -> None:
    assert difference(scheming(pay)) == ""


def test_a_schemer_who_is_no_rep_is_refused() -> None:
    with pytest.raises(ValueError, match="no such rep; did you mean 'R0"):
        scheming(LINEAR, reps=["R0"])
