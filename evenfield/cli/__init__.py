"""The commands. Only this package prints; what takes time to import is imported inside the command that needs it."""

from __future__ import annotations

import sys

_INTERRUPTED = 130  # as in evenfield.cli.exits, which may not be there yet


def main() -> None:
    """Run the command line; Ctrl-C while it is still being loaded ends it like any later one, without a traceback."""
    try:
        from evenfield.cli.app import main as run  # noqa: PLC0415 - takes long enough to be interrupted in

        run()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
