"""The log as kernels write it, mirror of :class:`sim.engine.log.Recorder`."""

from __future__ import annotations

from sim.engine.compiled.jit import compiled
from sim.engine.compiled.state import State, line_at


@compiled
def tell(s: State, kind: int, row: int, rep: int, stage: int) -> None:
    """Record one event about the lead, customer or order in that row."""
    line = line_at(s, s.lines)
    s.lines += 1
    line.time, line.row, line.rep, line.kind, line.stage = s.now, row, rep, kind, stage
