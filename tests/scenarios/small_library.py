"""The shipped world in small: its own files, on two reps and four towns, with few of its sources."""

import re
import shutil
from itertools import count
from pathlib import Path

from scenarios.library import LIBRARY

TINY = Path(__file__).parent / "tiny" / "data"
_SOURCED = re.compile(r'\{value: ([^,{}\[\]]+), source:\s+"[^"]*",\s+grade: \w+\}')
_KEPT = 8  # one value in so many keeps its source


def small_library(folder):
    """Write the shipped world in small into a folder and return the texts of its scenarios by name."""
    (folder / "data").mkdir()
    for table in TINY.iterdir():
        shutil.copy(table, folder / "data")
    texts = {
        file.stem: _small(file.read_text(encoding="utf-8")) for file in LIBRARY.glob("us-field-force/*.yaml")
    }
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return texts


def _small(text):
    text = re.sub(r"(data|today|balanced)/(\w+)\.(csv|parquet)", r"data/\2.csv", text)
    text = re.sub(r"^borders:.*\n|^ *bases:.*\n|^ *#.*\n", "", text, flags=re.MULTILINE)
    turn = count()
    return _SOURCED.sub(lambda found: found[0] if next(turn) % _KEPT == 0 else found[1], text)
