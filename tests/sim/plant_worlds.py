"""What happens to orders before and in the plant, for the random worlds."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

Changes = dict[str, Any]


def _preparation(luck: Random) -> Changes:
    rule = {
        "days": luck.choice([0.2, 1.0, 15.0]),
        "work": luck.choice(["fixed", "exponential"]),
        "error_share": luck.choice([0.0, 0.3, 0.8]),
    }
    return {"fulfilment": {"preparation": rule}}


PLANT: dict[str, Callable[[Random], Changes]] = {
    "preparation": _preparation,
}
"""Each feature by name: what it changes in a scenario."""
