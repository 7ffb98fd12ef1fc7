"""A small region made once: four banners, one of them listed and herding, one a city's."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import shouwang
from shouwang.rules.content import load_content
from shouwang.synthetic.region import Report, synthesize

CONTENT = Path(shouwang.__file__).parent / "content" / "neimenggu"
# A farming banner, two listed ones that herd (Daur and Ewenki live in the second), a city's.
BANNERS = ("150121", "150421", "150724", "150802")
SEED = 7


class Made:
    """A region on disk and what was said of it."""

    def __init__(self, root: Path, report: Report) -> None:
        self.root = root
        self.report = report

    def table(self, feed: str) -> pa.Table:
        return pq.read_table(self.root / "tables" / f"{feed}.parquet")

    def truth(self) -> pa.Table:
        return pq.read_table(self.root / "truth" / "hardships.parquet")


@pytest.fixture(scope="session")
def content():
    return load_content(CONTENT)


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    root = tmp_path_factory.mktemp("region") / "made"
    report = synthesize(content_dir=CONTENT, out=root, scale=0.01, seed=SEED, banners=BANNERS)
    return Made(root, report)
