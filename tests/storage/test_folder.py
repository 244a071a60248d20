"""The data folder: one owner at a time, secrets for its owner alone."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from storage.errors import FolderInUse, StorageError
from storage.folder import DataFolder
from tests.waiting import never_waiting

HOLD = """
import sys, time
from pathlib import Path
from storage.folder import DataFolder
folder = DataFolder(Path(sys.argv[1]))
folder.acquire()
print("held", flush=True)
time.sleep(60)
"""


def test_a_second_process_is_refused_with_the_pid_and_the_lock_is_free_after_kill_9(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        folder = DataFolder(tmp_path)
        assert folder.is_owned_elsewhere()
        with never_waiting(), pytest.raises(FolderInUse, match=f"process {holder.pid}"):
            folder.acquire()
    finally:
        holder.kill()
        holder.wait()
        assert holder.stdout is not None
        holder.stdout.close()
    assert not folder.is_owned_elsewhere()
    folder.acquire()
    assert folder.owner()["pid"] == os.getpid()
    folder.release()


def test_a_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.prepare()
    assert folder.secret("cookies") == folder.secret("cookies") != folder.secret("token")
    if os.name == "posix":
        assert stat.S_IMODE((folder.secrets / "cookies").stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_made_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StorageError, match="FRONTDESK_DATA_DIR"):
        DataFolder(tmp_path / "file" / "data").prepare()
