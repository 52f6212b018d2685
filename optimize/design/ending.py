"""The last judgement: the draft against the input, on replications that no lever and no search has seen."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from optimize.design.checks import Check, Limits, checks
from optimize.design.deciding import changed_checks
from optimize.design.draft import Draft
from optimize.design.judging import Bench, clear_of_zero
from optimize.design.wishing import refuse_missed
from optimize.paired import PairedDifference
from sim.runner import Runner


@dataclass(frozen=True, eq=False)
class LastJudgement:
    """Gain and checks on fresh replications, and why the input is to be returned; nothing when the draft is."""

    gain: PairedDifference
    before: tuple[Check, ...]
    after: tuple[Check, ...]
    refusal: str
    frames: tuple[pd.DataFrame, pd.DataFrame]


def judged(given: Draft, draft: Draft, runner: Runner, limits: Limits) -> LastJudgement:
    """
    Return the judgement of a draft on the replications that were kept for it.

    A check may be missed by no more than the input misses it. A wish of the user must be kept by what is returned.

    Raises
    ------
    InfeasibleError
        When neither draft nor input keeps what the user wishes.
    """
    bench = Bench(runner, given, limits.wishes.judged_on)
    told = bench.judge({"input": given, "design": draft})
    gain = told["design"].gain_over(told["input"])
    # What is not wished is held against the input under the same luck, not that of the search.
    limits = Limits.of(given.scenario, told["input"].frame, limits.wishes)
    before, after = (
        checks(one.scenario, told[name].frame, limits) for one, name in ((given, "input"), (draft, "design"))
    )
    refusal = _refusal(gain, before, after, limits, same=draft is given)
    refuse_missed(before if refusal else after)
    return LastJudgement(gain, before, after, refusal, (told["input"].frame, told["design"].frame))


def _refusal(
    gain: PairedDifference,
    before: tuple[Check, ...],
    after: tuple[Check, ...],
    limits: Limits,
    *,
    same: bool,
) -> str:
    """Return why the input is returned; nothing when the draft is."""
    if same:
        return "no lever gave anything that lasts"
    if limits.wishes.accept == "always":
        return ""
    broken, _ = changed_checks(before, after)
    if broken:
        return f"the design would break what the input keeps: {broken[0].words}"
    mends = [check for check in before if check.wished and not check.kept]
    if mends and all(check.kept for check in after if check.wished):
        return ""  # the input is not what the user wants, whatever it earns
    return "" if clear_of_zero(gain) else "the gain of the design is not above zero on fresh replications"
