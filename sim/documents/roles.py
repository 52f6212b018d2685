"""Who does which part of the selling, and what a part asks of people."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.document import AsTuple, Document, Id, LogOdds, NonNegative, Positive, Share
from sim.table import Column, Table, TableSpec

EVERY = "*"
"""Stands for every product family, or every segment."""
SKILLS = TableSpec(
    "skills",
    ("rep", "family", "segment"),
    (
        Column("rep", "text", "rep"),
        Column("family", "text", "product family; * is every one", default=EVERY),
        Column("segment", "text", "customer segment; * is every one", default=EVERY),
        Column(
            "skill",
            "real",
            "factor on the odds of winning a stage there, on top of the rep's own",
            minimum=0.01,
            maximum=100.0,
        ),
    ),
)
COMPETENCIES = TableSpec(
    "competencies",
    ("rep", "competency"),
    (
        Column("rep", "text", "rep"),
        Column("competency", "text", "one of people.profile's"),
        Column("level", "real", "how much of it the rep has, 0 to 1", minimum=0.0, maximum=1.0),
    ),
)
SkillTable = Annotated[Table, SKILLS]
CompetencyTable = Annotated[Table, COMPETENCIES]


class Need(Document):
    """A competency that selling a family to a segment asks for, at a level from 0 to 1."""

    competency: Id
    family: str = EVERY
    segment: str = EVERY
    level: Share
    weight: Positive = 1.0


class Profile(Document):
    """
    The competency framework: what is needed where, and what missing all of it costs.

    match = 1 - (weighted mean shortfall over what is needed); the factor on the odds of winning a stage is
    lowest + (1 - lowest) * match, so that a perfect match has the highest win rate.
    """

    needs: Annotated[tuple[Need, ...], AsTuple, Field(min_length=1)]
    lowest: Annotated[Share, Field(gt=0)]


class Role(Document):
    """
    A part of the selling besides the territory's own rep, whom the alignment names.

    ``works: new`` takes new leads of its ``families`` (none named: all), ``existing`` the repeat orders, ``support``
    helps the owner of a lead in its ``stages``. Who has the role where stands in ``plan.coverage``.
    """

    id: Id
    works: Literal["new", "existing", "support"]
    families: Annotated[tuple[Id, ...], AsTuple] = ()
    stages: Annotated[tuple[Id, ...], AsTuple] = ()
    log_odds: LogOdds = 0.0
    """Support: gain in the log odds of its stages for a lead that is fully supported."""
    hours: NonNegative = 0.0
    """Support: hours of the supporter for each such stage."""

    @model_validator(mode="after")
    def _fits(self) -> Role:
        support = self.works == "support"
        if support != bool(self.stages) or (support and self.hours <= 0):
            raise ValueError(f"role {self.id}: works support goes with stages and hours, and only with it")
        if self.works == "existing" and self.families:
            raise ValueError(f"role {self.id}: works existing takes all families")
        return self
