"""The sales rep as a Mesa agent: thin, a state and a daily step that people may replace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

if TYPE_CHECKING:
    from sim.engine.model import SalesModel


class Rep(mesa.Agent):
    """
    A sales rep.

    Attributes
    ----------
    row
        Row in the table of reps.
    effort
        Share of the selling hours worked today.
    speed
        Share of full speed today.
    """

    def __init__(self, model: SalesModel, row: int) -> None:
        super().__init__(model)
        self.row = row
        self.effort = self.speed = 1.0

    def step(self) -> None:
        """Begin a day: decide on the effort, in the hours and at the speed that the person can give."""
        model, row = self.model, self.row
        people = model.people
        self.effort = min(model.efforts[row] * people.hours[row], 1.0)
        self.speed = people.speed[row]
        model.flow.begin_day(row, model.day, self.effort, self.speed)


USUAL_STEP = Rep.step
"""The step that takes what was decided for all reps; somebody may put another in its place."""
