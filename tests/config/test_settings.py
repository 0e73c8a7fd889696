"""Starting: production refuses to start half-configured, and every refusal is one plain sentence."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "k3y-" + "abcdefghij0123456789" * 3,
    "ALLOWED_HOSTS": "networks.example",
    "SITE_URL": "https://networks.example",
}


def run(*arguments, as_nobody=False, **environment):
    """Run ``manage.py`` in a process of its own; returns (exit code, all it printed)."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    done = subprocess.run(
        command, env={**kept, **environment}, cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"SECRET_KEY": ""}, "Set SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "Set SECRET_KEY"),
        ({"SECRET_KEY": "x" * 60}, "Set SECRET_KEY"),
        ({"DEBUG": "1"}, "unset it in production"),
        ({"ALLOWED_HOSTS": ""}, "Set ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "Set ALLOWED_HOSTS"),
        ({"SITE_URL": "http://networks.example"}, "Set SITE_URL"),
        ({"EMAIL_PORT": "many"}, "EMAIL_PORT must be a whole number"),
        ({"DEBUG": "perhaps"}, "DEBUG must be one of"),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL must begin with"),
        ({"REDIS_URL": "localhost:6379"}, "REDIS_URL must begin with"),
    ],
)
def test_production_refuses_to_start_half_configured(changed, sentence):
    code, printed = run("check", **{**PRODUCTION, **changed})
    assert code != 0
    assert sentence in printed


def test_the_deployment_check_of_a_configured_production_is_clean():
    code, printed = run("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert code == 0, printed
    assert "no issues" in printed


def start(tmp_path, *arguments, **environment):
    environment.setdefault("PLETHU_DATA_DIR", str(tmp_path / "data"))
    return run("start", *arguments, **environment)


def only_sentence(printed, beginning):
    """The printed text is one line that begins as said: no traceback around it."""
    lines = [line for line in printed.splitlines() if line.strip()]
    assert len(lines) == 1, printed
    assert lines[0].startswith(beginning), printed


def test_a_used_port_is_told_in_one_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, printed = start(tmp_path, "--port", str(port))
    assert code == 1
    only_sentence(printed, f"Port {port} is in use")


def test_a_folder_that_cannot_be_written_is_told_in_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    code, printed = start(tmp_path, "--prepare-only", PLETHU_DATA_DIR=str(tmp_path / "file" / "data"))
    assert code == 1
    only_sentence(printed, "Cannot write to")


def test_an_unreachable_database_is_told_in_one_sentence(tmp_path, free_port):
    url = f"postgres://nobody@127.0.0.1:{free_port}/nothing"
    code, printed = start(tmp_path, "--prepare-only", DATABASE_URL=url)
    assert code == 1
    only_sentence(printed, f"The database at 127.0.0.1:{free_port}/nothing (DATABASE_URL) cannot be reached")


def test_an_unreachable_redis_is_told_in_one_sentence(tmp_path, free_port):
    code, printed = start(tmp_path, "--prepare-only", REDIS_URL=f"redis://127.0.0.1:{free_port}/0")
    assert code == 1
    only_sentence(printed, "The Redis server of REDIS_URL cannot be reached")


@pytest.mark.parametrize("url", ["postgres://", "postgres://127.0.0.1:99999999/x", "redis://"])
def test_an_address_that_makes_no_sense_is_told_without_a_traceback(tmp_path, url):
    name = "REDIS_URL" if url.startswith("redis") else "DATABASE_URL"
    code, printed = start(
        tmp_path, "--prepare-only", **{name: url + ("" if url != "redis://" else "127.0.0.1:1/0")}
    )
    assert code == 1
    assert "Traceback" not in printed
    assert name in printed


def test_sites_on_one_redis_server_share_neither_cache_nor_channels():
    from config.settings.base import on_redis

    first, second = on_redis("redis://localhost/1"), on_redis("redis://localhost/2")
    prefixes = [layers["default"]["CONFIG"]["prefix"] for _, layers, _ in (first, second)]
    assert prefixes == ["plethu-1", "plethu-2"]
    assert first[0]["default"]["LOCATION"] != second[0]["default"]["LOCATION"]
    # No number is number 0, however it is written.
    assert on_redis("redis://localhost")[1]["default"]["CONFIG"]["prefix"] == "plethu-0"
