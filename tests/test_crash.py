"""What was acknowledged survives kill -9. Five hundred kills: `python -m benchmarks.crash --kills 500`."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = 25


@pytest.mark.slow
def test_what_was_acknowledged_answers_and_nothing_else_does_after_each_kill() -> None:
    # in a process that has opened nothing, so that it can fork its victims
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.crash", "--kills", str(KILLS), "--seed", "1", "--json"],
        cwd=Path(__file__).resolve().parent.parent, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert run.stdout, run.stderr
    result = json.loads(run.stdout)
    assert result["details"] == []
    assert (result["kills"], result["violations"], run.returncode) == (KILLS, 0, 0)
    assert result["changes"] > KILLS / 4
    assert result["interrupted"] > KILLS / 4
    assert result["recovery_seconds_max"] < 30
