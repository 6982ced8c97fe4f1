"""`make serve` from its start to Ctrl-C, and each way in which it says that it cannot."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from typing import TYPE_CHECKING

import pytest

from tests.builders.commands import ROOT, free_port, run_script

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Serving = subprocess.Popen[str]


@pytest.fixture(name="clone")
def bare_clone(tmp_path: Path) -> Path:
    """A clone in which nothing is installed yet."""
    shutil.copytree(ROOT / "bin", tmp_path / "clone" / "bin")
    for lock in ("requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / lock, tmp_path / "clone")
    return tmp_path / "clone"


@pytest.fixture(name="serving")
def running_site(tmp_path: Path) -> Iterator[Serving]:
    environment = {**os.environ, "VAR_DIR": str(tmp_path), "PORT": str(free_port())}
    command = [sys.executable, str(ROOT / "bin" / "serve.py")]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True)
    yield process
    process.kill()
    process.communicate()


def told_until(process: Serving, sign: str) -> str:
    """What the process printed up to the line with the sign."""
    assert process.stdout is not None
    told = ""
    while sign not in told:
        line = process.stdout.readline()
        assert line, told
        told += line
    return told


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_serve_says_where_the_site_is_and_ctrl_c_stops_all_of_it(serving: Serving) -> None:
    told = told_until(serving, "Ctrl-C")
    page = urllib.request.urlopen(re.findall(r"http://localhost:\d+", told)[0])
    children = [int(pid) for pid in re.findall(r"started \(pid=(\d+)\)", told)]

    os.killpg(serving.pid, signal.SIGINT)
    serving.communicate(timeout=15)

    assert (page.status, len(children)) == (200, 2)
    assert [pid for pid in children if is_alive(pid)] == []


def test_serve_on_a_taken_port_says_so_and_starts_nothing(clone: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run_script("serve.py", root=clone, PORT=str(port))

    assert done.returncode == 1
    assert done.stderr == (
        f"Port {port} on 127.0.0.1 cannot be used (Address already in use): "
        f"choose another, for instance make serve PORT={port % 65535 + 1}.\n"
    )
    assert not (clone / ".venv").exists()


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", ""])
def test_serve_on_no_port_says_what_a_port_is(clone: Path, port: str) -> None:
    done = run_script("serve.py", root=clone, PORT=port)

    assert done.stderr == f"PORT must be a number from 1 to 65535, not {port!r}.\n"


def test_setup_in_a_folder_that_cannot_be_written_says_so(clone: Path) -> None:
    (clone / "var").write_text("in the way")

    done = run_script("setup.py", root=clone)

    assert done.stderr == (
        f"The folder {clone} is not writable (File exists): Menteo keeps its packages and data there.\n"
    )


def test_setup_without_a_network_says_so(clone: Path) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"

    done = run_script(
        "setup.py", root=clone, HTTPS_PROXY=nowhere, HTTP_PROXY=nowhere, PIP_NO_CACHE_DIR="1", UV_NO_CACHE="1"
    )

    assert done.returncode == 1
    assert done.stderr == (
        "The installer (uv) could not be fetched: the package registry cannot be reached; "
        "check the network, HTTPS_PROXY and SSL_CERT_FILE (all of it in var/setup.log).\n"
    )


def test_old_python_is_refused_in_one_sentence() -> None:
    source = (ROOT / "bin" / "python_version.py").read_text()
    pretend = f"import sys; sys.version_info = (3, 9, 2); exec({source!r})"

    done = subprocess.run([sys.executable, "-c", pretend], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr.startswith("Menteo needs Python 3.11 or newer, and this is Python 3.9: ")


def test_wrong_setting_ends_serving_in_its_own_words(tmp_path: Path) -> None:
    done = run_script("serve.py", VAR_DIR=str(tmp_path), PORT=str(free_port()), SIGN_UP="perhaps")

    assert done.returncode == 1
    assert done.stderr.endswith(
        ": SIGN_UP must be 'invitation' or 'open', not 'perhaps' (all of it in var/setup.log).\n"
    )
