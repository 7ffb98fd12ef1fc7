"""Rows whose ID number names nobody: people are offered, and only a clerk's word makes one of them count."""

import json

import pytest
from typer.testing import CliRunner

from shouwang.base.access import Scope
from shouwang.base.errors import InputProblems
from shouwang.base.words import use_language
from shouwang.cli.main import app
from shouwang.stages.ingest import queries
from shouwang.stages.ingest.linking.limits import shipped_limits
from shouwang.stages.ingest.mappings import Answered
from shouwang.stages.ingest.models import Delivery
from shouwang.stages.ingest.problems import Rule
from shouwang.stages.org.models import AuditEntry
from tests.stages.ingest.builders import (
    CLAIM_HEADINGS,
    HOUSEHOLD_HEADINGS,
    JUNE_30,
    PERSON_HEADINGS,
    VILLAGES,
    household,
    id_number,
    make_desk,
    write_csv,
    write_workbook,
)

pytestmark = pytest.mark.django_db

LI = id_number(1, birth="19531206")
WU = id_number(4, birth="19880909")
LOST = WU[:14] + "0000"
# The contract of the claims knows neither the name nor the village; the file says them all the same.
HEADINGS = (*CLAIM_HEADINGS, "姓名", "嘎查村", "户编号")


@pytest.fixture
def desk(tmp_path):
    desk = make_desk(tmp_path)
    desk.send("household", HOUSEHOLD_HEADINGS, *(household(each) for each in VILLAGES))
    people = [
        (LI, 1, "李秀英", "女", "1953-12-06"),
        (id_number(2, birth="19750311"), 1, "巴特尔", "男", "1975-03-11"),
        (id_number(3, birth="19750311"), 2, "巴特尔", "男", "1975-03-11"),
        (WU, 3, "乌云其木格", "女", "1988-09-09"),
    ]
    desk.send("person", PERSON_HEADINGS, *people)
    return desk


def claim(number, id_number, name, village="", house=""):
    return (f"J{number}", id_number, "2020-06-05", 300, name, village, house)


GOOD = claim(0, LI, "李秀英")


def claims(desk, *rows):
    return write_csv(desk.folder / "claims.csv", HEADINGS, *rows)


def person_called(desk, name):
    return [row["person"] for row in desk.rows("person") if row["name"] == name]


def link(*texts):
    return Answered(links=texts)


def test_a_destroyed_id_number_with_name_birth_date_and_village_finds_the_person(desk):
    path = claims(desk, GOOD, claim(1, LOST, "乌云琪木格", VILLAGES[3]))
    review = desk.check(path, "claim")
    (found,) = review.links
    assert [found.person] == person_called(desk, "乌云其木格")
    assert (found.row, found.accepted) == (3, False)
    assert found.probability > 0.5
    assert found.why


def test_an_offer_is_no_acceptance(desk):
    path = claims(desk, GOOD, claim(1, LOST, "乌云琪木格", VILLAGES[3]))
    for review in (desk.check(path, "claim"), desk.receive(path, "claim")):
        assert (review.read, review.accepted, review.rejected) == (2, 1, 1)
        assert [each.rule for each in review.problems] == [Rule.ID_PRECISION_LOST]
        assert len(review.links) == 1


@pytest.mark.parametrize(
    "number", ["", LOST, WU[:17] + ("1" if WU[17] != "1" else "2"), id_number(9, birth="19880909")]
)
def test_missing_destroyed_wrong_and_unknown_numbers_all_ask(desk, number):
    review = desk.check(claims(desk, GOOD, claim(1, number, "乌云其木格", "", 3)), "claim")
    assert [each.person for each in review.links] == person_called(desk, "乌云其木格")


def test_a_village_may_go_by_its_name(desk):
    review = desk.check(claims(desk, GOOD, claim(1, "", "乌云其木格", "白音嘎查")), "claim")
    assert [each.person for each in review.links] == person_called(desk, "乌云其木格")
    assert "village" in review.links[0].why


def test_a_village_whose_name_several_have_says_nothing(desk):
    review = desk.check(claims(desk, GOOD, claim(1, "", "巴特尔", "新胜村")), "claim")
    assert review.links == ()


def test_a_date_that_the_contract_leaves_out_is_read_for_it(desk):
    headings = (*CLAIM_HEADINGS, "姓名", "出生日期")
    row = ("J1", "", "2020-06-05", 300, "乌云其木格", "1988.09.09")
    good = ("J0", LI, "2020-06-05", 300, "李秀英", "1953.12.06")
    path = write_csv(desk.folder / "claims.csv", headings, good, row)
    review = desk.check(path, "claim")
    assert [each.person for each in review.links] == person_called(desk, "乌云其木格")


def test_nobody_is_offered_for_somebody_absent(desk):
    path = claims(desk, GOOD, claim(1, "", "赵铁柱", VILLAGES[1], 1))
    assert desk.check(path, "claim").links == ()


def test_two_people_of_one_name_are_both_offered(desk):
    lost = id_number(2, birth="19750311")[:14] + "0000"
    review = desk.check(claims(desk, GOOD, claim(1, lost, "巴特尔")), "claim")
    found = sorted(each.person for each in review.links)
    assert found == sorted(person_called(desk, "巴特尔"))


def test_a_name_alone_is_too_little(desk):
    review = desk.check(claims(desk, GOOD, claim(1, "", "李秀英")), "claim")
    assert review.links == ()
    assert "enough" in review.links_note


def test_the_person_feed_is_offered_people_too(desk):
    rows = [(LOST, 3, "乌云其木格", "女", "1988-09-09")]
    path = write_csv(desk.folder / "people.csv", PERSON_HEADINGS, *rows)
    review = desk.check(path, "person")
    assert [each.person for each in review.links] == person_called(desk, "乌云其木格")


def test_a_delivery_of_good_rows_loads_no_engine(desk, monkeypatch):
    monkeypatch.setattr(
        "shouwang.stages.ingest.linking.register.propose_links", lambda *_a, **_k: 1 / 0
    )
    assert desk.check(claims(desk, GOOD), "claim").links == ()


def test_without_a_register_the_reason_is_said(tmp_path):
    desk = make_desk(tmp_path)
    path = claims(desk, GOOD, claim(1, LOST, "乌云琪木格", VILLAGES[3]))
    review = desk.check(path, "claim")
    assert review.links == ()
    assert "register has not been published" in review.links_note


def test_a_banner_is_offered_its_own_people(desk):
    lost = id_number(2, birth="19750311")[:14] + "0000"
    path = claims(desk, GOOD, claim(1, lost, "巴特尔"))
    (found,) = desk.check(path, "claim", banner="160101").links
    (home,) = [row["household"] for row in desk.rows("person") if row["person"] == found.person]
    assert home == 1


def test_a_register_that_is_too_large_is_asked_by_banner(desk, monkeypatch):
    limits = shipped_limits()
    monkeypatch.setattr(
        "shouwang.stages.ingest.offers.shipped_limits",
        lambda: type("Small", (), {"offered_people": 3, "offered_rows": limits.offered_rows}),
    )
    review = desk.check(claims(desk, GOOD, claim(1, "", "巴特尔", "", 2)), "claim")
    assert review.links == ()
    assert "--banner" in review.links_note


def test_a_workbook_names_sheet_and_cell(desk):
    rows = [HEADINGS, GOOD, claim(1, "", "乌云其木格", VILLAGES[3], 3)]
    path = write_workbook(desk.folder / "claims.xlsx", {"结算": rows, "二": [HEADINGS, *rows[2:]]})
    review = desk.check(path, "claim")
    places = [(each.sheet, each.cell, each.row) for each in review.links]
    assert places == [("结算", "B3", 3), ("二", "B2", 2)]
    person = review.links[0].person
    linked = desk.check(path, "claim", answered=link(f"二!2={person}", f"3={person}"))
    assert [each.accepted for each in linked.links] == [True, True]


def test_an_accepted_link_counts_as_the_person(desk):
    path = claims(desk, GOOD, claim(1, LOST, "乌云琪木格", VILLAGES[3]))
    (person,) = person_called(desk, "乌云其木格")
    review = desk.receive(path, "claim", answered=link(f"3={person}"))
    assert (review.accepted, review.rejected, review.problems) == (2, 0, ())
    desk.publish(review.delivery)
    assert {row["claim"]: row["person"] for row in desk.rows("claim")}["J1"] == person


def test_an_accepted_link_is_kept_with_the_delivery_and_in_the_log(desk):
    path = claims(desk, GOOD, claim(1, LOST, "乌云琪木格", VILLAGES[3]))
    (person,) = person_called(desk, "乌云其木格")
    review = desk.receive(path, "claim", answered=link(f"3={person}"))
    kept = Delivery.objects.get(pk=review.delivery).links
    assert [(each["row"], each["person"], each["accepted"]) for each in kept] == [(3, person, True)]
    entry = AuditEntry.objects.get(what="link_rows")
    assert (entry.who, entry.subject) == ("李", f"delivery:{review.delivery}, 1 rows")
    again = queries.review_of(delivery_id=review.delivery, on=JUNE_30, scope=Scope())
    assert again.links == review.links


def test_of_two_people_the_accepted_one_is_left(desk):
    lost = id_number(2, birth="19750311")[:14] + "0000"
    person = person_called(desk, "巴特尔")[1]
    path = claims(desk, GOOD, claim(1, lost, "巴特尔"))
    review = desk.check(path, "claim", answered=link(f"3={person}"))
    assert [(each.person, each.accepted) for each in review.links] == [(person, True)]


def test_the_other_columns_of_a_linked_row_are_checked_as_ever(desk):
    row = ("J1", LOST, "2020-02-30", 300, "乌云其木格", VILLAGES[3], 3)
    (person,) = person_called(desk, "乌云其木格")
    review = desk.check(claims(desk, GOOD, row), "claim", answered=link(f"3={person}"))
    assert review.rejected == 1
    assert [each.rule for each in review.problems] == [Rule.IMPOSSIBLE_DATE]


@pytest.mark.parametrize(("row", "name"), [(3, "李秀英"), (2, "乌云其木格"), (99, "李秀英")])
def test_a_link_that_was_not_offered_is_refused(desk, row, name):
    path = claims(desk, GOOD, claim(1, LOST, "乌云琪木格", VILLAGES[3]))
    (person,) = person_called(desk, name)
    before = Delivery.objects.count()
    with pytest.raises(InputProblems, match="not offered"):
        desk.receive(path, "claim", answered=link(f"{row}={person}"))
    assert Delivery.objects.count() == before


@pytest.mark.parametrize("text", ["3", "3=", "=5", "x=5", "3=李", "0=5", "none!3=5"])
def test_a_link_that_says_nothing_is_refused(desk, text):
    with pytest.raises(InputProblems, match="--link"):
        desk.check(claims(desk, GOOD), "claim", answered=link(text))


def test_a_row_is_not_about_two_people(desk):
    with pytest.raises(InputProblems, match="two people"):
        desk.check(claims(desk, GOOD), "claim", answered=link("3=5", "3=6"))


def test_links_tell_nothing_personal(desk):
    path = claims(desk, GOOD, claim(1, LOST, "乌云琪木格", VILLAGES[3], 3))
    told = json.dumps([each.why for each in desk.check(path, "claim").links], ensure_ascii=False)
    for secret in ("乌云", "1988", LOST, WU):
        assert secret not in told


class TestCommand:
    @pytest.fixture
    def call(self, desk, monkeypatch):
        monkeypatch.setenv("SHOUWANG_LANG", "en")
        monkeypatch.setenv("COLUMNS", "160")
        path = claims(desk, GOOD, claim(1, LOST, "乌云琪木格", VILLAGES[3]))

        def calling(*words):
            command = ["ingest", path, "--feed", "claim", "--home", desk.home.root, *words]
            done = CliRunner().invoke(app, [str(word) for word in command])
            use_language("en")
            return done

        return calling

    def test_shows_whom_rows_may_be_about(self, desk, call):
        (person,) = person_called(desk, "乌云其木格")
        done = call("--check")
        (line,) = [each for each in done.stdout.splitlines() if str(person) in each]
        assert line.split()[:2] == ["3", str(person)]
        assert "乌云" not in done.stdout

    def test_takes_what_the_clerk_says(self, desk, call):
        (person,) = person_called(desk, "乌云其木格")
        done = call("--check", "--link", f"3={person}", "--json")
        assert done.exit_code == 0
        found = json.loads(done.stdout)
        assert (found["accepted"], found["rejected"]) == (2, 0)
        assert [each["accepted"] for each in found["links"]] == [True]

    def test_refuses_whom_nobody_offered(self, call):
        done = call("--link", "3=5")
        assert done.exit_code == 1
        assert "--link: row 3: person 5 is not offered for it" in done.stderr
