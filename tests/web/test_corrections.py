"""Corrections: made at the door, listed at home, taken away for a purpose, in force after a publish."""

import pytest

from shouwang.base.access import SYSTEM
from shouwang.stages.org.models import AuditEntry
from shouwang.stages.register.models import Correction
from shouwang.stages.register.operations.corrections import publish_corrections
from tests.office import world
from tests.web import registers
from tests.web.registers import FIRST, HERE, THERE

pytestmark = pytest.mark.django_db
NEW = f"/corrections/new/{HERE}/"


@pytest.fixture
def home(settings, tmp_path):
    made = registers.make(tmp_path / "home", head="张三")
    settings.HOME = made.root
    return made


def correct(client, path=NEW, **fields):
    return client.post(
        path, {"of": "household", "column": "wage_income", "value": "9876.5", **fields}
    )


def publish(home):
    return publish_corrections(home=home, at=world.AT, by=SYSTEM, on=world.DAY)


def wages(home):
    from shouwang.stages.register.facts import row_of
    from shouwang.stages.register.held import held

    found = held(home, world.content())
    return row_of(found, world.content(), feed="household", key=str(HERE))["wage_income"]


def test_a_correction_enters_the_lake_and_its_end_leaves_it(home, sign_in):
    client = sign_in("village")
    assert correct(client).status_code == 302
    made = Correction.objects.get()
    assert (made.value, made.was, made.state) == ("987650", "1000000", "standing")
    assert publish(home)
    assert wages(home) == 987_650
    assert publish(home) == 0
    path = f"/corrections/{made.pk}/withdraw/"
    assert client.post(path, {"version": 7}).status_code == 409
    assert client.post(path, {"version": 1}).status_code == 302
    assert publish(home)
    assert wages(home) == 1_000_000


def delivered(home, amount):
    """What the national system delivers of the household later."""
    rows = registers._household(HERE, world.HOME, "张三", 2)
    registers.publish(home, "household", [{**rows, "wage_income": amount, "fuel": "clean"}])


def test_the_old_value_delivered_again_is_corrected_again(home, sign_in):
    correct(sign_in("village"))
    publish(home)
    delivered(home, 1_000_000)
    assert publish(home)
    assert wages(home) == 987_650
    assert Correction.objects.get().state == "standing"


@pytest.mark.parametrize(
    ("amount", "state", "final"), [(987_650, "taken_over", 987_650), (1, "overtaken", 1)]
)
def test_newer_data_end_a_correction(home, sign_in, amount, state, final):
    correct(sign_in("village"))
    publish(home)
    delivered(home, amount)
    assert publish(home) == 0
    assert wages(home) == final
    assert Correction.objects.get().state == state


@pytest.mark.parametrize(
    "fields",
    [
        {"value": "-5"},
        {"value": "10000"},
        {"value": "1.234"},
        {"value": ""},
        {"column": "fuel", "value": "wood"},
        {"of": str(FIRST), "column": "birth_date", "value": "1800-01-01"},
        {"of": str(FIRST), "column": "name", "value": "x" * 201},
    ],
)
def test_what_the_contract_does_not_allow_is_told_with_all_else_kept(home, sign_in, fields):
    answer = correct(sign_in("village"), **fields)
    assert answer.status_code == 422
    assert "wrongs" in answer.content.decode()
    assert not Correction.objects.exists()


@pytest.mark.parametrize("column", ["", "moon", "phone", "village"])
def test_what_is_no_column_to_correct_is_told(home, sign_in, column):
    answer = correct(sign_in("village"), column=column)
    assert answer.status_code == 422
    assert 'class="wrongs"' in answer.content.decode()
    assert not Correction.objects.exists()
    assert AuditEntry.objects.filter(kind="refused", what="InputProblems").count() == 1


def test_the_list_says_values_in_words_and_where_they_come_from(home, sign_in):
    client = sign_in("village")
    codes = world.content().contracts["household"].column("fuel").codes
    new = next(code for code in codes if code != "clean")
    assert correct(client, column="fuel", value=new, source="office").status_code == 302
    page = client.get("/corrections/").content.decode()
    assert codes[new][0] in page
    for raw in (">clean<", f">{new}<", " office<"):
        assert raw not in page


@pytest.mark.parametrize(("path", "fields", "status"), [
    (f"/corrections/new/{THERE}/", {}, 404),
    (NEW, {"of": str(FIRST + 2)}, 404),
    (NEW, {"of": "\0"}, 400),
])  # fmt: skip
def test_nobody_corrects_abroad(home, sign_in, path, fields, status):
    assert correct(sign_in("village"), path, **fields).status_code == status
    assert not Correction.objects.exists()


def test_the_list_shows_home_only(home, sign_in):
    correct(sign_in("village"))
    assert "9876.5" in sign_in("clerk").get("/corrections/").content.decode()
    assert "9876.5" not in sign_in("clerk", world.ABROAD).get("/corrections/").content.decode()


def test_a_foreign_correction_is_not_there(home, sign_in):
    correct(sign_in("village"))
    number = Correction.objects.get().pk
    answer = sign_in("village", world.ABROAD).post(
        f"/corrections/{number}/withdraw/", {"version": 1}
    )
    assert answer.status_code == 404
    assert Correction.objects.get().state == "standing"


def test_the_list_is_taken_only_with_a_second_factor(home, sign_in):
    answer = sign_in("clerk").post("/corrections/take/", {"purpose": "报送国家系统", "kind": "csv"})
    assert answer.status_code in {302, 403}
    assert not AuditEntry.objects.filter(kind="export").exists()
