"""Ctrl-C while a study runs: once to finish what is running and stop, twice to stop at once."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread, current_thread, main_thread
from types import FrameType

STOPPING = "stopping when the running blocks are done; Ctrl-C again to stop at once"


@contextmanager
def on_interrupt(
    first: Callable[[], None], second: Callable[[], None], say: Callable[[str], None]
) -> Iterator[Callable[[], bool]]:
    """
    Call ``first`` at the first Ctrl-C, ``second`` at each further one; put the old answer back at the end.

    The context's value tells whether there was one.

    Outside the main thread, and where Ctrl-C is ignored (a job in the background), nothing is changed.
    """
    if current_thread() is not main_thread() or signal.getsignal(signal.SIGINT) in (signal.SIG_IGN, None):
        yield lambda: False
        return
    pressed = 0

    def answer(_number: int, _frame: FrameType | None) -> None:
        nonlocal pressed
        pressed += 1
        if pressed > 1:
            second()
            return
        first()
        # From another thread: this one may be in the middle of writing a line.
        Thread(target=say, args=(STOPPING,)).start()

    old = signal.signal(signal.SIGINT, answer)
    try:
        yield lambda: pressed > 0
    finally:
        signal.signal(signal.SIGINT, old)
