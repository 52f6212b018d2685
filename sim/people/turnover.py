"""Who leaves at a month's end, and who comes in his place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.people.hiring import fill
from sim.people.leaving import base_hazard, deciles, with_causes
from sim.people.motivation import log_ratio, perceived_pay
from sim.people.ramp import DAYS_PER_MONTH

if TYPE_CHECKING:
    from sim.documents.motivation import Deferral
    from sim.documents.turnover import Hiring, Leaving
    from sim.people.month import MonthEnd
    from sim.people.positions import Positions
    from sim.streams import Streams

Floats = NDArray[np.float64]
MONTHS_BACK = 3
"""Production is judged over so many months."""


class Turnover:
    """
    Leaving and hiring; arrays have shape (n_reps,).

    Attributes
    ----------
    trailing
        Credit of the last three months that the holder was there [currency], shape (n_reps, 3).
    """

    def __init__(
        self, leaving: Leaving | None, hiring: Hiring | None, positions: Positions, opening_month: Floats
    ) -> None:
        self._leaving, self._hiring, self._positions = leaving, hiring, positions
        self.trailing = np.repeat(opening_month[:, None], MONTHS_BACK, axis=1)

    def end_month(self, credit: Floats) -> None:
        """Take in a month's credit [currency], shape (n_reps,)."""
        self.trailing = np.column_stack([self.trailing[:, 1:], credit])

    def start_anew(self, row: int) -> None:
        """Let somebody new begin: he has sold nothing yet."""
        self.trailing[row] = 0.0

    def leavers(
        self, month: MonthEnd, territory: Floats, morale: Floats, deferral: Deferral, streams: Streams
    ) -> list[int]:
        """
        Return the positions whose holders leave at a month's end, in order of row.

        Parameters
        ----------
        month
            What was sold and earned.
        territory
            The log of the mean territory's potential over each one's, shape (n_reps,).
        morale
            Of each holder, shape (n_reps,).
        deferral
            How pay is valued against the outside option.
        streams
            The luck of the replication.
        """
        present = self._positions.present(month.day - 1)
        if self._leaving is None or not present.any():
            return []
        chance = self._chances(self._leaving, month, present, territory, morale, deferral)
        luck = streams.uniforms("leaving", self._positions.people(), month.index)
        leaves: list[int] = np.flatnonzero(present & (luck < chance)).tolist()
        return leaves

    def refill(self, row: int, day: int, vacancy: int, streams: Streams, *, measured: bool) -> None:
        """Look for somebody new; nobody comes when nobody is hired."""
        hire = fill(self._hiring, streams, vacancy) if self._hiring is not None else None
        if hire is not None:
            self._positions.take(row, day, hire)
            self._positions.hiring_cost += hire.cost * measured

    def _chances(  # noqa: PLR0913, PLR0917 - one argument a cause
        self,
        rule: Leaving,
        month: MonthEnd,
        present: NDArray[np.bool_],
        territory: Floats,
        morale: Floats,
        deferral: Deferral,
    ) -> Floats:
        """Return each holder's chance to leave at this month's end, shape (n_reps,)."""
        tenure = (self._positions.tenure_days(month.day) // DAYS_PER_MONTH).astype(np.int64)
        decile = np.zeros(len(present), dtype=np.int64)
        decile[present] = deciles(self.trailing[present].sum(axis=1))
        base = base_hazard(rule, tenure, decile)
        causes = rule.territory * territory - rule.morale * morale
        if rule.attainment:
            causes = causes + rule.attainment * np.clip(1.0 - month.pace, 0.0, 1.0)
        if rule.pay:
            own = perceived_pay(
                month.base,
                month.yearly_variable,
                deferral.pay_spread,
                deferral.risk_aversion,
                deferral.monthly_discount,
                deferral.months,
            )
            outside = rule.outside_pay if rule.outside_pay is not None else float(own[present].mean())
            causes = causes - rule.pay * log_ratio(own, outside)
        return with_causes(base, causes)
