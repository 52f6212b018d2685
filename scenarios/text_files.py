"""Bytes and text of files that a stranger may have written: regular, bounded, decoded, or refused with a reason."""

from __future__ import annotations

import codecs
import errno
import stat
from pathlib import Path

from scenarios.faults import did_you_mean

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAID = {
    errno.EACCES: "no permission to read this file",
    errno.ELOOP: "the symbolic links go round in a circle",
    errno.ENAMETOOLONG: "the name is too long for a file",
    errno.ENOTDIR: "no such file",
    errno.ENOENT: "no such file",
}


class UnreadableError(ValueError):
    """A file that cannot be read; ``line`` is where, 0 when that has no meaning, ``hint`` what may help."""

    def __init__(self, message: str, *, line: int = 0, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.line, self.hint = message, line, hint


def require_file(path: Path, limit: int) -> None:
    """Raise UnreadableError unless the path is a regular file of at most ``limit`` bytes."""
    try:
        about = path.stat()
    except ValueError as error:
        raise UnreadableError("no file can have such a name") from error
    except OSError as error:
        raise _unreadable(path, error) from error
    if stat.S_ISDIR(about.st_mode):
        raise UnreadableError("this is a folder, a file is wanted")
    if not stat.S_ISREG(about.st_mode):
        raise UnreadableError("this is not a regular file")
    if about.st_size > limit:
        raise UnreadableError(f"the file has {about.st_size / 1e6:,.1f} MB, more than {limit / 1e6:,.0f} MB")


def read_text(path: Path, limit: int) -> str:
    """
    Return the text of a file: UTF-8 with or without a byte order mark, or UTF-16 or UTF-32 with one.

    Raises
    ------
    UnreadableError
        When it is absent, no regular file, larger than ``limit`` bytes, or no such text.
    """
    return read_decoded(path, limit)[0]


def read_decoded(path: Path, limit: int, stated: str = "") -> tuple[str, str]:
    """Return the text of a file and its encoding; a byte order mark decides, then what is stated, then UTF-8."""
    require_file(path, limit)
    try:
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise _unreadable(path, error) from error
    marked = next(((name, len(mark)) for mark, name in _MARKS if data.startswith(mark)), None)
    encoding, start = marked or (stated or "utf-8", 0)
    try:
        return data[start:].decode(encoding), encoding
    except UnicodeDecodeError as error:
        line = data[start : start + error.start].count(b"\n") + 1
        byte = f"0x{data[start + error.start]:02x}"
        raise UnreadableError(
            f"byte {byte} is not {encoding.upper()} text", line=line, hint="save the file as UTF-8"
        ) from error


def _unreadable(path: Path, error: OSError) -> UnreadableError:
    said = _SAID.get(error.errno or 0, error.strerror or "this file cannot be read")
    return UnreadableError(said, hint=_near_file(path) if error.errno == errno.ENOENT else "")


def _near_file(path: Path) -> str:
    """Return a question about a file of the same kind beside the one that is not there."""
    try:
        beside = sorted(entry.name for entry in path.parent.iterdir() if entry.suffix == path.suffix)
    except OSError:
        return ""
    # Without the ending, or every file would be near by its last letters.
    near = did_you_mean(path.stem, [name.removesuffix(path.suffix) for name in beside])
    return near.replace("'?", f"{path.suffix}'?")
