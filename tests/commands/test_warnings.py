"""Settings without effect are told by ``check`` and by whatever simulates, with their line; they stop nothing."""

import json

IDLE = "extends: small.yaml\nname: idle\npeople:\n  motivation: {shock: {first_month: 2, size: 1}}\n"
TOLD = "idle.yaml:4:23: people.motivation.shock: this changes nothing: it lowers morale"


def test_check_names_a_setting_without_effect_and_ends_well(desk):
    (desk.folder / "idle.yaml").write_text(IDLE)

    told, as_data = desk.run("check", "idle.yaml"), desk.run("check", "idle.yaml", "--json")

    assert told.exit_code == as_data.exit_code == 0
    assert f"warning: {TOLD}" in told.stderr
    assert "in order" in told.stdout
    assert json.loads(as_data.stdout)[0]["warnings"][0].startswith(TOLD)


def test_run_and_compare_say_so_on_standard_error_once(desk):
    (desk.folder / "idle.yaml").write_text(IDLE)

    run = desk.run("run", "idle.yaml", "-n", 1, "--workers", 1)
    compare = desk.run("compare", "idle.yaml", "idle.yaml", "-n", 1, "--workers", 1)

    assert run.stderr.count(TOLD) == compare.stderr.count(TOLD) == 1
    assert "warning" not in run.stdout


def test_a_campaign_too_large_is_blamed_itself(desk):
    (desk.folder / "big.yaml").write_text(
        "extends: small.yaml\nname: big\nmarket:\n  campaigns:\n"
        "    - {kind: burst, id: show, source: web, on: 2026-03-02, inquiries: 9000000}\n"
    )

    told = desk.run("check", "big.yaml")

    assert told.exit_code == 2
    assert "big.yaml:5:" in told.stderr
    assert "market.campaigns.show.inquiries: a run of" in told.stderr
    assert "9,000,000 of them from here (got 9e+06) [T028]" in told.stderr
