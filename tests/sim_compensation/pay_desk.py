"""A plan, deals and quotas for the tests of the pay commands, and how to call them."""

from typer.testing import CliRunner

from evenfield.cli.app import app

PLAN = """
components:
  - id: quota
    measure: {credit: sales, window: ytd, against: full_quota}
    payout:
      kind: tiers
      x: attainment
      knot_rule: whole_trueup
      boundary: lower_inclusive
      bands: [{starts_at: 0, rate: 0.05}, {starts_at: 1, rate: 0.10}]
"""
DEALS = """deal_id,person,event,date,amount
D1,ann,booking,2026-01-10,600
D2,ann,booking,2026-02-10,400
D3,bob,booking,2026-02-11,50
"""
QUOTAS = "person,measure,period,amount\nann,sales,2026,1000\n"
RUN = ("plan.yaml", "--deals", "deals.csv", "--quotas", "quotas.csv")


def pay(*arguments):
    return CliRunner().invoke(app, ["pay", *arguments])
