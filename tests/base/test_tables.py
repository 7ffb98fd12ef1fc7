"""A feed contract as the engine, the lake and the intake share it."""

import pytest

from shouwang.base.tables import Column, ColumnType, Personal, Replaces, Schema


def schema(**changes):
    columns = (
        Column("claim", ColumnType.TEXT, "结算单号", required=True),
        Column("person", ColumnType.PERSON, "证件号码", personal=Personal.ID),
        Column("phone", ColumnType.TEXT, "电话", personal=Personal.PHONE),
        Column("id_number", ColumnType.TEXT, "身份证号", personal=Personal.ID),
    )
    fields = {
        "name": "medical_claim",
        "label": "医保结算",
        "department": "healthcare_security",
        "department_label": "医疗保障局",
        "cadence": "month",
        "due_days": 5,
        "key": ("claim",),
        "replaces": Replaces.PERIOD,
        "columns": columns,
    }
    return Schema(**fields | changes)


def test_a_column_is_found_by_name():
    assert schema().column("phone").personal is Personal.PHONE
    with pytest.raises(KeyError):
        schema().column("wage")


@pytest.mark.parametrize(
    ("cadence", "has_period"),
    [("month", True), ("quarter", True), ("year", True), ("event", False)],
)
def test_only_events_have_no_period(cadence, has_period):
    assert schema(cadence=cadence).has_period is has_period


def test_an_id_number_gives_way_to_the_persons_number():
    kept = {column.name: column.is_kept for column in schema().columns}
    assert kept == {"claim": True, "person": True, "phone": True, "id_number": False}


def test_only_households_and_persons_are_references():
    references = {kind for kind in ColumnType if Column("x", kind, "x").is_reference}
    assert references == {ColumnType.HOUSEHOLD, ColumnType.PERSON}
