"""How the commands in bin/ speak: one line a step with its seconds, one sentence when something fails.

Standard library alone, since it runs before anything is installed. Not here: what the steps do.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")
LOG = ROOT / "var" / "setup.log"

NETWORK = re.compile(
    r"name resolution|dns error|Connection refused|connection error|NewConnectionError|ProxyError|tunnel"
    r"|timed out|ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT"
    r"|CERTIFICATE_VERIFY|UnknownIssuer|Failed to fetch",
    re.IGNORECASE,
)
FAILURE = re.compile(r"^((\w+\.)*\w*(Error|Configured|Exception)|error|npm error): ")
NO_NETWORK = "the package registry cannot be reached; check the network, HTTPS_PROXY and SSL_CERT_FILE"


def say(line: str = "") -> None:
    print(line, flush=True)


def fail(sentence: str) -> NoReturn:
    """End with one sentence on the error stream and exit code 1."""
    sys.stdout.flush()
    sys.exit(sentence)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Announce a step, then print how many seconds it took."""
    print(f"  {title} ", end="", flush=True)
    started = time.monotonic()
    try:
        yield
    except BaseException:
        say()
        raise
    say(f"{'.' * max(3, 48 - len(title))} {time.monotonic() - started:5.1f} s")


def run(command: Sequence[str], *, failure: str, cwd: Path = ROOT, environment: Mapping[str, str] | None = None) -> str:
    """Run a command in silence and return what it printed; when it fails, say why in one sentence and end."""
    done = subprocess.run(
        command, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    output = done.stdout.decode(errors="replace")
    if done.returncode:
        LOG.parent.mkdir(exist_ok=True)
        LOG.write_text(output)
        fail(f"{failure}: {reason(output)} (all of it in {LOG.relative_to(ROOT)}).")
    return output


def reason(output: str) -> str:
    """Why a tool failed, as far as its output tells."""
    if NETWORK.search(output):
        return NO_NETWORK
    if "No space left on device" in output:
        return "the disk is full"
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    named = [line for line in lines if FAILURE.match(line)]
    return FAILURE.sub("", (named or lines or ["it said nothing"])[-1]).rstrip(".")
