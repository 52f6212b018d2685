"""``evenfield show``: a scenario written out in full, each value with the place it comes from."""

from __future__ import annotations

from typing import Annotated

import typer

from evenfield.cli.options import AsJson, ScenarioName
from evenfield.cli.show import show as print_out
from evenfield.cli.show import show_json


def show(
    given: ScenarioName,
    plain: Annotated[bool, typer.Option("--plain", help="Leave out where each value comes from.")] = False,
    inline: Annotated[
        bool, typer.Option("--inline", help="Write out the rows of tables instead of naming their files.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """
    Show every value of a scenario, the defaults too, with the file and line it comes from.

    What is shown is a scenario itself: saved beside SCENARIO it loads to the same fingerprint.

    Example:  evenfield show us-field-force/uncapped > full.yaml
    """
    from scenarios import read, resolved_lines, resolved_text  # noqa: PLC0415 - keeps `evenfield --help` fast

    reading = read(given)
    lines = resolved_lines(reading, inline=inline)
    if as_json:
        values = [
            {
                "path": one.path,
                "value": one.value,
                "from": one.origin,
                "source": one.source,
                "grade": one.grade,
            }
            for one in lines
            if one.has_value
        ]
        fingerprint = reading.scenario.fingerprint() if reading.scenario else ""
        show_json({"scenario": given, "fingerprint": fingerprint, "values": values})
    else:
        print_out(resolved_text(lines, plain=plain).rstrip("\n"))
