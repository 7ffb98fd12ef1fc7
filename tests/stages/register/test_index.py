"""The index: searched within the scope only, by pages; brought from snapshot to snapshot."""

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from shouwang.base.access import EVERYWHERE, NotFound
from shouwang.lake.snapshots import Lake, Snapshot
from shouwang.lake.sources import Source, TableFile
from shouwang.stages.register import index_tables
from shouwang.stages.register.held import Held
from shouwang.stages.register.index_rows import COLUMNS, all_rows, difference, index_rows
from shouwang.stages.register.models import Indexed
from shouwang.stages.register.queries import index
from tests.office import world

pytestmark = pytest.mark.django_db
SCHEMA = pa.schema(
    [("household", pa.int64()), ("head_name", pa.string()), ("village", pa.string()),
     ("status", pa.string()), ("members", pa.int32()), ("left_date", pa.date32())]
)  # fmt: skip


def search(text, side=world.HOME, **wanted):
    scope = world.actor("township", side).scope
    return index.search(text=text, content=world.content(), on=world.DAY, scope=scope, **wanted)


def rows(number, head="张三"):
    return [(*world.place().values(), number, head, head, 3, "general", False)]


def test_a_name_finds_by_its_beginning_and_only_at_home():
    world.indexed(1, head="张三")
    world.indexed(2, head="张三丰")
    world.indexed(3, head="李四")
    world.indexed(4, world.ABROAD, head="张三")
    assert [each.household for each in search("张 三")] == [1, 2]
    assert [each.household for each in search("张三", world.ABROAD)] == [4]


def test_a_number_finds_itself_first_then_what_begins_so():
    for number in (150102000010, 150102, 150102000011):
        world.indexed(number)
    assert [each.household for each in search("150102")] == [150102, 150102000010, 150102000011]


def test_pages_follow_each_other_without_a_gap():
    for number in range(1, 8):
        world.indexed(number, head="张三" if number % 2 else "张五")
    found, after = [], None
    while page := search("张", after=after, limit=3):
        found += [each.household for each in page]
        after = (page[-1].head_key, page[-1].household)
    assert sorted(found) == list(range(1, 8))
    assert len(found) == 7


def test_a_village_abroad_is_not_there():
    with pytest.raises(NotFound):
        search("张", place=world.villages()[world.ABROAD])


def test_nothing_narrows_nothing():
    with pytest.raises(index.SearchTooWide):
        search("")


def test_a_full_swap_gives_the_new_rows_and_the_names_of_the_indexes():
    world.indexed(1)
    assert index_tables.fill_beside([rows(2), rows(3, "李四")]) == 2
    assert Indexed.objects.count() == 1
    index_tables.swap()
    index_tables.name_indexes()
    assert [each.household for each in Indexed.objects.order_by("household")] == [2, 3]
    names = index_tables._index_names()
    assert {each.name for each in Indexed._meta.indexes} <= names


def held(folder, number, files):
    found = []
    for place, part in enumerate(files):
        path = folder / f"{number}-{place}-{len(list(folder.iterdir()))}.parquet"
        pq.write_table(pa.Table.from_pylist(part, schema=SCHEMA), path)
        found.append(TableFile(str(path), None, len(part)))
    snapshot = Snapshot(number, world.DAY, "", "t", {"household": number})
    return Held(Lake(folder, ()), snapshot, {"household": Source("household", tuple(found))})


ROW = st.fixed_dictionaries(
    {"household": st.integers(1, 6), "head_name": st.sampled_from(["张三", "乌云·其其格", None]),
     "village": st.just(""), "status": st.sampled_from(["general", "exited"]),
     "members": st.integers(1, 4), "left_date": st.sampled_from([None, date(2020, 1, 1)])}
)  # fmt: skip
TABLE = st.lists(ROW, max_size=6, unique_by=lambda row: row["household"])


@given(TABLE, TABLE)
@settings(max_examples=15, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
def test_the_difference_brings_the_old_index_to_the_new(tmp_path, before, after):
    old, new = held(tmp_path, 1, [before]), held(tmp_path, 2, [after])
    Indexed.objects.all().delete()
    for batch in all_rows(old, "household"):
        index_tables.write_rows(index_rows(batch, world.content()), [])
    changed = difference(old, new, "household")
    index_tables.write_rows(index_rows(changed.written, world.content()), changed.gone)
    fields = [name for name in COLUMNS if name in {"household", "head_name", "status", "left"}]
    shown = sorted(Indexed.objects.values_list(*fields))
    assert shown == sorted(
        (row["household"], row["head_name"] or "", row["status"], row["left_date"] is not None)
        for row in after
    )


def test_nobody_outside_the_scope_is_found_by_number():
    world.indexed(4, world.ABROAD)
    with pytest.raises(NotFound):
        index.household(number=4, on=world.DAY, scope=world.actor("village").scope)
    assert index.household(number=4, on=world.DAY, scope=EVERYWHERE).household == 4
