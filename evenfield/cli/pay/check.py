"""``evenfield pay check``: faults of a plan with their lines, then what is valid and yet surprises people."""

from __future__ import annotations

from evenfield.cli.options import AsJson
from evenfield.cli.pay.options import PlanName
from evenfield.cli.show import show, show_json


def check(plan: PlanName, as_json: AsJson = False) -> None:
    """
    Check a pay plan: every fault with its line, then what is valid and yet surprises people.

    Example:  evenfield pay check plan.yaml
    """
    from scenarios.pay_plans import read_plan  # noqa: PLC0415 - keeps `evenfield --help` fast
    from sim.compensation.deals.remarks import deal_remarks  # noqa: PLC0415

    reading = read_plan(plan)
    found = []
    for remark in deal_remarks(reading.plan):
        place = reading.place_of(remark.component)
        found.append(
            {
                "code": remark.code,
                "component": remark.component,
                "line": place.line,
                "file": place.file,
                "message": remark.message,
            }
        )
    if as_json:
        show_json({"plan": reading.plan.id, "remarks": found})
        return
    for one in found:
        show(f"{one['file']}:{one['line']}: {one['component']}: {one['message']} [{one['code']}]")
    show(f"{reading.plan.id}: in order, {'1 remark' if len(found) == 1 else f'{len(found)} remarks'}")
