"""What several tests of kept studies start from."""

import pytest
from toy_study import run_study


@pytest.fixture
def study(tmp_path):
    return run_study(tmp_path / "runs" / "first")
