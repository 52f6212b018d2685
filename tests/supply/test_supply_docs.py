"""What docs/supply.md shows runs, and its sheet is one."""

import re
from pathlib import Path

import scenarios
from scenarios.supply_sheets import read_sheet

PAGE = (Path(__file__).parents[2] / "docs" / "supply.md").read_text(encoding="utf-8")


def block(language):
    return re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)[1]


def test_the_python_of_the_page_prints_what_it_says(capsys):
    exec(compile(block("python"), "supply.md", "exec"), {})

    assert capsys.readouterr().out.split() == ["422275", "27.25", "221485"]


def test_the_sheet_of_the_page_is_one(tmp_path):
    (tmp_path / "sheet.yaml").write_text(block("yaml"), encoding="utf-8")
    sheet = read_sheet(tmp_path / "sheet.yaml", scenarios.load("us-field-force/tight-supply"))

    assert sheet.families[0].subcontract_extra == 250
    assert sheet.storage == 2000
