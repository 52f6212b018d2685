"""Writes each lesson's .ipynb from its .py, without outputs: ``python notebooks/build.py``."""

from __future__ import annotations

import json
from pathlib import Path

HERE = Path(__file__).parent
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def lessons() -> list[Path]:
    """Return the lessons' sources, in order."""
    return sorted(HERE.glob("[0-9][0-9]_*.py"))


def notebook(source: Path) -> str:
    """Return the notebook of a lesson as text: the same source gives the same text."""
    import jupytext  # noqa: PLC0415 - only who builds notebooks needs it

    made = jupytext.read(source, fmt="py:percent")
    made.metadata = METADATA
    made.nbformat, made.nbformat_minor = 4, 4  # 4.5 asks for cell ids, which are drawn at random
    for cell in made.cells:
        cell.pop("id", None)
        cell.metadata = {}
        cell.source = cell.source.splitlines(keepends=True)
    return json.dumps(made, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> None:
    """Write every lesson's notebook beside its source."""
    for source in lessons():
        source.with_suffix(".ipynb").write_text(notebook(source), encoding="utf-8")


if __name__ == "__main__":
    main()
