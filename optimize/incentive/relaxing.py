"""Wishes that clash, told by their own names and in their own units, with the cheapest way out."""

from __future__ import annotations

from dataclasses import dataclass

from optimize.elastic import InfeasibleError, Relaxation
from optimize.incentive.wishes import PayWishes

HAIR = 1e-4
"""Given way on top, as a share, so that a solver's tolerance does not refuse what was told to be enough."""


@dataclass(frozen=True)
class Units:
    """
    What turns a program's rows back into wishes.

    ``ote`` and ``least_kept`` (the least that any rep is kept with at a ``keep_share`` of 1) [currency/year];
    ``at_risk`` the share of on-target earnings that is not base; ``paid`` what the plan in force costs over the
    measured months, and ``scale`` what a unit of the closed form's yearly budget is in that.
    """

    ote: float
    at_risk: float
    least_kept: float
    paid: float = 1.0
    scale: float = 1.0


def refuse(found: Relaxation, wishes: PayWishes, units: Units) -> InfeasibleError:
    """Return the error that names the clashing wishes, and by how much each would have to give way at the least."""
    by: dict[str, float] = {}
    for row, amount in found.by.items():
        name, size = _as_wish(row, amount, wishes, units)
        by[name] = max(by.get(name, 0.0), size)
    clashing = tuple(dict.fromkeys(_told(row) for row in found.clashing))
    ways = "; ".join(f"{name} by {size:,.4g}" for name, size in by.items())
    message = f"no pay plan keeps all wishes. Clashing: {'; '.join(clashing)}. Cheapest way out: {ways}"
    return InfeasibleError(message, Relaxation(clashing, by, found.proved))


def _as_wish(row: str, amount: float, wishes: PayWishes, units: Units) -> tuple[str, float]:
    """Return the wish that a row is of, and how far it gives way in the wish's unit."""
    if row == "budget":
        money = (amount + HAIR) * units.ote * units.scale
        return ("more_pay", money / units.paid) if wishes.budget is None else ("budget", money)
    if row.startswith("retention"):
        money = (amount + HAIR) * units.ote
        return (
            ("keep_share", money / units.least_kept) if wishes.outside_pay is None else ("outside_pay", money)
        )
    if row == "share at quota":
        return "attained", amount + HAIR
    if row == "cap":
        return "most_pay", (amount + HAIR) / units.at_risk
    if row == "base share":
        return "base_share", amount + HAIR
    return "steepest", (amount + HAIR) / units.at_risk


def _told(row: str) -> str:
    """Return a row of a program as a user would say it."""
    return "no cliffs" if row.startswith(("no cliffs", "slope from")) else row
