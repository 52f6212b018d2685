"""Leads that a scenario goes without: a drought, a region that dries up, a rep who leaves poor leads alone."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.document import AsTuple, Document, Id, Share

Names = Annotated[tuple[str, ...], AsTuple]


class Shortfall(Document):
    """
    Leads of the market, campaigns among them, that do not come: ``share`` of those that every list names.

    An empty list names all. Which of them stay away is each lead's own luck, so that a larger share takes more leads
    and leaves the others as they are. Leads that customers refer are not touched.
    """

    id: Id
    share: Share
    months: Annotated[tuple[Annotated[int, Field(ge=1)], ...], AsTuple] = ()
    """Measured months, from 1; the warm-up has none."""
    regions: Names = ()
    """Regions of ``tables.units``."""
    families: Names = ()
    grades: Names = ()
    reps: Names = ()
    """Reps whose territory under the plan the lead comes from."""
