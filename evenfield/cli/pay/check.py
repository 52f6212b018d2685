"""``evenfield pay check``: faults of a plan with their lines, then what is valid and yet surprises people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from evenfield.cli.options import AsJson
from evenfield.cli.pay.desk import load, refuse
from evenfield.cli.pay.options import PlanName, With
from evenfield.cli.show import show, show_json

if TYPE_CHECKING:
    from scenarios.pay_plans import PlanReading


def check(plan: PlanName, own: With = None, as_json: AsJson = False) -> None:
    """
    Check a pay plan: every fault with its line, then what is valid and yet surprises people.

    With --with, components of your own are held to their contract: exact, finite, as declared, as the kernel pays.

    Example:  evenfield pay check plan.yaml
    """
    from scenarios.pay_plans import read_plan  # noqa: PLC0415 - keeps `evenfield --help` fast
    from sim.compensation.deals.remarks import deal_remarks  # noqa: PLC0415
    from sim.compensation.monthly.deal_plans import needs_deals  # noqa: PLC0415

    load(own)
    reading = read_plan(plan)
    broken = [*_broken(reading)] if own else []
    if broken:
        refuse(*broken)
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
    needs = needs_deals(reading.plan)
    if as_json:
        show_json({"plan": reading.plan.id, "remarks": found, "needs_deals": list(needs)})
        return
    for one in found:
        show(f"{one['file']}:{one['line']}: {one['component']}: {one['message']} [{one['code']}]")
    show(f"{reading.plan.id}: in order, {'1 remark' if len(found) == 1 else f'{len(found)} remarks'}")
    # Every plan runs on deals in exact fractions; a simulation of monthly sums has a faster way, or has not.
    show(
        f"needs deals, in exact fractions: {'; '.join(needs)}"
        if needs
        else "monthly sums pay it too, on 64 bits"
    )


def _broken(reading: PlanReading) -> Iterator[str]:
    """Yield where the plan's components of the user's own break their contract."""
    from fractions import Fraction  # noqa: PLC0415 - keeps `evenfield --help` fast

    from sim.compensation.deals import check_component  # noqa: PLC0415
    from sim.compensation.deals.own import own_component  # noqa: PLC0415

    for part in reading.plan.components:
        if part.payout.kind != "own":
            continue
        place = reading.place_of(part.id)
        words = {name: Fraction(value) for name, value in part.payout.words.items()}
        try:
            told = check_component(own_component(part.payout.name), words)
        except ValueError as error:
            told = (str(error),)
        yield from (f"{place.file}:{place.line}: {part.id}: {one}" for one in told)
