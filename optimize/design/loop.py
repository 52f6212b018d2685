"""
The loop of a design: turn each lever, keep what earns more than noise, until a round earns no more than that.

    draft := input
    repeat for each lever in order
        offer := lever(draft)                          an optimizer's plan, with status, bound and gap
        keep it when it breaks no check, and the paired interval of its gain in profit is above zero
    until a round's gain is noise, nothing was kept, or time is up
    judge the draft against the input on replications that the search never saw
    return the draft when that interval is above zero, else the input

Coordinate ascent on a simulated objective under common random numbers: it ends at a plan that no single lever betters
by more than noise, which need not be the best there is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from optimize.design.checks import Check, Limits, checks
from optimize.design.deciding import Ruling, changed_checks, rule
from optimize.design.draft import Draft
from optimize.design.ending import judged
from optimize.design.judging import Bench, Guarded, OutOfTimeError, clear_of_zero
from optimize.design.keeping import Forgetful, Keep, key_of
from optimize.design.levers import lever
from optimize.design.result import Design
from optimize.design.steps import Step, in_words
from optimize.design.turning import Offer, Task
from optimize.design.wishes import LeverName, Wishes, in_order
from optimize.design.wishing import refuse_impossible, refuse_offer
from optimize.elastic import InfeasibleError
from optimize.territory.stopping import unheard
from sim.runner import Runner, run_here
from sim.scenario import Scenario

Tell = Callable[[Step], None]


STOPPED = "you stopped it"


def _silent(_: Step) -> None:
    """Say nothing."""


def _not_told_of(_: int, __: str) -> None:
    """Say nothing."""


@dataclass(frozen=True)
class Conduct:
    """
    How a design is run.

    ``begin`` is told of each step before it is taken, ``tell`` after; ``keep`` keeps offers; ``seconds`` is how long
    the search may take: no lever simulates beyond it. ``hurried`` gives, for when the time is up on the monotonic clock
    [s], a runner that breaks off then with OutOfTimeError; without it a simulation under way is finished. ``hear`` is
    told how far a lever is that takes long.
    """

    begin: Callable[[int, str], None] = _not_told_of
    tell: Tell = _silent
    keep: Keep = field(default_factory=Forgetful)
    seconds: float | None = None
    hurried: Callable[[float], Runner] | None = None
    hear: Callable[[str], None] = unheard


def design(
    scenario: Scenario,
    levers: Sequence[str] = ("territory",),
    *,
    runner: Runner = run_here,
    wishes: Wishes | None = None,
    conduct: Conduct | None = None,
) -> Design:
    """
    Return a design that earns more than a scenario on fresh replications, or the scenario itself.

    Parameters
    ----------
    scenario
        The world and the plan in force.
    levers
        What may be changed, any of ``size``, ``territory``, ``quota``, ``pay``, ``supply``; ``all`` for every one.
    runner
        Simulates; with a store, the same call goes on where it stopped.
    wishes
        What a design must keep, and how it is searched and judged.
    conduct
        Who is told, where offers are kept, and when to stop.

    Raises
    ------
    ValueError
        When a lever is unknown or a wish makes no sense for the scenario.
    InfeasibleError
        When wishes clash: with the rows that clash and the cheapest relaxation.
    """
    wishes, clock = wishes or Wishes(), time.monotonic()
    names = in_order(levers)
    refuse_impossible(scenario, names, wishes)
    search = _Search(Draft(scenario), runner, wishes, conduct or Conduct())
    search.run(names)
    found = judged(search.given, search.draft, runner, search.limits)
    return Design(
        search.given, search.draft, names, wishes, found.gain, found.before, found.after, tuple(search.steps),
        search.ended, found.refusal, time.monotonic() - clock, found.frames, search.stopped,
    )  # fmt: skip


class _Search:
    """A search under way: the draft, what was tried, and why it ended."""

    def __init__(self, given: Draft, runner: Runner, wishes: Wishes, conduct: Conduct) -> None:
        self.given = self.draft = given
        self.wishes, self.conduct, self._plain = wishes, conduct, runner
        self._clock = time.monotonic()
        until = None if conduct.seconds is None else self._clock + conduct.seconds
        hurried = runner if until is None or conduct.hurried is None else conduct.hurried(until)
        self.runner = Guarded(hurried, wishes.judged_on, until)
        self.bench = Bench(Guarded(runner, wishes.judged_on), given, wishes.searched_on)
        self.limits = Limits.of(given.scenario, self.bench.one(given).frame, wishes)
        self.steps: list[Step] = []
        self.ended, self.stopped = "", False
        self._turned_from: dict[LeverName, tuple[str, str]] = {}
        self._offers: dict[str, Offer] = {}
        self._memo: dict[Any, Any] = {}

    def run(self, names: Sequence[LeverName]) -> None:
        """Turn the levers round by round."""
        rounds = 1 if self.wishes.accept == "always" else self.wishes.rounds
        for number in range(1, rounds + 1):
            before = self.draft
            in_time = self._round(number, names, lenient=True)
            if in_time and self._broken_since(before) and self.wishes.accept == "gain":
                # What was hoped to be mended was not: the same round, in which nothing may be broken.
                self.draft, self._turned_from = before, {}
                in_time = self._round(number, names, lenient=False)
            if not in_time:
                self.ended = STOPPED if self.stopped else "the time was up"
                self._give_up_broken(before)
                return
            if self.draft is before:
                self.ended = "no lever gave anything" + (" more" if number > 1 else "")
                return
            gain = self.bench.one(self.draft).gain_over(self.bench.one(before))
            if not clear_of_zero(gain) and self.wishes.accept == "gain":
                self.ended = f"the gain of round {number}, {in_words(gain)}, is noise"
                return
        self.ended = f"{rounds} round{'s were' if rounds > 1 else ' was'} asked for"

    def _give_up_broken(self, before: Draft) -> None:
        """Go back to the start of a round that was cut short with a check broken."""
        if self.wishes.accept == "gain" and self._broken_since(before):
            self.draft = before

    def _broken_since(self, before: Draft) -> bool:
        """Return whether the draft misses a check by more than an earlier one did."""
        if self.draft is before:
            return False
        return bool(changed_checks(self._checks(before), self._checks(self.draft))[0])

    def _checks(self, draft: Draft) -> tuple[Check, ...]:
        return checks(draft.scenario, self.bench.one(draft).frame, self.limits)

    def _round(self, number: int, names: Sequence[LeverName], *, lenient: bool) -> bool:
        """Turn each lever once; return whether there was time for all and nobody stopped one."""
        for place, name in enumerate(names):
            if self.stopped:
                return False
            if self.conduct.seconds is not None and time.monotonic() - self._clock >= self.conduct.seconds:
                return False
            if self._turned_from.get(name) == self.draft.state():
                continue
            try:
                self._step(number, name, names[place + 1 :] if lenient else ())
            except OutOfTimeError as up:
                self._note(Step(number, name, "cut short", f"cut short: {up}"))
                return False
        return not self.stopped

    def _step(self, number: int, name: LeverName, to_come: Sequence[LeverName]) -> None:
        """Turn one lever, decide, and tell."""
        clock = time.monotonic()
        self.conduct.begin(number, name)
        self._turned_from[name] = self.draft.state()
        try:
            offer = self._offer(name)
        except InfeasibleError as error:
            if number == 1 and self._is_wished(name):
                if name != "pay":
                    raise
                refuse_offer(error, self._checks_of_input())
            told = f"nothing keeps its limits: {str(error).splitlines()[0]}"
            self._note(Step(number, name, "infeasible", told, seconds=time.monotonic() - clock))
            return
        step, taken = self._decided(offer, to_come)
        if taken:
            self.draft = offer.draft
            self._turned_from[name] = self.draft.state()
        self._note(step(number, name, time.monotonic() - clock))

    def _is_wished(self, name: LeverName) -> bool:
        """Return whether the user himself asked for something that this lever must keep."""
        wishes = self.wishes
        return {
            "territory": True,
            "quota": wishes.total is not None or bool(wishes.pins),
            "pay": wishes.budget is not None or wishes.outside_pay is not None,
        }.get(name, False)

    def _checks_of_input(self) -> tuple[Check, ...]:
        """Return what the input keeps on the replications of the last judgement, which no lever learns of."""
        frame = Bench(self._plain, self.given, self.wishes.judged_on).one(self.given).frame
        return checks(self.given.scenario, frame, self.limits)

    def _offer(self, name: LeverName) -> Offer:
        """Return a lever's offer, taken from where it is kept when it was made before."""
        key = key_of(name, self.given, self.draft, self.wishes)
        offer = self._offers.get(key) or self.conduct.keep.load(key, self.draft)
        if offer is None:
            task = Task(self.given, self.draft, self.runner, self.limits, self._memo, self.conduct.hear)
            offer = lever(name)(task)
            self.stopped = offer.turn.interrupted
            if not self.stopped:  # the same command is to look on
                self.conduct.keep.save(key, self.draft, offer)
        self._offers[key] = offer
        return offer

    def _decided(
        self, offer: Offer, to_come: Sequence[LeverName]
    ) -> tuple[Callable[[int, str, float], Step], bool]:
        """Return the step that an offer makes, but for its number, name and time, and whether it is taken."""
        turn = offer.turn
        if offer.draft.state() == self.draft.state():
            because = f": {offer.idle}" if offer.idle else ""
            ruling, gain = Ruling("no change", f"nothing to change{because}"), None
        else:
            then, now = self.bench.one(offer.draft), self.bench.one(self.draft)
            gain = then.gain_over(now)
            after = checks(offer.draft.scenario, then.frame, self.limits)
            always = self.wishes.accept == "always"
            ruling = rule(gain, self._checks(self.draft), after, to_come=to_come, always=always)

        def step(number: int, name: str, seconds: float) -> Step:
            return Step(
                number, name, ruling.decision, ruling.why, gain, turn.proofs, turn.notes, turn.assumed,
                ruling.broken, ruling.mended, offer.account, seconds, turn.found,
            )  # fmt: skip

        return step, ruling.taken

    def _note(self, step: Step) -> None:
        self.steps.append(step)
        self.conduct.tell(step)
