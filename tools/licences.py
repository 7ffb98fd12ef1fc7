"""The licences of what the program runs on: `update` writes docs/LICENCES.md, `check` compares.

Only the requirements to run are listed; what only the makers use is not part of any delivery. The
Affero licence is refused for both.
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
RUN_LOCK = ROOT / "requirements" / "run.lock"
DEV_LOCK = ROOT / "requirements" / "dev.lock"
NPM_LOCK = ROOT / "package-lock.json"
LIST = ROOT / "docs" / "LICENCES.md"
HEADER = """\
# Licences of the packages Shouwang runs on

Made by `make licences` from the packages that `requirements/run.lock` installs; each keeps its own
licence and none is part of this distribution. Packages for other systems only are not listed.

| Package | Version | Licence |
| --- | --- | --- |
"""
FRONT_END = """
# Licences of the front-end files in the wheel

Made from `package-lock.json`; each file comes with its licence beside it.

| Package | Version | Licence |
| --- | --- | --- |
"""
AFFERO = re.compile(r"AGPL|Affero", re.IGNORECASE)


class Licence(NamedTuple):
    """A package and what it may be used under."""

    package: str
    version: str
    licence: str


def locked(text: str) -> dict[str, set[str]]:
    r"""Return the packages in a lock and their versions; several where the system decides.

    >>> locked("numpy==2 ; a \\\n    --hash=sha256:00\nnumpy==3 ; b") == {"numpy": {"2", "3"}}
    True
    """
    pins: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text, flags=re.MULTILINE):
        pins.setdefault(normal(package), set()).add(version)
    return pins


def normal(package: str) -> str:
    """Return the name in the one form that locks use."""
    return re.sub(r"[-_.]+", "-", package).lower()


def licences_of(packages: Iterable[str]) -> list[Licence]:
    """Return the licences of those of the packages that are installed."""
    command = [sys.executable, "-m", "piplicenses", "--from=mixed", "--format=json"]
    answer = subprocess.run(
        [*command, "--packages", *packages], capture_output=True, check=True, text=True
    )
    found = [
        Licence(each["Name"], each["Version"], each["License"])
        for each in json.loads(answer.stdout)
    ]
    return sorted(found, key=lambda each: each.package.lower())


def front_end(lock: str) -> list[Licence]:
    """Return the licences of the packages that the lock of npm pins.

    >>> front_end('{"packages": {"": {}, "node_modules/a": {"version": "1", "license": "MIT"}}}')
    [Licence(package='a', version='1', licence='MIT')]
    """
    return [
        Licence(path.rpartition("node_modules/")[2], each["version"], each.get("license", "?"))
        for path, each in sorted(json.loads(lock)["packages"].items())
        if path
    ]


def as_markdown(licences: Iterable[Licence]) -> str:
    """Return the list as the rows of a table."""
    return "".join(f"| {' | '.join(each)} |\n" for each in licences)


def refused(licences: Iterable[Licence]) -> Iterator[str]:
    """Say which licences we cannot accept.

    >>> list(refused([Licence("a", "1", "MIT"), Licence("b", "2", "AGPL-3.0-only")]))
    ['b 2 is under AGPL-3.0-only, which we do not take']
    """
    for each in licences:
        if AFFERO.search(each.licence):
            yield f"{each.package} {each.version} is under {each.licence}, which we do not take"


def list_faults(
    page: str, pins: Mapping[str, set[str]], licences: Iterable[Licence]
) -> Iterator[str]:
    """Say what the list lacks, and what it says of other versions than the lock's."""
    table = page.partition(FRONT_END)[0].removeprefix(HEADER)
    rows = [line.split(" | ") for line in table.splitlines()]
    listed = {normal(package.removeprefix("| ")): version for package, version, _licence in rows}
    for package, version in listed.items():
        if version not in pins.get(package, set()):
            yield f"{package} {version} is listed, but not in the lock"
    for each in licences:
        if normal(each.package) not in listed:
            yield f"{each.package} {each.version} is not listed"


def check() -> list[str]:
    """Say what is wrong: a licence we do not take, or a list that is out of date."""
    pins = locked(RUN_LOCK.read_text(encoding="utf-8"))
    page = LIST.read_text(encoding="utf-8") if LIST.exists() else HEADER
    problems = [
        f"{LIST.relative_to(ROOT)}: {each} (run `make licences`)"
        for each in list_faults(page, pins, licences_of(pins))
    ]
    pages = front_end(NPM_LOCK.read_text(encoding="utf-8"))
    if page.partition(FRONT_END)[2] != as_markdown(pages):
        problems.append(f"{LIST.relative_to(ROOT)}: the front end differs (run `make licences`)")
    everything = licences_of(locked(DEV_LOCK.read_text(encoding="utf-8")))
    return problems + list(refused([*everything, *pages]))


def update() -> None:
    """Write the list anew."""
    run = licences_of(locked(RUN_LOCK.read_text(encoding="utf-8")))
    LIST.parent.mkdir(exist_ok=True)
    pages = front_end(NPM_LOCK.read_text(encoding="utf-8"))
    text = HEADER + as_markdown(run) + FRONT_END + as_markdown(pages)
    LIST.write_text(text, encoding="utf-8")


def main() -> int:
    """Update or check; the exit code says whether something is wrong."""
    parser = argparse.ArgumentParser(description="The licences of Shouwang's requirements.")
    parser.add_argument("act", choices=["update", "check"])
    if parser.parse_args().act == "update":
        update()
    found = check()
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
