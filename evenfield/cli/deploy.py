"""``evenfield deploy``: effort over products and segments, and how much of it pays."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Any

import typer

from evenfield.cli.options import AsJson
from evenfield.cli.show import nearby, show, show_json, tell


def deploy(  # noqa: PLR0913, PLR0917 - one parameter an option
    given: Annotated[
        str, typer.Argument(metavar="USES", help="Table of uses and their responses: .csv, .xlsx, .parquet.")
    ],
    effort: Annotated[
        float | None,
        typer.Option(min=0.0, help="All the effort there is; today's when neither this nor a cost is given."),
    ] = None,
    cost: Annotated[float, typer.Option(min=0.0, help="Cost of a unit of effort [currency].")] = 0.0,
    limit: Annotated[
        list[str] | None, typer.Option(metavar="GROUP=EFFORT", help="The most effort in a group; repeatable.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder for deployment.csv and deployment.json."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """
    Share out effort over products and segments so that its last unit brings the same everywhere.

    With --cost and no --effort it says how much effort pays. Columns stand in docs/profit-and-size.md.

    Example:  evenfield deploy library:first-steps/effort/products.csv --effort 12000
    Example:  evenfield deploy library:first-steps/effort/products.csv --cost 60 --limit hospital=4000
    """
    import pandas as pd  # noqa: PLC0415 - keeps `evenfield --help` fast

    from evenfield.study.files import write_atomically  # noqa: PLC0415
    from evenfield.study.written import csv, write_data  # noqa: PLC0415
    from optimize.deployment import deploy as share_out  # noqa: PLC0415
    from optimize.elastic import InfeasibleError  # noqa: PLC0415
    from scenarios.effort_tables import read_uses  # noqa: PLC0415

    uses, today = read_uses(given)
    there = effort if effort is not None else (math.inf if cost > 0 else sum(today.values()))
    try:
        found = share_out(uses, there, cost=cost, limits=_limits(limit or []))
    except InfeasibleError:
        raise
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    before = [use.margin * float(use.curve.sales(today[use.id])) for use in uses]
    table = pd.DataFrame(
        {
            "use": found.uses,
            "effort_today": [today[name] for name in found.uses],
            "effort": found.effort.round(2),
            "contribution_today": [round(value, 2) for value in before],
            "contribution": found.contribution.round(2),
            "one_more_brings": found.marginal.round(4),
        }
    )
    present = sum(before) - cost * sum(today.values())
    told: dict[str, Any] = {
        "status": found.status,
        "profit": found.profit,
        "bound": found.bound,
        "gap": found.gap,
        "effort": float(found.effort.sum()),
        "profit_today": present,
        "uses": table.to_dict(orient="records"),
    }
    if as_json:
        show_json(told)
    else:
        show(table.to_string(index=False))
        show(
            f"effort {told['effort']:,.0f} (today {sum(today.values()):,.0f}): {found.status}, profit "
            f"{found.profit:,.0f}, bound {found.bound:,.0f}, gap {found.gap:.2%}; today's effort brings {present:,.0f}"
        )
    if out is not None:
        write_atomically(out / "deployment.csv", csv(table))
        write_data(out / "deployment.json", told)
        tell(f"deployment: {nearby(out)}")


def _limits(given: list[str]) -> dict[str, float]:
    """Return the limits of texts such as ``hospital=4000``."""
    found = {}
    for text in given:
        name, _, value = text.rpartition("=")
        try:
            found[name] = float(value)
        except ValueError:
            raise typer.BadParameter(f"GROUP=EFFORT is wanted, got {text!r}", param_hint="--limit") from None
    return found
