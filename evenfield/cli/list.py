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

    titles = scenarios.names()
    if as_json:
        show_json([{"name": name, "title": title} for name, title in titles.items()])
        return
    width = max(map(len, titles), default=0)
    for name, title in titles.items():
        show(f"{name:<{width}}  {title}".rstrip())
