"""The worlds and reps of the simulation's tests serve the optimizers' too."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "sim"))
