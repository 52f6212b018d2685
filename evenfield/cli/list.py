"""``evenfield list``: the scenarios of the library."""

from __future__ import annotations

from evenfield.cli.options import AsJson
from evenfield.cli.show import show, show_json


def list_(as_json: AsJson = False) -> None:
    """
    List the scenarios of the library.

    Example:  evenfield list --json
    """
    import scenarios  # noqa: PLC0415 - keeps `evenfield --help` fast

    names = list(scenarios.names())
    if as_json:
        show_json(names)
        return
    for name in names:
        show(name)
