"""The worlds of the simulation's own tests, for judging plans in them."""

import math
import sys
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parent.parent / "sim"))

from timing_worlds import LINEAR, curve, textbook
from worlds import PAY, merge, sales_force, table

from sim.scenario import Scenario


def quarterly_bonus(amount: str = "15000.00") -> dict[str, Any]:
    """Return a pay plan that pays a lump for each quarter at quota."""
    measure = {"credit": "sales", "window": "quarter", "against": "full_quota"}
    lump = {"kind": "lump", "at": "1", "amount": amount, "boundary": "lower_inclusive"}
    return {**PAY, "components": [{"id": "bonus", "measure": measure, "payout": lump}]}


def swinging(pay: dict[str, Any], effort: float, seed: int = 5, n_reps: int = 6, **changes: Any) -> Scenario:
    """Return steady reps whose years differ by luck, orders being unequal: 1.51 x effort of quota in the mean."""
    size = {"log_mean": 3.0, "log_sd": 1.0}
    plain = textbook(n_reps, pay)
    price = float(plain.market.families[0].price) / math.exp(3.5)
    family = {"id": "core", "share": 1.0, "price": f"{price:.2f}", "margin_share": 0.5, "order_units": size}
    words = {
        "run": {"warmup_days": 90, "seed": seed},
        "people": {"behaviour": {"kind": "steady", "effort": effort}},
        "market": {"families": [family]},
    }
    return textbook(n_reps, pay, months=12, **merge(words, changes))


__all__ = ["LINEAR", "PAY", "curve", "quarterly_bonus", "sales_force", "swinging", "table", "textbook"]
