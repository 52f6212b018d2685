"""Where compiled code is kept between processes: a folder named by the text of everything that goes into it."""

from __future__ import annotations

import hashlib
import logging
import os
import sys
import tempfile
from functools import cache
from pathlib import Path

import numba
import numpy as np

LOGGER = logging.getLogger("evenfield.engine")
SOURCES = (
    *(
        "calendar.py",
        "pipeline.py",
        "satisfaction.py",
        "adoption.py",
        "loyalty.py",
        "polls.py",
        "prices.py",
        "timing.py",
    ),
    *("contact.py", "points.py", "routing.py", "scoring.py"),
)
"""Modules beside the engine whose rules are compiled with it."""


@cache
def folder() -> str | None:
    """
    Return the folder of this version's compiled code, or ``None`` when nothing can be written.

    Numba's own cache does not see that a called function of another file was edited; a folder named by the hash of all
    sources and of the compiler's version cannot be stale. It is the one thing that the simulation writes.
    """
    where = _users_folder() / "evenfield" / "compiled" / _fingerprint()
    try:
        where.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=where):
            pass
    except OSError:
        return None
    return str(where)


@cache
def say_when_compiling() -> None:
    """Say once in a process, before the first kernel runs, that it is about to be compiled."""
    if folder() is None:
        LOGGER.warning("compiling the simulation engine in memory: the user's cache folder cannot be written")
    elif not is_warm():
        LOGGER.warning("compiling the simulation engine, once for this version: some seconds")


def is_warm() -> bool:
    """Return whether the code of this version was compiled before."""
    kept = folder()
    return kept is not None and any(Path(kept).rglob("*.nbc"))


def _users_folder() -> Path:
    """Return the user's cache folder; NUMBA_CACHE_DIR is where he wants it."""
    wanted = os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    if wanted:
        return Path(wanted)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", tempfile.gettempdir()))
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - Path.home() raises where there is no home
    return home / "Library" / "Caches" if sys.platform == "darwin" else home / ".cache"


def _fingerprint() -> str:
    """Return the hash of the sources that are compiled, and of what compiles them."""
    here = Path(__file__).parent
    floor = here.parent.parent
    told = hashlib.sha256(f"{sys.version} {numba.__version__} {np.__version__}".encode())
    for source in [*sorted(here.glob("*.py")), *(floor / name for name in SOURCES)]:
        told.update(source.name.encode() + source.read_bytes())
    return told.hexdigest()[:24]
