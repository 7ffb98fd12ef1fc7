"""People of the register are offered for rows without a good ID number, and nothing is written."""

import numpy as np
import pyarrow as pa
import pytest

from shouwang.lake.snapshots import Sources
from shouwang.stages.ingest.linking.register import propose_links
from shouwang.stages.ingest.placing import country_in
from tests.stages.ingest.builders import (
    HOUSEHOLD_HEADINGS,
    PERSON_HEADINGS,
    VILLAGES,
    household,
    id_number,
    make_desk,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(tmp_path):
    desk = make_desk(tmp_path)
    desk.send("household", HOUSEHOLD_HEADINGS, *(household(each) for each in VILLAGES))
    people = [
        (id_number(1, birth="19531206"), 1, "李秀英", "女", "1953-12-06"),
        (id_number(2, birth="19750311"), 1, "巴特尔", "男", "1975-03-11"),
        (id_number(3, birth="19750311"), 2, "巴特尔", "男", "1975-03-11"),
        (id_number(4, birth="19880909"), 3, "乌云其木格", "女", "1988-09-09"),
    ]
    desk.send("person", PERSON_HEADINGS, *people)
    return desk


def propose(desk, rows, **more):
    values = {
        kind: pa.array([row.get(kind) for row in rows], pa.string())
        for kind in ("name", "birth_date", "sex", "household", "id_number")
    }
    lake = desk.lake
    return propose_links(
        np.arange(2, 2 + len(rows)),
        values,
        content=country_in(desk.home.content_dir).content,
        sources=Sources(lake, lake.latest()),
        progress=lambda _step, _share: None,
        **more,
    )


def person_called(desk, name):
    return [row["person"] for row in desk.rows("person") if row["name"] == name]


def test_a_name_by_ear_and_the_birth_date_find_the_person(desk):
    (found,) = propose(desk, [{"name": "李秀瑛", "birth_date": "1953年12月6日", "sex": "女"}])
    assert [found.person] == person_called(desk, "李秀英")
    assert found.row == 2
    assert found.probability > 0.5


def test_the_reasons_name_nobody(desk):
    found = propose(desk, [{"name": "李秀瑛", "birth_date": "1953.12.06", "sex": "女"}])
    for each in found:
        assert "李" not in each.why
        assert "1953" not in each.why


def test_a_destroyed_id_number_still_gives_the_birth_date(desk):
    lost = id_number(4, birth="19880909")[:14] + "0000"
    (found,) = propose(desk, [{"name": "乌云琪木格", "id_number": lost}])
    assert [found.person] == person_called(desk, "乌云其木格")


def test_two_people_who_may_be_meant_are_both_offered(desk):
    found = propose(desk, [{"name": "巴特尔", "birth_date": "1975-03-11", "sex": "男"}])
    assert sorted(each.person for each in found) == sorted(person_called(desk, "巴特尔"))
    assert all(each.probability < 0.6 for each in found)


def test_the_household_tells_them_apart(desk):
    row = {"name": "巴特尔", "birth_date": "1975-03-11", "sex": "男", "household": "2"}
    found = propose(desk, [row])
    assert found[0].probability > 0.9
    (home,) = [row["household"] for row in desk.rows("person") if row["person"] == found[0].person]
    assert home == 2


def test_a_stranger_is_offered_nobody(desk):
    assert propose(desk, [{"name": "赵铁柱", "birth_date": "1941-01-30", "sex": "男"}]) == ()


def test_nothing_is_written(desk):
    def kept():
        return sorted(row["person"] for row in desk.rows("person")), desk.lake.latest()

    before = kept()
    propose(desk, [{"name": "李秀瑛", "birth_date": "1953-12-06"}])
    assert kept() == before


def test_an_empty_register_knows_nobody(tmp_path):
    empty = make_desk(tmp_path)
    assert propose(empty, [{"name": "李秀英", "birth_date": "1953-12-06"}]) == ()


def test_no_rows_are_no_questions(desk):
    assert propose(desk, []) == ()
