"""``evenfield territory lumps``: units larger than a fair territory, and what can be done about each, priced."""

from __future__ import annotations

from evenfield.cli.options import AsJson, ScenarioName, WorkloadBand
from evenfield.cli.show import show, show_json
from evenfield.cli.territory.options import BalancePrice, Band, load, yardstick


def lumps(
    given: ScenarioName,
    band: Band = 0.05,
    workload_band: WorkloadBand = "0.25",
    balance_price: BalancePrice = None,
    as_json: AsJson = False,
) -> None:
    """
    Name the units larger than a fair territory; price keeping, splitting, pooling, hiring.

    Example:  evenfield territory lumps us-field-force/today
    """
    from evenfield.territory.wording import plain  # noqa: PLC0415 - keeps `evenfield --help` fast
    from optimize.realignment.lumps import lumps as oversize  # noqa: PLC0415

    scenario = load(given)
    found = oversize(yardstick(scenario, (band, workload_band), balance_price))
    if as_json:
        show_json({"scenario": given, "lumps": plain(found)})
        return
    if not found:
        show("no unit is larger than a fair territory")
    for one in found:
        show(f"{one.unit} {one.name}: {one.share:.2f} of a fair territory, with {one.rep}")
        show(
            f"  {'option':11}{'travel':>11}{'imbalance':>12}{'people':>12}{'a year':>12}{'disrupted':>12}{'most':>9}"
        )
        for way in one.options:
            show(
                f"  {way.name:11}{way.travel:>+11,.0f}{way.imbalance:>+12,.0f}{way.people:>+12,.0f}{way.total:>+12,.0f}"
                f"{way.disruption:>12,.0f}{way.largest:>9.2f}"
            )
        for way in one.options:
            show(f"  {way.name}: {way.words}")
