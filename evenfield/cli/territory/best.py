"""``evenfield territory moves`` and ``front``: the few moves that matter, and balance against disruption."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated

import typer

from evenfield.cli.options import AsJson, ScenarioName, WorkloadBand
from evenfield.cli.show import nearby, show, show_json, tell
from evenfield.cli.territory.options import (
    BalancePrice,
    Band,
    Locks,
    NewScenario,
    check_out,
    command_line,
    load,
    yardstick,
)

if TYPE_CHECKING:
    from optimize.realignment import BestMoves, Found, Point
    from sim.scenario import Scenario


def moves(  # noqa: PLR0913, PLR0917 - one parameter an option
    given: ScenarioName,
    best: Annotated[
        int, typer.Option("--best", min=0, metavar="N", help="How many units may change hands.")
    ] = 20,
    out: NewScenario = None,
    band: Band = 0.05,
    workload_band: WorkloadBand = "0.25",
    balance_price: BalancePrice = None,
    locks: Locks = None,
    as_json: AsJson = False,
) -> None:
    """
    List the best moves in order, each with its gain and the share of the full gain that is reached with it.

    Nobody relocates. A small map is solved to the end; a large one is searched, with the relaxation's bound beside it.
    Ctrl-C shows (and writes) the best so far.

    Example:  evenfield territory moves us-field-force/today --best 20 --out twenty.yaml
    """
    from evenfield.territory.what_if import write_realigned  # noqa: PLC0415 - keeps `evenfield --help` fast
    from optimize.realignment import best_moves  # noqa: PLC0415

    check_out(out, given, (".yaml", ".yml"), (".alignment.csv",))
    scenario = load(given)
    found = best_moves(yardstick(scenario, (band, workload_band), balance_price, locks), best, _tell_step)
    if out is not None:
        write_realigned(out, given, scenario, found.best.rep_of, command_line())
        tell(f"scenario: {nearby(out)}")
    if as_json:
        show_json(_moves_data(given, scenario, found))
    else:
        _show_moves(scenario, found)
    if found.best.interrupted or found.full.interrupted:
        raise KeyboardInterrupt("stopped; these are the best moves so far")


def _tell_step(found: Found) -> None:
    """Say how far the search is."""
    bound = f"gap {found.gap:.1%}" if math.isfinite(found.gap) else "no bound yet"
    tell(f"objective {found.objective:,.0f}, {bound}")


def _show_moves(scenario: Scenario, found: BestMoves) -> None:
    """Print the moves and what is proved."""
    units, reps = scenario.tables.units, scenario.tables.reps["id"]
    show(f"{'':>4} {'unit':12}{'name':30}{'from':8}{'to':8}{'gain/year':>12}{'of full':>9}")
    for number, step in enumerate(found.steps, 1):
        name = str(units["name"][step.unit])[:28]
        late = "" if step.whole else "  with a later one"
        share = "-" if found.best.interrupted else f"{step.share:.1%}"
        show(
            f"{number:>4} {units['id'][step.unit]:12}{name:30}{reps[step.before]:8}{reps[step.after]:8}"
            f"{step.gain:>12,.0f}{share:>9}{late}"
        )
    show(
        f"gain {found.gain:,.0f} {scenario.currency} a year{'' if found.best.interrupted else _of_full(found)}"
    )
    proved = "proved the best" if found.best.is_proved else f"gap {_percent(found.best.gap)} of the objective"
    full = (
        "not looked for" if found.best.interrupted else f"{found.full.method}, gap {_percent(found.full.gap)}"
    )
    show(f"these moves: {found.best.method}, {proved}; all moves: {full}")


def _of_full(found: BestMoves) -> str:
    """Return how the gain stands to what any number of moves would gain."""
    full, least = found.today - found.full.objective, found.certified_share
    reached = f"{found.share:.1%} of the full gain that was found ({full:,.0f})"
    return f", {reached}, at least {least:.1%} of any that there can be"


def _percent(gap: float) -> str:
    return f"{gap:.1%}" if math.isfinite(gap) else "unknown"


def _moves_data(given: str, scenario: Scenario, found: BestMoves) -> dict[str, object]:
    """Return the moves as plain data."""
    from evenfield.territory.wording import plain  # noqa: PLC0415

    units, reps = scenario.tables.units, scenario.tables.reps["id"]
    steps = [
        {
            "unit": str(units["id"][step.unit]),
            "name": str(units["name"][step.unit]),
            "before": str(reps[step.before]),
            "after": str(reps[step.after]),
            "gain": step.gain,
            "share_of_full": step.share,
            "whole": step.whole,
        }
        for step in found.steps
    ]
    told = {
        name: {
            key: getattr(one, key)
            for key in ("objective", "bound", "gap", "method", "is_proved", "interrupted")
        }
        for name, one in (("best", found.best), ("full", found.full))
    }
    shares = {"gain": found.gain, "share": found.share, "certified_share": found.certified_share}
    answer: dict[str, object] = plain(
        {"scenario": given, "today": found.today, "moves": steps, **shares, **told}
    )
    return answer


def _shares(text: str | None) -> str | None:
    """Refuse what is no list of shares."""
    for part in (text or "").split(",") if text else []:
        try:
            good = 0 <= float(part) <= 1
        except ValueError:
            good = False
        if not good:
            raise typer.BadParameter(f"shares of leads from 0 to 1 and commas are wanted, got {part!r}")
    return text


def front(  # noqa: PLR0913, PLR0917 - one parameter an option
    given: ScenarioName,
    budgets: Annotated[
        str | None,
        typer.Option(
            "--budgets",
            callback=_shares,
            metavar="SHARE[,SHARE]",
            help="Shares of a year's leads that may change hands.",
        ),
    ] = None,
    band: Band = 0.05,
    workload_band: WorkloadBand = "0.25",
    balance_price: BalancePrice = None,
    locks: Locks = None,
    as_json: AsJson = False,
) -> None:
    """
    Show what balance and travel gain for how much disruption: a row for each move budget, with bound and gap.

    Nobody relocates. Today comes first, no budget last. Minutes for thousands of units; Ctrl-C shows what is done.

    Example:  evenfield territory front us-field-force/today --budgets 0.01,0.05,0.2
    """
    from evenfield.territory.wording import plain  # noqa: PLC0415 - keeps `evenfield --help` fast
    from optimize.realignment import front as pareto  # noqa: PLC0415
    from optimize.realignment.front import SHARES  # noqa: PLC0415

    scenario = load(given)
    stick = yardstick(scenario, (band, workload_band), balance_price, locks)
    shares = SHARES if budgets is None else [float(part) for part in budgets.split(",")]
    points: list[Point] = []
    stopped = False
    try:
        points = list(pareto(stick, shares, lambda point: _keep(points, point)))
    except KeyboardInterrupt:
        stopped = True
    points.sort(key=lambda point: point.share)
    if as_json:
        rows = [{**plain(point), "found": _found(point)} for point in points]
        show_json({"scenario": given, "leads_per_year": scenario.market.leads_per_year, "points": rows})
    else:
        _show_front(points, scenario.currency)
    if stopped:
        raise KeyboardInterrupt("stopped; the budgets shown are done")


def _keep(points: list[Point], point: Point) -> None:
    """Keep a point of the front and say that it is there."""
    points.append(point)
    budget = f"{point.share:.1%} of leads" if point.share <= 1 else "any budget"
    tell(f"{budget}: objective {point.found.objective:,.0f}, gap {point.found.gap:.1%}")


def _show_front(points: list[Point], currency: str) -> None:
    """Print the front as a table."""
    show(
        f"{'budget':>8}{'units':>8}{'leads':>9}{'disruption':>12}{'travel':>13}{'imbalance':>13}"
        f"{'objective':>13}{'bound':>13}{'gap':>8}"
    )
    for one in points:
        budget = f"{one.share:.1%}" if one.share <= 1 else "any"
        show(
            f"{budget:>8}{one.units:>8,}{one.leads:>9,.0f}{one.disruption:>12,.0f}{one.travel:>13,.0f}"
            f"{one.imbalance:>13,.0f}{one.found.objective:>13,.0f}{one.found.bound:>13,.0f}{one.found.gap:>8.1%}"
        )
    show(f"{currency} a year; disruption is the price of the leads that change hands, once")


def _found(point: Point) -> dict[str, object]:
    """Return what is proved about a point."""
    found = point.found
    return {"objective": found.objective, "bound": found.bound, "gap": found.gap, "method": found.method}
