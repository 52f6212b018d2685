"""Where to stand: p sites among the customers' places, with and without a capacity, with a proved bound."""

from optimize.location.median import Effort, Medians, capacitated_median, p_median

__all__ = ["Effort", "Medians", "capacitated_median", "p_median"]
