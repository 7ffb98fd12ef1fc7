"""The content of Inner Mongolia, read once."""

from importlib.resources import files
from pathlib import Path

import pytest

from shouwang.rules.load import load_policy

CONTENT = Path(str(files("shouwang") / "content"))


@pytest.fixture(scope="session")
def root():
    return CONTENT / "neimenggu"


@pytest.fixture(scope="session")
def policy(root):
    return load_policy(root, examples=True)


@pytest.fixture(scope="session")
def content(policy):
    return policy.content
