"""Lets the tests of people use the small worlds of the simulation's tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "sim"))
