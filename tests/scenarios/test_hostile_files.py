"""Whatever a file holds, it is a scenario or a :class:`scenarios.ScenarioError`: nothing else comes out."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import scenarios

BASE = (Path(__file__).parent / "tiny" / "base.yaml").read_text(encoding="utf-8")
LINES = BASE.splitlines(keepends=True)
HOSTILE = st.sampled_from(
    [
        *(
            "{",
            "}",
            "[",
            "]",
            ",",
            ": ",
            "- ",
            "\n",
            "\t",
            "'",
            '"',
            "&a ",
            "*a",
            "!!int ",
            "---\n",
            "? ",
            "#",
            "|",
        ),
        *(
            "null",
            "true",
            ".inf",
            "1e999",
            "-1",
            "0",
            "99999999999999999999",
            "ä",
            "\x00",
            "\u2028",
            "[[",
            "<<: ",
            "%",
        ),
        *(
            "value: 1",
            "source: s",
            "id: x",
            "extends: base.yaml\n",
            "data/reps.csv",
            "kind: none",
            "2026-13-01",
        ),
    ]
)
WILD = st.one_of(HOSTILE, st.text(max_size=5))


@st.composite
def spoilt_text(draw):
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        spot = draw(st.integers(0, len(lines) - 1))
        line = lines[spot]
        change = draw(st.sampled_from(["cut", "double", "move", "insert", "value"]))
        if change == "cut":
            lines[spot] = ""
        elif change == "double":
            lines[spot] = line * 2
        elif change == "move":
            lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(spot))
        elif change == "value":
            key, colon, _ = line.partition(":")
            lines[spot] = f"{key}{colon} {draw(WILD)}\n"
        else:
            at = draw(st.integers(0, len(line)))
            lines[spot] = line[:at] + draw(WILD) + line[at:]
    return "".join(lines)


def faults_of(file):
    """Return the faults of a file, ``None`` when it loads."""
    try:
        scenarios.load(file)
    except scenarios.ScenarioError as error:
        return error.faults
    return None


CALMLY = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@CALMLY
@given(text=spoilt_text())
def test_a_spoilt_scenario_gives_faults_with_places_or_loads(text, tiny):
    file = tiny / "spoilt.yaml"
    file.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")

    faults = faults_of(file)

    assert faults != ()
    assert all(fault.message and (fault.line or fault.code) for fault in faults or ())


@CALMLY
@given(noise=st.binary(max_size=200), at=st.integers(0, 200))
def test_a_spoilt_table_gives_faults_or_loads(noise, at, tiny):
    file = tiny / "data" / "reps.csv"
    whole = (Path(__file__).parent / "tiny" / "data" / "reps.csv").read_bytes()
    file.write_bytes(whole[:at] + noise + whole[at:])

    faults = faults_of(tiny / "base.yaml")

    assert faults != ()
    assert all(fault.code.startswith("T") for fault in faults or ())
