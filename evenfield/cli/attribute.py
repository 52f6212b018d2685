"""``evenfield attribute``: what each part of a change contributed to profit."""

from __future__ import annotations

from typing import Annotated

import typer

from evenfield.cli.options import AsJson, OutFolder, OwnRules, Replications, Seed, Workers
from evenfield.cli.show import nearby, show, show_json, tell


def attribute(  # noqa: PLR0913, PLR0917 - one parameter an option
    before: Annotated[str, typer.Argument(metavar="BEFORE", help="Scenario: library name or YAML file.")],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="The same world under another plan.")],
    replications: Replications = 20,
    out: OutFolder = None,
    workers: Workers = None,
    seed: Seed = None,
    own_rules: OwnRules = None,
    as_json: AsJson = False,
) -> None:
    """
    Tell what size, territory, quota, pay and supply each contributed to what AFTER earns over BEFORE.

    Shapley values over all subsets of the parts in which the plans differ, simulated; they add up to the whole.

    Example:  evenfield attribute us-field-force/today new.yaml -n 40 --out runs/parts
    """
    from evenfield.cli.attributing import attributed  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.design.tables import attribution_table  # noqa: PLC0415

    told = attributed(before, after, replications, out, workers, seed)
    if as_json:
        show_json({"parts": [], "whole": None, "notes": []} if told.found is None else told.found.to_dict())
        return
    if told.found is None:
        show(f"{told.after} and {told.before} have the same plan: there is nothing to attribute.")
        return
    show(attribution_table(told.found, f"{told.after} over {told.before}", told.currency))
    for note in told.found.notes:
        show(note)
    if out is not None:
        tell(f"attribution: {nearby(out / 'attribution.json')}")
