"""The one door to DuckDB: questions in SQL over kept results, which can change and reach nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd


class QueryError(ValueError):
    """A question that cannot be answered; the message is DuckDB's, or says what is not allowed."""


@dataclass(frozen=True)
class Source:
    """A Parquet file, or several, with results of one scenario, and which replications to take from it."""

    label: str
    files: tuple[Path, ...]
    replications: tuple[int, ...]


def ask(sql: str, sources: Sequence[Source]) -> pd.DataFrame:
    """
    Return the answer to one SELECT over the table ``results``: scenario, replication, measure, entity, month, value.

    Raises
    ------
    QueryError
        When it is not one SELECT, it is wrong, or it wants to reach anything but these results.
    """
    import duckdb  # noqa: PLC0415 - loaded only when a question is asked

    try:
        statements = duckdb.extract_statements(sql)
        if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
            raise QueryError("one SELECT at a time: kept results are read, never changed")
        with duckdb.connect(":memory:", config=_CLOSED) as connection:
            _offer(connection, sources)
            answer: pd.DataFrame = connection.sql(sql).df()
            return answer
    except duckdb.Error as error:
        raise QueryError(str(error)) from error


# Nothing is fetched or loaded behind the user's back.
_CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


def _offer(connection: Any, sources: Sequence[Source]) -> None:  # noqa: ANN401 - duckdb's own
    """Make the view ``results``, then shut every other door."""
    files = [file for source in sources for file in source.files]
    literally = ", ".join(_quoted(str(file)) for file in files)
    connection.execute(f"SET allowed_paths = [{literally}, {_list(files)}]")  # both spellings are looked up
    selects = [
        f"SELECT {_quoted(source.label)} AS scenario, * FROM read_parquet([{_list(source.files)}]) "
        f"WHERE replication IN ({', '.join(map(str, source.replications))})"
        for source in sources
    ]
    connection.execute(f"CREATE VIEW results AS {' UNION ALL '.join(selects)}")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _list(files: Sequence[Path]) -> str:
    """Return files as DuckDB takes them: a bracket or star in a folder's name is no pattern."""
    return ", ".join(_quoted(re.sub(r"([*?\[])", r"[\1]", str(file))) for file in files)


def _quoted(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
