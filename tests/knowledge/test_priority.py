"""Background work yields to everything else."""

import os
import subprocess
import sys

import psutil
import pytest


@pytest.mark.skipif(os.name == "nt", reason="Windows has priority classes instead")
def test_the_lowest_priority_is_taken_by_this_process_and_its_children() -> None:
    program = (
        "import os, subprocess, sys; from knowledge.priority import lower_priority; lower_priority(); "
        "print(os.nice(0)); sys.stdout.flush(); "
        "subprocess.run([sys.executable, '-c', 'import os; print(os.nice(0))'])"
    )
    ours = psutil.Process().nice()
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert out.split() == ["19", "19"]
    assert psutil.Process().nice() == ours
