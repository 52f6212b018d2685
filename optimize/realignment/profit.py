"""What an alignment is expected to earn when every rep uses his time best."""

from __future__ import annotations

import numpy as np

from optimize.profit import Case
from optimize.profit.scenario import response_of, yearly_hours
from optimize.program import Ints
from optimize.realignment.yardstick import Yardstick


def expected_profit(yardstick: Yardstick, rep_of: Ints) -> float:
    """
    Return contribution less the cost of travel [currency/year]: :class:`optimize.profit.Case` at today's bases.

    Contribution grows with calling time to the power of 0.34 (Albers, Mantrala and Sridhar 2010); a rep's hours are
    those of the calendar, dealt over his units so that an hour more earns the same in each (Skiera and Albers 1998).
    """
    ground, k = yardstick.ground, yardstick.ground.n_reps
    travel = ground.scenario.people.travel
    # The price of a visit holds the rep's hours too, which the response counts already.
    paid = 0.0
    if travel is not None and ground.work.visits.sum() > 0:
        paid = travel.cost_per_hour / max(travel.cost_per_hour + ground.rules.hour_value, 1e-9)
    case = Case(
        response=response_of(ground, yardstick.base),
        hours=np.full(k, yearly_hours(ground.scenario)),
        fixed=np.zeros(k),
        charge=paid * yardstick.cost,
    )
    return float(case.profit(rep_of))
