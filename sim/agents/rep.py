"""The sales rep as a Mesa agent: thin, a state and a daily step that people may replace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from sim.pipeline import ramp_share

if TYPE_CHECKING:
    from sim.engine.model import SalesModel


class Rep(mesa.Agent):
    """
    A sales rep.

    Attributes
    ----------
    row
        Row in the table of reps.
    skill
        Factor on the odds of winning a stage.
    tenure_days
        Days since hiring when the run begins, negative before the first working day.
    effort
        Share of the selling hours worked today.
    """

    def __init__(self, model: SalesModel, row: int, skill: float, tenure_days: float) -> None:
        super().__init__(model)
        self.row, self.skill, self.tenure_days = row, skill, tenure_days
        self.effort = 1.0

    def step(self) -> None:
        """Begin a day: decide on the effort, work at the speed that tenure allows."""
        model = self.model
        self.effort = float(model.decision.effort[self.row])
        tenure = self.tenure_days + model.day
        speed = max(ramp_share(model.scenario.people.ramp, tenure), 0.01)
        model.flow.begin_day(self.row, model.day, self.effort if tenure >= 0 else 0.0, speed)
