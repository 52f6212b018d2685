"""From what an experiment observed to response curves with bands."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import stdtrit

from optimize.experiment.factors import FACTORS, Factor, Shape
from optimize.experiment.running import Yield, run_experiment
from optimize.experiment.yields import CONTRIBUTION, PROFIT
from optimize.program import Floats
from optimize.response.curve import ResponseCurve
from optimize.response.fitting import fit_concave
from sim.runner import Runner
from sim.scenario import Scenario

CONFIDENCE = 0.95
_FAR = 3.0
"""A mean so many standard errors off the fitted curve is no luck."""

LOOKED_AT: dict[str, Yield] = {
    "hours": CONTRIBUTION,
    "effort": CONTRIBUTION,
    "leads": CONTRIBUTION,
    "quota": PROFIT,
    "pay": PROFIT,
}
"""What each factor's curve is of; of your own factors the profit contribution."""


def measure_response(
    scenario: Scenario,
    runner: Runner,
    factor: str | Factor = "hours",
    *,
    replications: Sequence[int] = range(20),
    looked_at: Yield | None = None,
) -> ResponseCurve:
    """
    Return the whole sales force's response to a factor.

    Parameters
    ----------
    factor
        One of :data:`optimize.experiment.factors.FACTORS`, at other levels by ``over``, or your own.
    replications
        Simulated at every level under common luck.
    looked_at
        By default as :data:`LOOKED_AT` says.

    Raises
    ------
    ValueError
        When there is no such factor, or a level does not fit the scenario.
    """
    chosen = factor_of(factor)
    looked_at = looked_at or LOOKED_AT.get(chosen.name, PROFIT)
    observed = run_experiment(scenario, chosen, runner, replications, looked_at)
    return curve_of(
        observed.levels, observed.values.sum(axis=2), (chosen.name, looked_at.name, ""), chosen.shape
    )


def curve_of(  # noqa: PLR0913, PLR0917 - points, what they are, and what is told of them
    levels: Floats,
    values: Floats,
    names: tuple[str, str, str],
    shape: Shape,
    own_weight: float = 1.0,
    notes: tuple[str, ...] = (),
) -> ResponseCurve:
    """
    Return the concave curve of values by level and replication, with its band.

    The band is that of the jackknife over replications (Tukey 1958), which moves all levels together and so keeps the
    common luck: fitted +- t(n - 1) times its standard error.

    Parameters
    ----------
    levels
        Shape (n_levels,), rising.
    values
        Shape (n_levels, n_replications).
    names
        Factor, what is looked at, and group.
    """
    n = values.shape[1]
    mean = values.mean(axis=1)
    error = values.std(axis=1, ddof=1) / np.sqrt(n)
    nearest = int(np.argmin(np.abs(np.log(levels))))
    paired = (values - values[nearest]).std(axis=1, ddof=1) / np.sqrt(n)
    fitted = fit_concave(levels, mean, error, shape)
    left_out = np.stack(
        [fit_concave(levels, (mean * n - values[:, i]) / (n - 1), error, shape) for i in range(n)]
    )
    spread = np.sqrt((n - 1) / n * np.square(left_out - left_out.mean(axis=0)).sum(axis=0))
    half = float(stdtrit(n - 1, 0.5 + CONFIDENCE / 2)) * spread
    off = np.abs(mean - fitted) > _FAR * np.maximum(error, 1e-9 * np.abs(mean).max())
    told = notes
    if off.any():
        where = ", ".join(f"{level:g}" for level in levels[off])
        told += (
            f"The points at {where} are off any such curve by more than luck: the response is not {shape} there.",
        )
    factor, of, group = names
    return ResponseCurve(
        factor=factor,
        of=of,
        group=group,
        level=_plain(levels),
        seen=_plain(mean),
        error=_plain(error),
        paired=_plain(paired),
        value=_plain(fitted),
        low=_plain(fitted - half),
        high=_plain(fitted + half),
        replications=n,
        own_weight=own_weight,
        notes=told,
    )


def _plain(values: Floats) -> tuple[float, ...]:
    return tuple(values.tolist())


def factor_of(given: str | Factor) -> Factor:
    """Return the factor of that name, or the one given; ValueError when there is none."""
    if isinstance(given, Factor):
        return given
    if given not in FACTORS:
        raise ValueError(f"no factor {given!r}; there are {', '.join(FACTORS)}")
    return FACTORS[given]
