"""Where compiled code is kept between processes: a folder named by the text of everything that goes into it."""

from __future__ import annotations

import hashlib
import logging
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numba
import numpy as np

LOGGER = logging.getLogger("evenfield.engine")
_READY, _LOCK = "ready", "compiling"
_LONGEST_SECONDS = 180.0
"""After so long, who said that he compiles is taken for dead."""
_LOOK_EVERY_SECONDS = 0.2


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


@contextmanager
def compiling() -> Iterator[None]:
    """
    Surround the first run: say that it compiles, and let one of several processes do it while the others wait.

    Whoever comes later finds the code in the folder and neither waits nor says anything.
    """
    kept = folder()
    if kept is None:
        _say_once("compiling the simulation engine in memory: the user's cache folder cannot be written")
        yield
        return
    where = Path(kept)
    if (where / _READY).exists() or not _is_first(where):
        yield
        return
    _say_once("compiling the simulation engine, once for this version: some seconds")
    try:
        yield
        (where / _READY).touch()
    finally:
        (where / _LOCK).unlink(missing_ok=True)


def _is_first(where: Path) -> bool:
    """Return whether this process is to compile; if another one does, wait for it first."""
    lock = where / _LOCK
    until = time.monotonic() + _LONGEST_SECONDS
    while True:
        try:
            lock.touch(exist_ok=False)
        except FileExistsError:
            if (where / _READY).exists() or time.monotonic() > until:
                return False
            time.sleep(_LOOK_EVERY_SECONDS)
            continue
        if not (where / _READY).exists():
            return True
        lock.unlink()
        return False


@cache
def _say_once(what: str) -> None:
    LOGGER.warning(what)


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
    floor = Path(__file__).parents[2]
    told = hashlib.sha256(f"{sys.version} {numba.__version__} {np.__version__}".encode())
    for source in sorted(floor.rglob("*.py")):  # all of sim: a constant of any of it may be in the code
        told.update(source.name.encode() + source.read_bytes())
    return told.hexdigest()[:24]
