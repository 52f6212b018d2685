"""A lever about leads that is given at zero is the baseline bit for bit, in both engines."""

import pytest
from worlds import sales_force

from sim.engine.compiled.run import run_compiled
from sim.engine.model import run_reference

ZERO = {
    "campaign": {
        "market": {
            "campaigns": [
                {
                    "kind": "spend",
                    "id": "search",
                    "source": "web",
                    "spend": [0.0] * 12,
                    "reach": 900.0,
                    "half_spend": 100.0,
                    "response_share": 0.5,
                }
            ]
        }
    },
    "burst": {
        "market": {
            "campaigns": [
                {"kind": "burst", "id": "show", "source": "web", "on": "2026-03-01", "inquiries": 0}
            ]
        }
    },
    "brand": {"market": {"brand": {"half_life_days": 30.0, "half_stock": 1.0, "opening": 500.0}}},
    "capture": {"pipeline": {"capture": {"lost_share": 0.0, "duplicate_share": 0.0}}},
    "screening cost": {"pipeline": {"screening": {"cost_per_lead": 9.0}}},
    "score": {
        "pipeline": {
            "scoring": {
                "signals": [{"id": "list", "share": 0.5, "points": 0.0}],
                "half_life_days": 3.0,
                "tiers": [0.0],
            }
        }
    },
    "promise": {"pipeline": {"routing": {"sla_hours": 1.0}}},
    "late promise": {"pipeline": {"routing": {"sla_hours": 1e6, "reroute": True}}},
    "fallback": {"pipeline": {"routing": {"fallback": "R01"}}},
    "curve": {
        "pipeline": {
            "response_curve": {"kind": "power", "scale_hours": 1.0, "exponent": 0.0, "source": "none"}
        }
    },
    "rejection": {"pipeline": {"rejection": {"share": 0.0, "reasons": [{"id": "fit", "share": 1.0}]}}},
    "records": {"pipeline": {"crm": {"admin_share": 0.0}}},
}


@pytest.fixture(scope="module")
def baseline():
    return run_reference(sales_force(), 0).log


@pytest.mark.parametrize("lever", ZERO)
@pytest.mark.parametrize("engine", [run_reference, run_compiled])
def test_a_lever_at_zero_is_the_baseline_bit_for_bit(baseline, lever, engine):
    assert engine(sales_force(**ZERO[lever]), 0).log.same_as(baseline)
