"""The tables and numbers from quote to cash: prices, terms of payment, payers, contracts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.documents.order_to_cash import Approval
from sim.engine.compiled.state import BILL, COUNT, DEBTOR, NUMBER, PAYER, Table, empty
from sim.quoting import quotes_orders
from sim.receivables import limits_cents

if TYPE_CHECKING:
    from sim.documents.order_to_cash import Discounts, Disputes, Payer, Quotes, ReturnedGoods, Terms
    from sim.engine.world import World
    from sim.scenario import Scenario


def cash_tables(world: World, n_customers: int, n_orders: int) -> dict[str, Table]:
    """Return the tables, by name; those of what is off are empty."""
    scenario = world.scenario
    payers = scenario.order_to_cash.payers
    shares, limits = empty(NUMBER, len(payers)), empty(COUNT, 0)
    shares["value"] = [payer.share for payer in payers]
    if scenario.plan.terms is not None:
        given = limits_cents(scenario)
        limits = empty(COUNT, len(given))
        limits["value"] = given
    return {
        "bill": empty(BILL, n_orders if _has_bills(scenario) else 0),
        "debtor": empty(DEBTOR, n_customers if _has_debtors(scenario) else 0),
        "payer": _payers(payers),
        "payer_share": shares,
        "limit": limits,
    }


def cash_rules(world: World) -> dict[str, Any]:
    """Return what the scenario says from quote to cash in single numbers."""
    scenario = world.scenario
    rules, plan = scenario.order_to_cash, scenario.plan
    approval = Approval() if plan.floors is None else plan.floors.approval
    return {
        "has_quoting": quotes_orders(scenario),
        "has_bills": _has_bills(scenario),
        "has_debtors": _has_debtors(scenario),
        "approval_days": approval.days,
        "approved_share": approval.approved_share,
        **_quotes(rules.quotes),
        **_discounts(rules.discounts),
        **_terms(plan.terms),
        "has_payers": bool(rules.payers),
        **_returns(rules.returns),
        **_disputes(rules.disputes),
        **_contracts(world),
    }


def _has_bills(scenario: Scenario) -> bool:
    return quotes_orders(scenario) or scenario.plan.terms is not None


def _has_debtors(scenario: Scenario) -> bool:
    return scenario.plan.terms is not None or scenario.order_to_cash.contracts is not None


def _payers(payers: tuple[Payer, ...]) -> Table:
    table = empty(PAYER, len(payers))
    for row, payer in enumerate(payers):
        table["default_share"][row] = payer.default_share
        if payer.late_days is not None:
            table["is_late"][row] = 1
            table["late_log_mean"][row] = payer.late_days.log_mean
            table["late_log_sd"][row] = payer.late_days.log_sd
    return table


def _quotes(rule: Quotes | None) -> dict[str, Any]:
    if rule is None:
        return {}
    return {
        "has_quotes": True,
        "quote_valid_days": rule.valid_days,
        "answer_log_mean": rule.answer_days.log_mean,
        "answer_log_sd": rule.answer_days.log_sd,
        "accepted_share": rule.accepted_share,
    }


def _discounts(rule: Discounts | None) -> dict[str, Any]:
    if rule is None:
        return {}
    return {
        "has_discounts": True,
        "discount_share": rule.share,
        "least_discount": rule.least,
        "most_discount": rule.most,
        "walk_share": rule.walk_share,
    }


def _terms(terms: Terms | None) -> dict[str, Any]:
    if terms is None:
        return {}
    return {
        "has_terms": True,
        "payment_days": terms.payment_days,
        "deposit_share": terms.deposit_share,
        "write_off_days": terms.write_off_days,
        "hold_days": 0.0 if terms.credit is None else terms.credit.hold_days,
    }


def _returns(rule: ReturnedGoods | None) -> dict[str, Any]:
    if rule is None:
        return {}
    return {
        "has_returns": True,
        "return_share": rule.share,
        "return_mean_days": rule.mean_days,
        "return_part": rule.part,
    }


def _disputes(rule: Disputes | None) -> dict[str, Any]:
    if rule is None:
        return {}
    return {
        "has_disputes": True,
        "dispute_share": rule.share,
        "dispute_mean_days": rule.mean_days,
        "settled_days": rule.settled_days,
        "reversed_share": rule.reversed_share,
    }


def _contracts(world: World) -> dict[str, Any]:
    rule = world.scenario.order_to_cash.contracts
    if rule is None:
        return {}
    return {
        "has_contracts": True,
        "contract_share": rule.share,
        "term_months": rule.term_months,
        "contract_leave": rule.leave_share,
        "contract_at": rule.at_score,
        "contract_per_point": rule.per_point,
        "day_0": world.line.first_day.toordinal() - 1,
    }
