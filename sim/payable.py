"""What credits a sale, and what takes the credit back: one table, which both engines and the laws go by."""

from __future__ import annotations

from sim.engine.log import Kind

_TAKEN_BACK: dict[int, int] = {
    Kind.RETURNED: -1,
    Kind.WRITTEN_OFF: -1,
    Kind.CHARGED_BACK: -1,
    Kind.REVERSED: 1,
}
CREDITS: dict[str, dict[int, int]] = {
    "booking": {Kind.ORDERED: 1, Kind.CANCELLED: -1, **_TAKEN_BACK},
    "shipment": {Kind.SHIPPED: 1, **_TAKEN_BACK},
    "delivery": {Kind.DELIVERED: 1, **_TAKEN_BACK},
    "invoice": {Kind.INVOICED: 1, **_TAKEN_BACK},
    "cash": {Kind.DEPOSITED: 1, Kind.PAID: 1, Kind.REFUNDED: -1, Kind.CHARGED_BACK: -1, Kind.REVERSED: 1},
    "renewal": {Kind.RENEWED: 1},
}
"""By ``pay.credit_at``: the kinds of events whose value is credited (1) or taken back (-1), when they happen."""


def credit_signs(credit_at: str) -> list[int]:
    """Return what an event's value counts for as credit, by its kind: 1, 0 or -1, shape (largest kind + 1,)."""
    signs = CREDITS[credit_at]
    return [signs.get(kind, 0) for kind in range(max(Kind) + 1)]
