"""Columns are recognised by what they are called, nearly so, or by what stands in them."""

import pytest

from shouwang.stages.ingest.linking.columns import kinds_known, recognise, wrong_mapping
from shouwang.stages.ingest.linking.prepare import READERS


def kinds(*headings, sample=(), mapping=None, id_place=0):
    return dict(recognise(headings, sample, mapping or {}, id_place=id_place).kinds)


def test_headings_of_a_ledger():
    assert kinds("编号", "姓 名", "公民身份号码", "性别", "出生年月", "嘎查村", "户编号", "联系电话") == {
        "name": 1, "id_number": 2, "sex": 3, "birth_date": 4, "village": 5, "household": 6, "phone": 7,
    }  # fmt: skip


def test_headings_of_febrl():
    assert kinds("rec_id", "given_name", "surname", "date_of_birth", "soc_sec_id", "address_1") == {
        "given_name": 1, "surname": 2, "birth_date": 3, "id_number": 4, "address": 5,
    }  # fmt: skip


@pytest.mark.parametrize("text", ["家庭成员基本情况/姓名", "姓名（必填）", "ＮＡＭＥ", "Full Name"])
def test_a_path_a_note_and_full_width_do_not_matter(text):
    assert kinds("编号", text) == {"name": 1}


def test_a_slip_in_a_long_heading_is_forgiven():
    assert kinds("id", "date_of_brth") == {"birth_date": 1}


def test_values_tell_what_the_heading_does_not():
    sample = [
        ("1", "150599195312060123", "1953-12-06", "女"),
        ("2", "15059919750311012X", "1975-03-11", "男"),
    ]
    assert kinds("a", "b", "c", "d", sample=sample) == {"id_number": 1, "birth_date": 2, "sex": 3}


def test_what_the_user_says_goes_first():
    assert kinds("id", "甲", "姓名", mapping={"name": "甲"})["name"] == 1


def test_the_column_that_names_rows_tells_nothing_of_the_person():
    assert kinds("household", "姓名") == {"name": 1}


def test_rows_may_be_named_by_the_id_number():
    assert kinds("证件号码", "姓名") == {"id_number": 0, "name": 1}


def test_wrong_mappings_are_all_told():
    problems = list(wrong_mapping({"nmae": "姓名", "sex": "没有"}, {"a.csv": ["姓名"]}))
    assert len(problems) == 2
    assert "nmae" in problems[0].message
    assert "没有" in problems[1].message


def test_every_kind_can_be_prepared():
    assert set(kinds_known()) == set(READERS)
