"""The repair report as text for people and as data for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from scenarios.repair import Audit, TableAudit
from scenarios.writing import write_whole


def as_data(audit: Audit) -> dict[str, Any]:
    """Return an audit as JSON knows it; sums are text, so that no cent is lost."""
    return {
        "loads": audit.reading.scenario is not None,
        "tables": [
            {
                "path": one.path,
                "file": one.file,
                "read_as": one.said,
                "rows": {"in": one.rows, "kept": one.kept, "rejected": one.rejected},
                "totals": [
                    {
                        "column": total.column,
                        "in": _plain(total.given),
                        "kept": _plain(total.kept),
                        "rejected": _plain(total.rejected),
                        "unreadable": total.unreadable,
                        "balances": total.balances,
                    }
                    for total in one.totals
                ],
                "rejects": [
                    {"code": f.code, "row": f.row, "column": f.path, "got": f.got, "message": f.message}
                    for f in one.rejects
                ],
            }
            for one in audit.tables
        ],
        "faults": [str(fault) for fault in audit.reading.faults],
    }


def as_text(audits: Mapping[str, Audit], *, lenient: bool) -> str:
    """Return a report on several scenarios in Markdown; the codes are explained in ``docs/table-issues.md``."""
    lines = ["# Repair report", "", _WAYS[lenient], ""]
    for name, audit in audits.items():
        lines += _scenario(name, audit)
    return "\n".join(lines).rstrip() + "\n"


_WAYS = {
    True: "Lenient: rows with faults were left out; every one is listed here.",
    False: "Strict: nothing was left out; a scenario with a faulty row does not load.",
}


def _scenario(name: str, audit: Audit) -> Iterator[str]:
    state = "loads" if audit.reading.scenario is not None else "does not load"
    yield from (f"## {name}: {state}", "")
    for table in audit.tables:
        yield from _table(table)
    rows = {fault for table in audit.tables for fault in table.rejects}
    others = [fault for fault in audit.reading.faults if fault not in rows]
    if others:
        yield from ("### What else is wrong", "")
        yield from (f"- {fault}" for fault in others)
        yield ""


def _table(table: TableAudit) -> Iterator[str]:
    yield from (f"### {table.path}: {table.file}", "")
    yield f"Read as {table.said or 'nothing'}."
    yield f"{table.rows:,} rows in = {table.kept:,} kept + {table.rejected:,} rejected."
    for total in table.totals:
        sums = f"{_plain(total.given)} in = {_plain(total.kept)} kept + {_plain(total.rejected)} rejected"
        more = f"; {total.unreadable:,} cells are no numbers" if total.unreadable else ""
        yield f"{total.column}: {sums}{'' if total.balances else ' (DOES NOT BALANCE)'}{more}."
    yield ""
    if table.rejects:
        yield from (f"- {fault}" for fault in table.rejects)
        yield ""


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def write_report(path: Path, audits: Mapping[str, Audit], *, lenient: bool = False) -> None:
    """Write a report on several scenarios: JSON when the file ends so, else Markdown."""
    if path.suffix == ".json":
        data = {"lenient": lenient, "scenarios": {name: as_data(audit) for name, audit in audits.items()}}
        text = json.dumps(data, indent=2, ensure_ascii=False) + "\n"
    else:
        text = as_text(audits, lenient=lenient)
    write_whole(path, text)
