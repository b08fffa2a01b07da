import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.core.errors import SetupProblem
from bot.storage.lock import hold_lock, lock_path

ROOT = Path(__file__).parents[3]
HOLD = """
import sys
from pathlib import Path
from bot.storage.lock import hold_lock
with hold_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_holder_is_refused_in_one_line(tmp_path):
    database = tmp_path / "aftercare.db"
    with hold_lock(database), pytest.raises(SetupProblem, match=r"aftercare\.db") as problem:
        hold_lock(database).__enter__()
    assert "\n" not in str(problem.value)
    with hold_lock(database):
        pass


def test_a_link_to_the_file_has_the_same_lock(tmp_path):
    (tmp_path / "aftercare.db").touch()
    (tmp_path / "link.db").symlink_to(tmp_path / "aftercare.db")
    assert lock_path(tmp_path / "link.db") == lock_path(tmp_path / "aftercare.db")


def test_a_lock_file_that_cannot_be_made(tmp_path):
    (tmp_path / "aftercare.db.lock").mkdir()
    with pytest.raises(SetupProblem, match="lock file"):
        hold_lock(tmp_path / "aftercare.db").__enter__()


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a POSIX signal")
def test_kill_9_lets_go(tmp_path):
    database = tmp_path / "aftercare.db"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(database)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with holder:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(SetupProblem):
            hold_lock(database).__enter__()
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with hold_lock(database):
        pass
