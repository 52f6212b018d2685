"""The examples of docs/scenario-files.md and docs/table-issues.md are scenarios, and mean what the pages say."""

import re
from pathlib import Path

import pytest

import scenarios
import sim.integrity
import sim.table
from scenarios import table_issues

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "scenario-files.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_every_example_loads_cell_by_cell(number, tiny):
    (tiny / "data" / "german.csv").write_bytes("rep;quota\nann;250.000,50\nbob;199.999,50\n".encode("cp1252"))
    (tiny / "caps.yaml").write_text(EXAMPLES[number])

    names = scenarios.expand([str(tiny / "caps.yaml")])

    assert scenarios.load_all(names)
    assert len(names) == {2: 6, 3: 2}.get(number, 1)


def test_the_cell_that_the_page_names_is_there(tiny):
    (tiny / "caps.yaml").write_text(EXAMPLES[2])

    assert scenarios.load(f"{tiny / 'caps.yaml'}/max-2.0_slope-3").name == "caps.max-2.0_slope-3"


def test_the_difference_on_the_page_is_the_one_that_is_told():
    (told,) = re.findall(
        r"^```text\nus-field-force/today → (\S+)\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL
    )
    one, other = scenarios.load_all(["us-field-force/today", told[0]])

    words = [f"  {each.words}" for each in scenarios.differences(one, other)]

    # The repriced slope is measured, and measured anew when the engine changes.
    assert re.sub(r"3 → [0-9.]+", "3 → x", told[1]) == re.sub(
        r"3 → [0-9.]+", "3 → x", "\n".join(["pay:", *words, ""])
    )


def test_every_code_has_its_place_on_the_page():
    page = (DOCS / "table-issues.md").read_text(encoding="utf-8")
    sources = [
        Path(module.__file__).read_text(encoding="utf-8")
        for module in (sim.table, sim.integrity, table_issues)
    ]

    used = set(re.findall(r"\bT0\d\d\b", "".join(sources)))
    assert used >= {"T001", "T003", "T012", "T021", "T026"}
    assert {code for code in used if f"| {code} |" not in page} == set()
