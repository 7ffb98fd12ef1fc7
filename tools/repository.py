"""What must not be in the repository: addresses of registries, loose locks, large files.

A lock says what is installed, never from where, so that everybody can install from the mirror at
hand. Nor may a file name the places of somebody's own machine.
"""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
LOCKS = {"requirements/run.lock": (), "requirements/dev.lock": ("dev",)}
LARGEST = 2_000_000

ADDRESS = re.compile(r"://")
REGISTRY = re.compile(
    r"\bpypi\.org|pythonhosted\.org|registry\.npm|npmmirror\.|pypi\.tuna|mirrors?\.\w+\.(?:com|cn|edu)"
    r"|(?:extra-)?index-url\s*[=:]\s*\S",
    re.IGNORECASE,
)
OWN_PLACES = re.compile(r"(?<![\w.])/(?:work|tmp/spec)\b(?!-)|(?<![\w./])\.\./shared\b")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==\S+", flags=re.MULTILINE)


def lock_faults(text: str, required: Iterable[str]) -> Iterator[str]:
    """Say what is wrong with a lock: addresses, missing hashes, requirements it lacks."""
    for number, line in enumerate(text.splitlines(), start=1):
        if ADDRESS.search(line):
            yield f"{number}: an address: {line.strip()}"
    for entry in re.split(r"\n(?=[A-Za-z0-9])", text):
        name = PINNED.match(entry)
        if name and "--hash=sha256:" not in entry:
            yield f"no hash: {name[1]}"
    locked = {_normal(name) for name in PINNED.findall(text)}
    for requirement in required:
        if _normal(requirement) not in locked:
            yield f"pyproject.toml asks for {requirement}, the lock does not have it"


def required_by(project: Mapping[str, Any], groups: Iterable[str]) -> list[str]:
    """Return the names that pyproject.toml asks for."""
    asked = list(project["project"]["dependencies"])
    for group in groups:
        asked += project["dependency-groups"][group]
    return [re.split(r"[<>=!~;\[ ]", requirement, maxsplit=1)[0] for requirement in asked]


def text_faults(text: str) -> Iterator[str]:
    """Say which lines name a registry, or a place on somebody's machine."""
    for number, line in enumerate(text.splitlines(), start=1):
        if REGISTRY.search(line):
            yield f"{number}: the address of a registry: {line.strip()[:80]}"
        if OWN_PLACES.search(line):
            yield f"{number}: a place on somebody's machine: {line.strip()[:80]}"


def size_faults(size: int) -> Iterator[str]:
    """Say whether a file is too large."""
    if size > LARGEST:
        yield f"{size:,} bytes; the limit is {LARGEST:,}"


def files() -> list[Path]:
    """Return the files of the repository, those not yet added among them."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    paths = (ROOT / name for name in names.split("\0") if name)
    return sorted(path for path in paths if path.is_file())


def check() -> list[str]:
    """Say everything that is wrong, with the file and the line."""
    problems = []
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for name, groups in LOCKS.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        problems += [f"{name}:{each}" for each in lock_faults(text, required_by(project, groups))]
    for path in files():
        name = path.relative_to(ROOT).as_posix()
        problems += [f"{name}: {each}" for each in size_faults(path.stat().st_size)]
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a table or a picture
        problems += [f"{name}:{each}" for each in text_faults(text)]
    return problems


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> int:
    """Print what is wrong; the exit code says whether anything is."""
    found = check()
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
