"""Whatever is in a file, the readers give it back as it is, or refuse it; nothing else happens."""

import csv
import random
from contextlib import suppress
from datetime import date
from io import StringIO

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from shouwang.stages.ingest.problems import FileFaulty
from shouwang.stages.ingest.workbook import as_seen
from tests.stages.ingest.files import all_texts, cell, ods, row, word, xls, xlsx
from tools import spoiling

SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
# What a cell of a table for the eye can hold: no controls, nothing an editor would take away.
TEXT = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "M"), exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=20,
)  # fmt: skip
NUMBER = st.one_of(
    st.integers(-(10**14), 10**14), st.floats(-1e9, 1e9, allow_nan=False).map(lambda x: round(x, 6))
)
DAY = st.dates(date(1901, 1, 1), date(2099, 12, 31))


def tables(values):
    """Tables of which no row and no column is empty, so that nothing is cut from their edges."""
    return st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.lists(values, min_size=width, max_size=width).map(tuple), min_size=1, max_size=6
        )
    )


def seen(rows):
    return [[as_seen(float(v) if isinstance(v, int) else v) for v in row] for row in rows]


class TestWhatIsWrittenIsRead:
    @settings(max_examples=40, deadline=None, suppress_health_check=SHARED)
    @given(rows=tables(st.one_of(TEXT, NUMBER, DAY)))
    def test_in_a_workbook(self, tmp_path, rows):
        kept = [[f"_{v}" if isinstance(v, str) else v for v in row] for row in rows]
        assert all_texts(xlsx(tmp_path / "a.xlsx", kept)) == seen(kept)

    @settings(max_examples=40, deadline=None, suppress_health_check=SHARED)
    @given(
        rows=tables(TEXT),
        mark=st.sampled_from(",\t;|"),
        encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    )
    def test_in_a_text(self, tmp_path, rows, mark, encoding):
        text = StringIO()
        headings = [f"c{place}" for place in range(len(rows[0]) + 1)]
        full = [headings, *(["x", *row] for row in rows)]
        csv.writer(text, delimiter=mark, quoting=csv.QUOTE_ALL).writerows(full)
        # A text that is UTF-8 by chance is read as UTF-8; whoever writes GB18030 uses Chinese.
        plain = "孟和" if encoding == "gb18030" else "x"
        path = tmp_path / "a.csv"
        path.write_bytes(text.getvalue().replace('"x"', f'"{plain}"').encode(encoding))
        assert all_texts(path) == [headings, *([plain, *row] for row in rows)]

    @settings(max_examples=15, deadline=None, suppress_health_check=SHARED)
    @given(rows=tables(TEXT))
    def test_in_a_document(self, tmp_path, rows):
        assert all_texts(word(tmp_path / "a.docx", rows)) == [list(row) for row in rows]

    @settings(max_examples=40, deadline=None, suppress_health_check=SHARED)
    @given(rows=tables(st.text("孟和abc012", min_size=1, max_size=5)))
    def test_in_open_document(self, tmp_path, rows):
        content = "".join(row(*map(cell, texts)) for texts in rows)
        assert all_texts(ods(tmp_path / "a.ods", content)) == [list(texts) for texts in rows]

    @settings(max_examples=4, deadline=None, suppress_health_check=SHARED)
    @given(rows=tables(st.one_of(TEXT, NUMBER)))
    def test_in_an_old_workbook(self, tmp_path, rows):
        assert all_texts(xls(tmp_path / "a.xls", rows)) == seen(rows)


class TestWhatIsSpoiled:
    @pytest.mark.parametrize("kind", list(spoiling.whole_files()))
    def test_is_taken_or_refused(self, tmp_path, kind):
        whole = spoiling.whole_files()[kind]
        path = tmp_path / "a"
        path.write_bytes(whole)
        assert spoiling.read(path) > 0
        for number in range(60):
            path.write_bytes(spoiling.spoil(whole, random.Random(f"{kind} {number}")))
            with suppress(FileFaulty):
                spoiling.read(path)
