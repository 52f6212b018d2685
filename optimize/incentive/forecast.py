"""
Pay that asks reps what they can sell: Gonik's plan, and menus of linear contracts.

A rep who knows his territory theta sells theta + e + eps, eps normal with deviation sd, at a cost e^2 / 2, with
constant absolute risk aversion r; the firm knows only that theta is high by ``gap`` with chance ``high``. Nothing here
uses a closed form for what is searched; the formulas told are what the searches are checked against.

- *Gonik* (1978): w F + u (x - F) above the forecast F and w F + v (x - F) below, 0 < u < w < v. The rep works as under
  a flat rate w and forecasts a constant distance from what he knows: F - theta does not depend on theta.
- *Menu*: one line for each type, so that each picks his own. The high type gets rate 1 / (1 + r sd^2), the low type
  (1 - high gap / (1 - high)) / (1 + r sd^2). Against one line for both (Gonik with u, v near w) the menu gains
  high^3 gap^2 / (2 (1 - high) (1 + r sd^2)) (the models of Gonik 1978 and Chen 2005, Management Science 51, derived
  anew).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.optimize import minimize_scalar
from scipy.special import ndtr

_FINE = {"xatol": 1e-10}


@dataclass(frozen=True)
class TwoTypes:
    """A rep whose territory is high by ``gap`` with chance ``high``; r and sd as in the module's words."""

    high: float
    gap: float
    risk_aversion: float = 1.0
    sd: float = 0.5

    @property
    def risk(self) -> float:
        """Return r sd^2."""
        return self.risk_aversion * self.sd**2


@dataclass(frozen=True)
class Answer:
    """What a rep does under Gonik's plan: forecast less what he knows, and effort."""

    forecast_over_known: float
    effort: float


def answer_to_gonik(
    known: float, rates: tuple[float, float, float], risk_aversion: float, sd: float
) -> Answer:
    """
    Return forecast and effort of a rep under Gonik's plan, found by search.

    Parameters
    ----------
    known
        theta, what his territory brings without effort.
    rates
        u above the forecast, w of the forecast, v below: 0 < u < w < v.
    risk_aversion, sd
        r and sd.

    Raises
    ------
    ValueError
        When the rates are not in order.
    """
    above, flat, below = rates
    if not 0 < above < flat < below:
        raise ValueError(f"rates go up from above the forecast over the forecast to below it, got {rates}")

    def worth(effort: float, forecast: float) -> float:
        ahead = known + effort - forecast
        sure = flat * forecast - effort**2 / 2
        return sure + _certainty_equivalent(ahead, above, below, risk_aversion, sd)

    def best_effort(forecast: float) -> float:
        found = minimize_scalar(
            lambda e: -worth(e, forecast), bounds=(0.0, 3 * below), method="bounded", options=_FINE
        )
        return float(found.x)

    far = 10.0 * sd + 3 * below
    forecast = minimize_scalar(
        lambda f: -worth(best_effort(f), f),
        bounds=(known - far, known + far),
        method="bounded",
        options=_FINE,
    ).x
    return Answer(float(forecast) - known, best_effort(float(forecast)))


def _certainty_equivalent(ahead: float, above: float, below: float, r: float, sd: float) -> float:
    """Return the certainty equivalent of u (ahead + eps) where that is positive and v (ahead + eps) where not."""
    total = 0.0
    for rate, sign in ((above, 1.0), (below, -1.0)):
        # E[exp(-r rate (ahead + eps)); sign (ahead + eps) > 0] for normal eps
        tilt = r * rate * sd
        total += math.exp(-r * rate * ahead + tilt**2 / 2) * float(ndtr(sign * (ahead / sd - tilt)))
    return -math.log(total) / r


def best_single_line(types: TwoTypes) -> float:
    """Return the firm's profit over mean territory with one line for both types."""

    def loss(rate: float) -> float:
        return -(rate - (1.0 + types.risk) * rate**2 / 2 - types.high * rate * types.gap)

    return -float(minimize_scalar(loss, bounds=(0.0, 2.0), method="bounded", options=_FINE).fun)


def best_menu(types: TwoTypes) -> float:
    """
    Return the firm's profit over mean territory with a line for each type.

    The low type is kept at his outside option and the high type kept from taking the low type's line, which would leave
    him rate_low x gap; both rates are searched, a menu in which the low type wanted the other line is worth nothing.
    """

    def surplus(rate: float) -> float:
        return rate - (1.0 + types.risk) * rate**2 / 2

    def high_part(low_rate: float) -> tuple[float, float]:
        found = minimize_scalar(
            lambda rate: -surplus(rate), bounds=(low_rate, 2.0), method="bounded", options=_FINE
        )
        return float(found.x), -float(found.fun)

    def profit(low_rate: float) -> float:
        _, high_surplus = high_part(low_rate)
        rent = low_rate * types.gap
        return types.high * (high_surplus - rent) + (1.0 - types.high) * surplus(low_rate)

    found = minimize_scalar(lambda rate: -profit(rate), bounds=(0.0, 1.0), method="bounded", options=_FINE)
    return max(-float(found.fun), profit(0.0))


def menu_over_single_line(types: TwoTypes) -> float:
    """Return the closed form of what a menu gains over one line, where both serve the low type."""
    return types.high**3 * types.gap**2 / (2.0 * (1.0 - types.high) * (1.0 + types.risk))
