"""What docs/quotas.md shows runs."""

import re
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs" / "quotas.md").read_text(encoding="utf-8")


def test_the_python_of_the_page_prints_what_it_says(capsys):
    exec(compile(re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)[1], "quotas.md", "exec"), {})

    assert capsys.readouterr().out.split() == ["3", "True"]
