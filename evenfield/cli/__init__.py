"""The commands. Only this package prints; what takes time to import is imported inside the command that needs it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

_INTERRUPTED = 130  # as in evenfield.cli.exits, which is not there yet


def main() -> None:
    """Run the command line; Ctrl-C while it is still being loaded ends it like any later one, without a traceback."""
    try:
        _loaded()()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)


def _loaded() -> Callable[[], None]:
    """Return the program, imported."""
    import signal  # noqa: PLC0415 - as late as all else, so that main is soon reached

    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:  # and not ignored, as of a program in the background
        signal.signal(signal.SIGINT, _end)
    from evenfield.cli.app import main as run  # noqa: PLC0415 - takes long enough to be interrupted in

    signal.signal(signal.SIGINT, before)
    return run


def _end(*_signal: object) -> None:
    """End at once: an exception in the middle of an import can be swallowed or turned into another one."""
    os._exit(_INTERRUPTED)  # nothing has been begun that would need an orderly end
