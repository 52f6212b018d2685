"""How much an entity's own data say of it, beside what all entities say together: empirical Bayes by moments."""

from __future__ import annotations

import numpy as np

from optimize.program import Floats

_TURNS = 200
_CLOSE = 1e-10


def fay_herriot(mean: Floats, x: Floats, noise: Floats) -> tuple[float, Floats]:
    """
    Return the variance between entities that features leave, and the coefficients, shape (n_features,).

    The model is mean_i = x_i' beta + u_i + e_i with Var u = between, Var e_i = noise_i; ``between`` makes the sum of
    squared standard residuals n - k, its expected value (Fay and Herriot 1979, J. Am. Stat. Assoc. 74, 269-277).

    Parameters
    ----------
    mean, noise
        What was seen of each entity and the variance of its error, shape (n,).
    x
        Features, an intercept among them, shape (n, n_features).
    """
    goal = len(mean) - x.shape[1]
    between = 0.0
    beta, told, slope = _weighted(mean, x, noise, between)
    for _ in range(_TURNS):
        if told <= goal and between == 0.0:
            break
        step = (told - goal) / slope
        between = max(0.0, between + step)
        beta, told, slope = _weighted(mean, x, noise, between)
        if abs(step) <= _CLOSE * (between + float(noise.mean())):
            break
    return between, beta


def _weighted(mean: Floats, x: Floats, noise: Floats, between: float) -> tuple[Floats, float, float]:
    """Return coefficients, the sum of squared standard residuals, and how fast it falls with ``between``."""
    # A history without luck at all would divide by zero: then every rep's own mean counts fully.
    variance = np.maximum(between + noise, 1e-12 * max(float(np.square(mean).mean()), 1e-300))
    root = 1.0 / np.sqrt(variance)
    beta, *_ = np.linalg.lstsq(x * root[:, None], mean * root, rcond=None)
    squares = np.square(mean - x @ beta) / variance
    return np.asarray(beta, dtype=np.float64), float(squares.sum()), float((squares / variance).sum()) or 1.0
