"""What several tests of the pay commands start from."""

import pytest
from deal_examples import BASE
from pay_desk import DEALS, PLAN, QUOTAS


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with a plan and its tables, which is the current one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "plan.yaml").write_text("extends: base.yaml\n" + PLAN)
    (tmp_path / "deals.csv").write_text(DEALS)
    (tmp_path / "quotas.csv").write_text(QUOTAS)
    return tmp_path
