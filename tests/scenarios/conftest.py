from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture
def tiny(tmp_path):
    """A folder of its own with the scenario of two reps and four towns, to be spoilt by a test."""
    (tmp_path / "data").mkdir()
    (tmp_path / "base.yaml").write_bytes((HERE / "tiny" / "base.yaml").read_bytes())
    for table in (HERE / "tiny" / "data").iterdir():
        (tmp_path / "data" / table.name).write_bytes(table.read_bytes())
    return tmp_path
