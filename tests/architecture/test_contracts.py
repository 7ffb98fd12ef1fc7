"""The import contracts of pyproject.toml hold, and each of them bites."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.modules import ROOT, SOURCE

STAGES = "shouwang/stages"


def lint_imports(source: Path) -> tuple[int, str]:
    """Run the contracts on the package in that folder; return the exit code and what was said."""
    command = [
        Path(sys.executable).with_name("lint-imports"),
        "--no-cache",
        "--config",
        ROOT / "pyproject.toml",
    ]
    done = subprocess.run(
        command,
        cwd=source,
        env={**os.environ, "PYTHONPATH": str(source)},
        capture_output=True,
        check=False,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path):
    """A copy of the code, without its data."""
    source = tmp_path / "src"
    shutil.copytree(
        SOURCE, source, ignore=shutil.ignore_patterns("content", "locale", "__pycache__", "*.yaml")
    )
    return source


def test_the_contracts_hold():
    code, said = lint_imports(SOURCE)
    assert code == 0, said


@pytest.mark.parametrize(
    ("module", "imports", "broken"),
    [
        ("shouwang/base/probe", "import shouwang.lake", "The building"),
        ("shouwang/rules/probe", "import shouwang.lake.sources", "The building"),
        ("shouwang/stages/org/probe", "import shouwang.synthetic", "The building"),
        ("shouwang/helpers", "import os", "The building"),
        (f"{STAGES}/ingest/probe", "import shouwang.stages.screening", "The flow"),
        (f"{STAGES}/extras/__init__", "import os", "The flow"),
        (f"{STAGES}/cases/models", "import shouwang.stages.cases.queries", "Inside a stage"),
        (
            f"{STAGES}/programmes/solar/queries",
            "import shouwang.stages.programmes.funds",
            "Programmes",
        ),
        ("shouwang/rules/probe", "import django.db", "The ground floors"),
        ("shouwang/synthetic/probe", "import openpyxl", "The ground floors"),
        (f"{STAGES}/screening/run", "import django.db", "The pure modules"),
        (
            f"{STAGES}/ledger/parse/probe",
            "import shouwang.stages.ingest.models",
            "The pure modules",
        ),
        ("shouwang/lake/probe", "import shouwang.lake.home", "Only the faces"),
        (f"{STAGES}/org/probe", "import shouwang.lake.home", "Only the faces"),
    ],
)
def test_a_breach_is_caught(copy, module, imports, broken):
    others = [
        "shouwang/lake/home",
        f"{STAGES}/org/__init__",
        f"{STAGES}/ingest/__init__",
        f"{STAGES}/ingest/models",
        f"{STAGES}/screening/__init__",
        f"{STAGES}/cases/__init__",
        f"{STAGES}/cases/queries",
        f"{STAGES}/programmes/__init__",
        f"{STAGES}/programmes/solar/__init__",
        f"{STAGES}/programmes/funds/__init__",
        module,
    ]
    for other in others:  # what the breach needs and the tree may not have yet
        path = copy / f"{other}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    with (copy / f"{module}.py").open("a", encoding="utf-8") as file:
        file.write(f"\n{imports}\n")
    code, said = lint_imports(copy)
    assert code == 1, said
    contracts = [line for line in said.splitlines() if line.endswith("BROKEN") or broken in line]
    assert any(line.startswith(broken) for line in contracts), said
