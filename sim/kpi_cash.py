"""KPIs from quote to cash."""

from __future__ import annotations

from functools import partial

from sim.kpi import Kpi

_cash = partial(Kpi, owner="finance", group="cash")

CASH: tuple[Kpi, ...] = (
    _cash("invoiced", "Invoiced", "money", "higher", "value of invoices", "sum of the value of deliveries"),
    _cash(
        "cash_collected",
        "Cash collected",
        "money",
        "higher",
        "what customers paid, less what was paid back",
        "deposits + payments - refunds - charged back + reversed",
    ),
    _cash(
        "receivables",
        "Receivables",
        "money",
        "lower",
        "what customers owe for invoices at the end",
        "invoiced - deposits - paid - written off - returned before payment, from the first day of the warm-up",
    ),
    _cash(
        "dso_days",
        "Days sales outstanding",
        "days",
        "lower",
        "mean days from the invoice to its payment, by money",
        "mean receivables x days / invoiced",
    ),
    _cash("bad_debt", "Bad debt", "money", "lower", "invoices nobody pays", "sum written off"),
    _cash(
        "returns", "Returns", "money", "lower", "value of goods that came back", "sum of the value of returns"
    ),
    _cash(
        "charged_back",
        "Chargebacks",
        "money",
        "lower",
        "payments that customers took back, less those that came again",
        "sum charged back - sum reversed",
    ),
    _cash(
        "quote_conversion",
        "Quotes won",
        "share",
        "higher",
        "quotes that became orders, of those that ended",
        "orders / (orders + expired + declined)",
    ),
    _cash(
        "discounts_given",
        "Discounts",
        "money",
        "lower",
        "price cuts on orders placed",
        "sum of units x price asked - value",
    ),
    _cash(
        "approvals_asked",
        "Approvals",
        "count",
        "lower",
        "orders below the price floor that somebody had to approve",
        "approvals asked for",
    ),
    _cash(
        "orders_held",
        "Orders on hold",
        "count",
        "lower",
        "orders held because of the customer's credit limit",
        "orders held",
    ),
    _cash("renewals", "Renewals", "count", "higher", "contracts renewed", "terms renewed"),
    _cash(
        "renewal_rate",
        "Renewal rate",
        "share",
        "higher",
        "contracts renewed of those whose term ended",
        "renewed / (renewed + not renewed)",
    ),
    _cash(
        "unreconciled_orders",
        "Unreconciled orders",
        "count",
        "lower",
        "orders whose deliveries, invoices and cash do not agree; 0 unless the engine is wrong",
        "orders with a mismatch",
    ),
)
"""What is measured where the scenario has quotes, terms of payment or contracts."""
