"""The pay plan as a document. (Being written by the pay engineer.)"""

from __future__ import annotations

from sim.document import Document, Id


class PayPlan(Document):
    """A pay plan."""

    id: Id
