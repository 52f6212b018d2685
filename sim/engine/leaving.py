"""How a customer leaves, whatever made him."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.log import Kind, Recorder

if TYPE_CHECKING:
    from sim.agents.customer import Customer


def leave(record: Recorder, hour: float, customer: Customer) -> None:
    """Let a customer leave now; it is told once."""
    customer.gone = True
    record.add(hour, Kind.CHURNED, customer.key, -1, customer.unit, customer.family)
    customer.remove()
