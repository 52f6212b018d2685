"""Files that are there whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import tempfile
import time
from pathlib import Path

_SECONDS_UNTIL_STALE = 86_400  # where a process cannot be asked after, a day is long enough for any write


def write_atomically(path: Path, content: bytes) -> None:
    """
    Write a file so that a reader, a crash or a full disk never leaves half of it.

    The content goes to a temporary name in the same folder, is synced, and takes the final name in one step;
    then the folder is synced. The folder is made when there is none. A process killed in the middle leaves
    its temporary file, which ``sweep`` takes away.

    Raises
    ------
    OSError
        When the file cannot be written; no trace of it is left.
    """
    try:
        _write(path, content)
    except OSError as error:  # told of the file that was meant, never of its temporary name
        raise OSError(error.errno, _reason(path, error), str(path)) from error


def nearest(path: Path) -> Path:
    """Return a path when it is there, or the nearest folder above it that is."""
    return next(there for there in (path, *path.parents) if there.exists())


def _reason(path: Path, error: OSError) -> str:
    """Return why a file could not be written, in words."""
    reason = error.strerror or str(error)
    return reason if path.parent.is_dir() else f"the folder does not exist and cannot be made ({reason})"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(
        dir=path.parent, prefix=f".{path.name[:40]}.{_here()}.{os.getpid()}.", suffix=".tmp"
    )
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(
            0o666 & ~_umask()
        )  # mkstemp makes a private file; results are the user's to share
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def sweep(folder: Path) -> None:
    """Remove the temporary files of processes that ended in the middle of a write; those of living ones stay."""
    for temporary in folder.glob(".*.tmp"):
        *_, host, process, _random, _ending = ["", "", *temporary.name.split(".")]
        if _is_left_over(temporary, host, process):
            with contextlib.suppress(OSError):  # another process swept it first
                temporary.unlink()


def _is_left_over(temporary: Path, host: str, process: str) -> bool:
    """Return whether nobody writes this file any more, as far as can be told from here."""
    if os.name != "nt" and host == _here() and process.isdecimal():
        try:
            os.kill(int(process), 0)  # asks after the process, sends nothing
        except ProcessLookupError:
            return True
        except OSError:
            return False
        return False
    with contextlib.suppress(OSError):
        return time.time() - temporary.stat().st_mtime > _SECONDS_UNTIL_STALE
    return False


def _here() -> str:
    """Return a short name for this machine that does not tell its own; folders may be shared between machines."""
    return hashlib.sha256(platform.node().encode()).hexdigest()[:8]


def _umask() -> int:
    """Return the process's mask for new files; reading it needs setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power loss, where the system can (Windows opens no folders)."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
