"""An assignment's files: CSV and JSON in a folder, or one Excel book."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from evenfield.accounts.answer import Answer, by_account, by_rep, handovers
from evenfield.study.files import write_atomically
from evenfield.study.written import csv, write_data

MADE_BY = "evenfield accounts"


def tables(answer: Answer) -> dict[str, pd.DataFrame]:
    """Return the tables by name."""
    return {"accounts": by_account(answer), "reps": by_rep(answer), "handovers": handovers(answer)}


def write(out: Path, answer: Answer, told: dict[str, Any]) -> None:
    """
    Write ``accounts``, ``reps`` and ``handovers`` to a folder as CSV with ``answer.json``, or to one ``.xlsx``.

    Raises
    ------
    OSError
        When the disk refuses.
    ScenarioError
        When the package that writes Excel files is not there.
    """
    if out.suffix != ".xlsx":
        for name, table in tables(answer).items():
            write_atomically(out / f"{name}.csv", csv(table))
        write_data(out / "answer.json", told)
        return
    from evenfield.pay.workbook import workbook  # noqa: PLC0415 - only Excel needs it

    sheets = {"summary": (("what", "value"), _flat(told))}
    for name, table in tables(answer).items():
        sheets[name] = (tuple(map(str, table.columns)), table.to_dict(orient="records"))  # type: ignore[assignment]
    write_atomically(out, workbook(sheets, MADE_BY))


def _flat(told: dict[str, Any], before: str = "") -> list[dict[str, Any]]:
    """Return nested plain data as rows."""
    found = []
    for name, value in told.items():
        what = f"{before} {name}".strip().replace("_", " ")
        if isinstance(value, dict):
            found += _flat(value, what)
        else:
            found.append({"what": what, "value": "; ".join(value) if isinstance(value, list) else value})
    return found
