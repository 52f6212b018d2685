"""The design of a sales force: the levers turned until the gain is noise, judged on replications that no search saw."""

from optimize.design.contributing import between, contributions
from optimize.design.draft import Charges, Draft
from optimize.design.loop import Conduct, design
from optimize.design.quotas import quota_total
from optimize.design.result import Design
from optimize.design.steps import Step
from optimize.design.wishes import LEVERS, Wishes

__all__ = [
    "LEVERS",
    "Charges",
    "Conduct",
    "Design",
    "Draft",
    "Step",
    "Wishes",
    "between",
    "contributions",
    "design",
    "quota_total",
]
