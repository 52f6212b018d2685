"""The pay engine: plan language, exact payroll month by month, traces, and estimates for search."""

from sim.compensation.curve import payout_fraction
from sim.compensation.estimate import estimate_pay_rate, estimate_payout, estimate_variable_pay
from sim.compensation.ledger import LedgerError
from sim.compensation.payroll import Payroll, run_payroll
from sim.compensation.plan import PayPlan
from sim.compensation.remarks import remarks
from sim.compensation.trace import Trace, explain, statements

__all__ = [
    "LedgerError",
    "PayPlan",
    "Payroll",
    "Trace",
    "estimate_pay_rate",
    "estimate_payout",
    "estimate_variable_pay",
    "explain",
    "payout_fraction",
    "remarks",
    "run_payroll",
    "statements",
]
