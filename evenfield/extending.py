"""What rules of your own are made of: register a behaviour, a router or a customer rule, and check its contract."""

from __future__ import annotations

from sim.agents.registry import behaviour
from sim.agents.view import Decision, RepView
from sim.contracts import check_behaviour, check_customer_rule, check_router
from sim.own_rules import CustomerFacts, LeadFacts, RepFacts, customer_rule, router

__all__ = [
    "CustomerFacts",
    "Decision",
    "LeadFacts",
    "RepFacts",
    "RepView",
    "behaviour",
    "check_behaviour",
    "check_customer_rule",
    "check_router",
    "customer_rule",
    "router",
]
