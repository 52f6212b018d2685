"""``evenfield diff``: what differs between two scenarios, in the words of the business."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from evenfield.cli.options import AsJson
from evenfield.cli.show import show, show_json


def diff(
    before: Annotated[
        str, typer.Argument(metavar="A", help="Library name or YAML file of the first scenario.")
    ],
    after: Annotated[str, typer.Argument(metavar="B", help="Library name or YAML file of the second.")],
    as_json: AsJson = False,
) -> None:
    """
    Tell what differs between two scenarios in business words: territories, quotas, pay, supply, world.

    Example:  evenfield diff us-field-force/today us-field-force/uncapped
    """
    import scenarios  # noqa: PLC0415 - keeps `evenfield --help` fast

    found = scenarios.differences(*scenarios.load_all([before, after]))
    if as_json:
        show_json({"before": before, "after": after, "differences": [_plain(each) for each in found]})
        return
    show(f"{before} → {after}")
    if not found:
        show("  no difference that could change a result")
    section = ""
    for each in found:
        if each.section != section:
            section = each.section
            show(f"{section}:")
        show(f"  {each.words}")


def _plain(difference: Any) -> dict[str, Any]:  # noqa: ANN401 - a scenarios.Difference, which --help does without
    from scenarios.resolved import as_json  # noqa: PLC0415

    return {
        "section": difference.section,
        "path": difference.path,
        "before": as_json(difference.before),
        "after": as_json(difference.after),
        "words": difference.words,
    }
