"""A pay plan run on deals: crediting, quotas, payouts, release, clawback and ledger, exact and explained."""

from sim.compensation.deals.book import Book, DealEvent, Person, Reading, Reject, StatedQuota
from sim.compensation.deals.changes import changes_data, differences, posted_entries
from sim.compensation.deals.checking import check_component
from sim.compensation.deals.own import OwnComponent, component
from sim.compensation.deals.plain import as_data
from sim.compensation.deals.plan import ORDER_OF_EVALUATION, DealPlan
from sim.compensation.deals.run import DealRun, run_deals
from sim.compensation.deals.settling import Entry, MonthEnd
from sim.compensation.deals.switching import run_plans

__all__ = [
    "ORDER_OF_EVALUATION",
    "Book",
    "DealEvent",
    "DealPlan",
    "DealRun",
    "Entry",
    "MonthEnd",
    "OwnComponent",
    "Person",
    "Reading",
    "Reject",
    "StatedQuota",
    "as_data",
    "changes_data",
    "check_component",
    "component",
    "differences",
    "posted_entries",
    "run_deals",
    "run_plans",
]
