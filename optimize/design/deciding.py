"""Whether an offer is kept: what it earns in the search, and which checks it breaks or mends."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from optimize.design.checks import Check
from optimize.design.judging import clear_of_zero, worse
from optimize.design.steps import Decision, in_words
from optimize.paired import PairedDifference

_NOISE, _MIX = 1e-9, 0.01
"""Rounding, and the share of a miss by which it may move because the mix of sales moves."""
MENDED_BY = {
    "pay budget": ("quota", "pay"),
    "outside options": ("quota", "pay"),
    "shippable": ("quota", "supply"),
    "quotas add up": ("quota",),
    "pins": ("quota",),
}
"""Which levers can mend a check that another one breaks."""


@dataclass(frozen=True)
class Ruling:
    """What becomes of an offer, why in words, and the checks it misses by more, or by less, than before."""

    decision: Decision
    why: str
    broken: tuple[Check, ...] = ()
    mended: tuple[Check, ...] = ()

    @property
    def taken(self) -> bool:
        """Return whether the offer becomes the draft."""
        return self.decision in ("taken", "mends")


def changed_checks(
    before: Sequence[Check], after: Sequence[Check]
) -> tuple[tuple[Check, ...], tuple[Check, ...]]:
    """Return the checks that are missed by more than before, and those that are missed by less."""
    was = {check.name: check.miss for check in before}
    broken = tuple(c for c in after if c.miss > was.get(c.name, 0.0) * (1 + _MIX) + _NOISE)
    mended = tuple(c for c in after if c.miss < was.get(c.name, 0.0) * (1 - _MIX) - _NOISE)
    return broken, mended


def rule(
    gain: PairedDifference,
    before: Sequence[Check],
    after: Sequence[Check],
    *,
    to_come: Collection[str] = (),
    always: bool = False,
) -> Ruling:
    """
    Return what becomes of an offer.

    Parameters
    ----------
    gain
        Profit over the draft, paired on the replications of the search.
    before, after
        Checks of the draft and of the offer.
    to_come
        Levers that are still turned in this round: what they can mend may be broken until then.
    always
        Take whatever is offered.
    """
    broken, mended = changed_checks(before, after)
    told = in_words(gain)
    lasting = [c for c in broken if not set(MENDED_BY.get(c.name, ())) & set(to_come)]
    if always:
        return Ruling("taken", f"taken as asked, gain {told}", broken, mended)
    if lasting:
        return Ruling("refused", f"refused: {lasting[0].words} (gain {told})", broken, mended)
    if clear_of_zero(gain):
        until = f", until {' or '.join(MENDED_BY[broken[0].name])} mends: {broken[0].words}" if broken else ""
        return Ruling("taken", f"taken, gain {told}{until}", broken, mended)
    wished = [check for check in mended if check.wished]
    if mended and not broken and (wished or not worse(gain)):
        # What the user asked for comes before profit: a plan that misses it is none that he wants.
        now = (wished or mended)[0].words
        return Ruling("mends", f"taken because it mends: {now} (gain {told})", broken, mended)
    return Ruling("refused", f"refused: its gain {told} is not above zero", broken, mended)
