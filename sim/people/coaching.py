"""How a manager's coaching hours go to his team, and what they give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from sim.people.learning import saturating

if TYPE_CHECKING:
    from sim.documents.development import Coaching, Style

Floats = NDArray[np.float64]
Policy = Literal["uniform", "weak", "middle", "strong"]
_TIERS = ("weak", "middle", "strong")


def thirds(result: Floats) -> NDArray[np.int64]:
    """
    Return each member's third of a team by result, 0 the lowest, shape (n_members,).

    It goes by the middle of a member's rank among those who did as well, so that equals are in one third and the
    order of rows does not matter.
    """
    return (3 * rank_share(result)).astype(np.int64)


def rank_share(result: Floats) -> Floats:
    """Return the share of members below, counting half of those who did as well, in (0, 1), shape (n_members,)."""
    ordered = np.sort(result)
    below = np.searchsorted(ordered, result, side="left")
    up_to = np.searchsorted(ordered, result, side="right")
    share: Floats = (below + up_to) / (2.0 * max(len(result), 1))
    return share


def allocate(hours: float, result: Floats, policy: Policy) -> Floats:
    """
    Return the hours that each member is coached; they add up to ``hours`` when there is a member, shape (n_members,).

    ``uniform`` gives everybody the same, the others their third alone; a third with nobody in it leaves the
    hours to everybody.
    """
    chosen = np.ones(len(result), dtype=np.bool_)
    if policy != "uniform":
        of_tier = thirds(result) == _TIERS.index(policy)
        chosen = of_tier if of_tier.any() else chosen
    return np.where(chosen, hours / max(int(chosen.sum()), 1), 0.0)


def coaching_gain(rule: Coaching, hours: Floats, tier: NDArray[np.int64], manager_skill: float) -> Floats:
    """Return the gain of a month's coaching in the log odds of winning a stage, shape (n_members,)."""
    response = np.array([getattr(rule.returns, name) for name in _TIERS])[tier]
    gain: Floats = manager_skill * response * saturating(rule.log_odds, hours, rule.scale_hours)
    return gain


def style_factor(rule: Style, style: Floats, ramp_share: Floats) -> Floats:
    """
    Return the factor on effort of a management style from 0 (authority) to 1 (mentor), shape (n_reps,).

    Authority gets compliance from everybody, a mentor initiative from those who can do the work already. With a full
    ramp and compliance equal to initiative the style makes no difference.
    """
    factor: Floats = 1.0 + rule.compliance * (1.0 - style) + rule.initiative * style * ramp_share
    return factor
