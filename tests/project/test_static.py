"""What ``make run`` gathers: every style sheet and script can be named by its content."""

import os
import subprocess
import sys

from tests.project.test_arrows import ROOT


def test_all_static_files_are_gathered_and_hashed(tmp_path):
    """In a process of its own with the real storage; scripts that import one another in a circle would stop it."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "PLETHU_DATA_DIR": str(tmp_path)}
    for name in ("DATABASE_URL", "REDIS_URL"):
        env.pop(name, None)
    done = subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"],
        cwd=ROOT, env=env, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert list(tmp_path.glob("static/css/plethu.*.css"))
    assert list(tmp_path.glob("static/community/discussion.*.js"))
