"""What each part of a design contributed: its subsets simulated on the replications of the last judgement."""

from __future__ import annotations

from dataclasses import replace

from optimize.attribution import Attribution, attribute
from optimize.design.draft import Draft, profits
from optimize.design.parts import TOGETHER, composed, parts_of
from optimize.design.result import Design
from sim.runner import Runner
from sim.scenario import Scenario


def contributions(design: Design, runner: Runner) -> Attribution | None:
    """Return what each part of a design contributed to its profit, ``None`` when it has no parts."""
    return between(design.given, design.found, runner, design.wishes.judged_on)


def between(before: Draft, after: Draft, runner: Runner, replications: range) -> Attribution | None:
    """
    Return what each part in which two drafts differ contributed to profit; ``None`` when they do not.

    Parameters
    ----------
    before, after
        Of one world.
    runner
        Simulates all subsets of the parts, 2 to the power of their number.
    replications
        Which.

    Raises
    ------
    ValueError
        When the worlds differ in more than plan and reps.
    """
    parts = parts_of(before.scenario, after.scenario)
    if not parts:
        return None
    drafts = composed(before, after)
    names = {some: "+".join(part for part in parts if part in some) or "input" for some in drafts}
    worlds: dict[str, Scenario] = {names[some]: draft.scenario for some, draft in drafts.items()}
    frames = runner(worlds, replications)
    base = frames["input"]
    values = {
        some: profits(before.scenario, base, frames[names[some]], draft) for some, draft in drafts.items()
    }
    return replace(attribute(values, parts), notes=_notes(parts))


def _notes(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return what belongs together, for those who read the shares."""
    told = [
        "Shapley values over all subsets of the parts, simulated; in each replication they add up to the whole."
    ]
    if "quota" in parts and {"territory", TOGETHER} & set(parts):
        told.append(
            "A quota belongs to a territory: without the quota part a new map has the old total dealt by potential, "
            "without a new map the old quotas are raised or cut to the new total."
        )
    if TOGETHER in parts:
        told.append("A map belongs to those who work it: size and territory are one part.")
    return tuple(told)
