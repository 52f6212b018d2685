"""The page of two pay plans on the same history: one offline HTML file, and its figures as files of their own."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from evenfield.pay.columns import money
from evenfield.report.environment import page_environment
from evenfield.report.pay_figures import pay_figures
from evenfield.report.picture import Picture, house_style, png, svg
from sim.compensation.deals.comparing import Comparison

_PIXELS = 720


def pay_comparison_files(found: Comparison, currency: str = "") -> Mapping[str, bytes]:
    """
    Return ``compare.html`` and the figures as SVG and PNG by file name; the same comparison gives the same bytes.

    Parameters
    ----------
    found
        The comparison.
    currency
        What amounts are in; "" when the plans do not say.
    """
    files: dict[str, bytes] = {}
    pictures = []
    with house_style():
        for drawn in pay_figures(found, currency):
            pictures.append(svg(drawn.figure, drawn.alt, drawn.caption))
            files[f"{drawn.name}.svg"] = _content(pictures[-1])
            files[f"{drawn.name}.png"] = _content(png(drawn.figure, drawn.alt))
    told = {"found": found, "currency": currency, "headline": headline(found), "width": _PIXELS}
    told |= {"pictures": pictures, "bands": [band for band in found.by_band() if band[1]]}
    told |= {"people": sorted(found.people, key=lambda p: (p.old - p.new, p.person))}
    return {"compare.html": _page().render(told).encode(), **files}


def headline(found: Comparison) -> str:
    """Return in a sentence or two who wins, who loses, and what it costs."""
    old, new = found.cost
    wins, losses = len(found.winners), len(found.losers)
    share = f" ({100 * (new - old) / old:+.1f}\N{NO-BREAK SPACE}%)" if old > 0 else ""
    more = "more" if new >= old else "less"
    return (
        f"Of {len(found.people)} people, {wins} {'is' if wins == 1 else 'are'} paid more under {found.new_plan}, "
        f"{losses} {'is' if losses == 1 else 'are'} paid less, {len(found.people) - wins - losses} the same. "
        f"It costs {money(new)} instead of {money(old)}, {money(abs(new - old))} {more}{share}."
    )


def _content(picture: Picture) -> bytes:
    """Return the bytes of a picture's file."""
    return base64.b64decode(picture.uri.partition(",")[2])


@cache
def _page() -> Any:  # noqa: ANN401 - jinja2's Template
    environment = page_environment()
    environment.filters |= {"cents": money, "percent": _percent, "better": _better}
    return environment.get_template("pay_comparison.html")


def _percent(ratio: Fraction | None) -> str:
    return "" if ratio is None else f"{100 * float(ratio):.1f} %"


def _better(change: int) -> str:
    return "better" if change > 0 else "worse" if change < 0 else ""
