"""What a design gives back: a scenario that is not worse than its input, and how it came about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from optimize.design.checks import Check
from optimize.design.draft import Draft
from optimize.design.steps import Step, in_words, told_gain
from optimize.design.wishes import LeverName, Wishes
from optimize.paired import PairedDifference
from optimize.territory import TerritoryDesign
from sim.plan import Plan
from sim.scenario import Scenario


@dataclass(frozen=True, eq=False)
class Design:
    """
    A design: what was found, and what is returned.

    Attributes
    ----------
    given, found
        The input, and the draft at which the search ended.
    scenario
        What is returned: that of ``found`` when it is better on fresh replications, else the input.
    gain
        Profit of ``found`` over the input [currency], paired on replications that the search never saw.
    before, after
        Checks of the input and of ``found``, on the same replications.
    steps
        What was tried, in order.
    ended
        Why the search ended.
    refusal
        Why the input is returned; nothing when the design is.
    frames
        Results of the input and of ``found`` on the replications of the judgement.
    stopped
        Whether the user stopped a lever, whose best so far was judged.
    """

    given: Draft
    found: Draft
    levers: tuple[LeverName, ...]
    wishes: Wishes
    gain: PairedDifference
    before: tuple[Check, ...]
    after: tuple[Check, ...]
    steps: tuple[Step, ...]
    ended: str
    refusal: str
    seconds: float
    frames: tuple[pd.DataFrame, pd.DataFrame] = field(repr=False)
    stopped: bool = False

    @property
    def improved(self) -> bool:
        """Return whether the design is returned, and not its input."""
        return not self.refusal

    @property
    def returned(self) -> Draft:
        """Return the draft that is returned."""
        return self.found if self.improved else self.given

    @property
    def scenario(self) -> Scenario:
        """Return the scenario that is returned."""
        return self.returned.scenario

    @property
    def plan(self) -> Plan:
        """Return the plan that is returned."""
        return self.scenario.plan

    @property
    def taken(self) -> Mapping[str, Step]:
        """Return the last step of each lever that went into what was found."""
        return {step.lever: step for step in self.steps if step.decision in ("taken", "mends")}

    @property
    def territory(self) -> TerritoryDesign | None:
        """Return the map that was found; ``None`` without one, or when it was taken from what was kept."""
        step = self.taken.get("territory")
        return step.found if step is not None and isinstance(step.found, TerritoryDesign) else None

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what a reader must know of the parts that went into it."""
        return tuple(
            note if note.startswith(f"{step.lever}:") else f"{step.lever}: {note}"
            for step in self.taken.values()
            for note in step.notes
        )

    @property
    def assumed(self) -> tuple[str, ...]:
        """Return what the last turn of each lever took for granted, and what is charged besides."""
        last = {step.lever: step for step in self.steps}
        told = [f"{step.lever}: {one}" for step in last.values() for one in step.assumed]
        told += [f"{what} costs {amount:,.0f} once" for what, amount in self.found.charges.once.items()]
        return (
            *told,
            *(
                f"each further unit of {family} costs {price:,.2f} more"
                for family, price in self.found.charges.per_unit.items()
            ),
        )

    @property
    def verdict(self) -> str:
        """Return in words what was found on fresh replications, and what is returned."""
        told = (
            f"profit {in_words(self.gain)} {self.given.scenario.currency} against the input "
            f"on {self.gain.n} replications that the search never saw"
        )
        return f"{told}." if self.improved else f"The input is returned: {self.refusal} ({told})."

    def __str__(self) -> str:
        """Return verdict, map, checks, steps and notes."""
        told = [self.verdict]
        told += [line for step in self.taken.values() for line in step.account.lines]
        told += [
            f"{standing(check, before)}: {check.words}"
            for before, check in zip(self.before, self.after, strict=True)
        ]
        told += [str(step) for step in self.steps]
        return "\n".join([*told, f"The search ended: {self.ended}.", *self.notes])

    def to_dict(self) -> dict[str, Any]:
        """Return the design as plain data."""
        told: dict[str, Any] = {
            "improved": self.improved,
            "verdict": self.verdict,
            "gain": told_gain(self.gain),
            "levers": list(self.levers),
            "ended": self.ended,
            "seconds": round(self.seconds, 1),
            "checks": {"before": [vars(c) for c in self.before], "after": [vars(c) for c in self.after]},
            "charges": {
                "once": dict(self.found.charges.once),
                "per_unit": dict(self.found.charges.per_unit),
            },
            "steps": [step.to_dict() for step in self.steps],
            "notes": list(self.notes),
            "assumed": list(self.assumed),
        }
        return told | {
            name: dict(step.account.data) for name, step in self.taken.items() if step.account.data
        }


def standing(after: Check, before: Check) -> str:
    """Return whether a check is kept, missed as by the input, or missed."""
    if after.kept:
        return "kept"
    return "missed" if before.kept else "missed, as by the input"
