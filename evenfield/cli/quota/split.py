"""``evenfield quota split``: quotas over product x region x customer, every margin kept to the cent."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evenfield.cli.options import AsJson
from evenfield.cli.show import nearby, show, show_json, tell

_NO_MARK = b"\0"
"""A table carries no mark of ours, so none that is there is written over."""


def split(
    seed: Annotated[
        Path,
        typer.Argument(
            metavar="CELLS.csv",
            help="What is known of the cells: a column a level, and weight (0: stays empty).",
        ),
    ],
    margin: Annotated[
        list[Path],
        typer.Option("--margin", metavar="FILE", help="CSV of sums to keep: levels of the cells, and quota."),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.csv", help="Where the cells' quotas are written.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """
    Split quotas over several levels at once: the odds ratios of the cells are kept, and every margin to the cent.

    Example:  evenfield quota split last-year.csv --margin by-product.csv --margin by-region.csv --out cells.csv
    """
    from evenfield.cli.taken import refuse_taken  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.quota.splitting import split_over  # noqa: PLC0415
    from evenfield.study.files import write_atomically  # noqa: PLC0415
    from evenfield.study.written import csv  # noqa: PLC0415

    if out is not None:
        refuse_taken(out, [out], _NO_MARK)
    found = split_over(seed, margin)
    if out is not None:
        write_atomically(out, csv(found.cells))
        tell(f"cells: {nearby(out)}")
    if as_json:
        show_json(found.as_data())
        return
    for line in found.lines():
        show(line)
    if out is None:
        show(csv(found.cells).decode().rstrip())
