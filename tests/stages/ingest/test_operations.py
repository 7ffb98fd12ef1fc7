"""What happens to deliveries: received, published, refused, withdrawn."""

import stat
from datetime import date, timedelta

import pytest

from shouwang.base.access import Actor, Scope
from shouwang.base.errors import InputProblems
from shouwang.lake.keys import read_keys
from shouwang.stages.ingest import operations, pending, queries
from shouwang.stages.ingest.enums import DeliveryState
from shouwang.stages.ingest.identity import unseal
from shouwang.stages.ingest.models import Delivery, Identity, Rejection
from shouwang.stages.ingest.problems import FileFaulty, Rule
from shouwang.stages.ingest.publishing import (
    ContractChanged,
    HomesGone,
    NothingToPublish,
    TooManyRejected,
)
from shouwang.stages.ingest.receiving import FeedUnknown
from shouwang.stages.ingest.sealing import open_sealed
from shouwang.stages.org.queries import audit as org
from tests.stages.ingest.builders import (
    CLAIM_HEADINGS,
    HOUSEHOLD_HEADINGS,
    JUNE_30,
    LI,
    NOON,
    PERSON_HEADINGS,
    VILLAGES,
    household,
    id_number,
    make_desk,
    person,
    write_csv,
)

pytestmark = pytest.mark.django_db
EVERYWHERE = Scope()


@pytest.fixture
def desk(tmp_path):
    return make_desk(tmp_path)


def states():
    return dict(Delivery.objects.values_list("id", "state"))


class TestReceive:
    def test_keeps_the_rows_waiting_and_the_file_enciphered(self, desk):
        path = write_csv(desk.folder / "h.csv", HOUSEHOLD_HEADINGS, household(1))
        review = desk.receive(path, "household")
        delivery = Delivery.objects.get(pk=review.delivery)
        assert (delivery.state, delivery.sender) == (DeliveryState.PENDING, "office:160000")
        assert (delivery.read, delivery.accepted, delivery.rejected) == (1, 1, 0)
        assert desk.lake.latest() is None
        assert list((desk.home.staged / str(delivery.id)).rglob("*.parquet"))
        upload = desk.home.uploads / f"{delivery.id}.sealed"
        assert b"13812345678" not in upload.read_bytes()
        assert stat.S_IMODE(upload.stat().st_mode) == 0o600
        open_sealed(upload, desk.folder / "plain", read_keys(desk.home.keys).seal)
        assert (desk.folder / "plain").read_bytes() == path.read_bytes()

    def test_gives_every_person_a_number_and_keeps_no_id_number(self, desk):
        desk.register()
        rows = desk.rows("person")
        numbers = {row["person"] for row in rows}
        assert len(numbers) == 3
        assert all(10**14 <= number < 10**15 for number in numbers)
        keys = read_keys(desk.home.keys)
        opened = {
            unseal(bytes(each.ciphertext), each.number, keys.seal)
            for each in Identity.objects.all()
        }
        assert opened == {id_number(each) for each in VILLAGES}
        for path in (*desk.home.lake.rglob("*"), *desk.home.staged.rglob("*")):
            if path.is_file():
                assert not any(each.encode() in path.read_bytes() for each in opened)

    def test_knows_a_person_again_however_the_number_is_written(self, desk):
        desk.register()
        written = id_number(1)
        full_width = "".join(chr(ord(each) + 0xFEE0) for each in written)
        for form in (written, full_width, f"'{written}", f" {written[:6]} {written[6:]}"):
            claim = ("c", form, "2020-06-03", 10)
            review = desk.send("claim", CLAIM_HEADINGS, claim)
            assert review.accepted == 1
        assert Identity.objects.count() == 3
        assert {row["banner"] for row in desk.rows("claim")} == {"160101"}

    def test_gives_one_number_to_a_person_who_stands_twice(self, desk):
        desk.register()
        twice = (id_number(9), 1, "甲", "男", "1980-01-01")
        path = write_csv(desk.folder / "p.csv", PERSON_HEADINGS, twice, twice, person(8))
        review = desk.receive(path, "person")
        assert (review.accepted, review.rejected, review.warnings) == (3, 0, 1)
        assert [(each.rule, each.row) for each in review.problems] == [(Rule.DUPLICATE_ROW, 3)]
        assert Identity.objects.count() == 5

    def test_keeps_no_identity_of_a_row_it_rejects(self, desk):
        desk.register()
        path = write_csv(desk.folder / "p.csv", PERSON_HEADINGS, person(8, 99), person(9, 1))
        review = desk.receive(path, "person")
        assert [each.rule for each in review.problems] == [Rule.UNKNOWN_HOUSEHOLD]
        assert Identity.objects.count() == 4

    def test_lands_rows_at_home_wherever_they_are_sent_from(self, desk):
        desk.register()
        claims = [(f"c{each}", id_number(each), "2020-06-03", 10) for each in VILLAGES]
        desk.send("claim", CLAIM_HEADINGS, *claims)
        found = {row["claim"]: (row["league"], row["banner"]) for row in desk.rows("claim")}
        assert found == {
            "c1": ("160100", "160101"),
            "c2": ("160100", "160102"),
            "c3": ("160200", "160201"),
        }

    def test_takes_rows_of_the_named_banner_only(self, desk):
        desk.register()
        claims = [(f"c{each}", id_number(each), "2020-06-03", 10) for each in VILLAGES]
        path = write_csv(desk.folder / "c.csv", CLAIM_HEADINGS, *claims)
        review = desk.receive(path, "claim", banner="160102")
        assert (review.accepted, review.rejected) == (1, 2)
        assert [(each.rule, each.row) for each in review.problems] == [
            (Rule.OTHER_PLACE, 2),
            (Rule.OTHER_PLACE, 4),
        ]
        assert Delivery.objects.get(pk=review.delivery).sender == "healthcare:160102"

    def test_understands_a_name_that_only_one_village_of_the_banner_has(self, desk):
        named = ("7", "新胜村", "脱贫户", 3, "", "")
        path = write_csv(desk.folder / "h.csv", HOUSEHOLD_HEADINGS, named, household(1))
        asked = desk.check(path, "household").questions
        assert [(each.value, each.rows, len(each.candidates)) for each in asked] == [
            ("新胜村", 1, 2)
        ]
        review = desk.receive(path, "household", banner="160101")
        assert (review.accepted, review.rejected) == (2, 0)

    def test_says_what_a_blank_means_and_counts_it(self, desk):
        headings = (*HOUSEHOLD_HEADINGS, "转移性收入", "是否搬迁户")
        path = write_csv(
            desk.folder / "h.csv",
            headings,
            (*household(1, income=""), "", ""),
            (*household(2), 5, "是"),
        )
        review = desk.receive(path, "household")
        desk.publish(review.delivery)
        assert review.blanks == {"transfer_income": 1, "relocated": 1}
        found = {row["household"]: row for row in desk.rows("household")}
        assert found[1]["wage_income"] is None
        assert (found[1]["transfer_income"], found[1]["relocated"]) == (0, False)
        assert (found[2]["transfer_income"], found[2]["relocated"]) == (500, True)

    def test_leaves_unknown_what_the_file_does_not_have(self, desk):
        desk.send("household", HOUSEHOLD_HEADINGS, household(1))
        row = desk.rows("household")[0]
        assert (row["transfer_income"], row["relocated"], row["grassland"]) == (None, None, None)

    def test_refuses_a_feed_or_place_that_is_not_there(self, desk):
        path = write_csv(desk.folder / "h.csv", HOUSEHOLD_HEADINGS, household(1))
        with pytest.raises(FeedUnknown, match="claim, disaster, household, person, water"):
            desk.receive(path, "taxes")
        for code in ("110101", "160100", "x"):
            with pytest.raises(InputProblems, match=code):
                desk.receive(path, "household", banner=code)

    def test_writes_down_who_did_it(self, desk):
        desk.register()
        assert org.verify_chain(on=JUNE_30, scope=EVERYWHERE) == []


class TestCheck:
    def test_writes_nothing(self, desk):
        desk.register()
        before = sorted(path for path in desk.home.root.rglob("*"))
        path = write_csv(desk.folder / "p.csv", PERSON_HEADINGS, person(7), person(8, 99))
        review = desk.check(path, "person")
        assert (review.delivery, review.accepted, review.rejected) == (None, 1, 1)
        assert sorted(path for path in desk.home.root.rglob("*")) == before
        assert (Identity.objects.count(), Delivery.objects.count()) == (3, 2)


class TestPublish:
    def test_makes_the_rows_count(self, desk):
        review = desk.send("household", HOUSEHOLD_HEADINGS, household(1))
        row = desk.rows("household")[0]
        assert (row["household"], row["wage_income"], row["status"]) == (1, 800000, "general")
        assert (row["sender"], row["delivery"], row["row"]) == ("office:160000", review.delivery, 1)
        assert row["period"] == date(2020, 6, 1)
        assert states() == {review.delivery: DeliveryState.PUBLISHED}
        assert not (desk.home.staged / str(review.delivery)).exists()

    def test_refuses_more_rejected_rows_than_the_contract_lets_pass(self, desk):
        path = write_csv(
            desk.folder / "h.csv", HOUSEHOLD_HEADINGS, household(1), household(2, income="many")
        )
        review = desk.receive(path, "household")
        with pytest.raises(TooManyRejected, match=r"1 of 2 rows.*50\.00 %.*0 %"):
            desk.publish(review.delivery)
        assert states() == {review.delivery: DeliveryState.PENDING}
        assert desk.lake.latest() is None

    def test_lets_pass_what_the_contract_lets_pass(self, desk):
        desk.register()
        review = desk.send("water", ("户编号", "日用水量"), (1, 40), (2, "wet"))
        assert [row["household"] for row in desk.rows("water")] == [1]
        assert review.rejected == 1

    def test_refuses_what_has_been_decided(self, desk):
        review = desk.send("household", HOUSEHOLD_HEADINGS, household(1))
        with pytest.raises(pending.DeliveryNotPending):
            desk.publish(review.delivery)
        with pytest.raises(pending.DeliveryMissing):
            desk.publish(999)

    def test_refuses_a_delivery_without_a_good_row(self, desk):
        path = write_csv(desk.folder / "h.csv", HOUSEHOLD_HEADINGS, household(1, income="x"))
        review = desk.receive(path, "household")
        with pytest.raises(NothingToPublish):
            desk.publish(review.delivery)

    def test_refuses_what_was_checked_by_another_contract(self, desk):
        path = write_csv(desk.folder / "h.csv", HOUSEHOLD_HEADINGS, household(1))
        review = desk.receive(path, "household")
        Delivery.objects.update(contract_digest="of yesterday")
        with pytest.raises(ContractChanged):
            desk.publish(review.delivery)

    def test_lands_rows_where_their_subject_has_moved_since(self, desk):
        desk.register()
        claim = ("c", id_number(1), "2020-06-03", 10)
        path = write_csv(desk.folder / "c.csv", CLAIM_HEADINGS, claim)
        review = desk.receive(path, "claim")
        desk.send("household", HOUSEHOLD_HEADINGS, household(1, VILLAGES[3]))
        desk.publish(review.delivery)
        assert [row["banner"] for row in desk.rows("claim")] == ["160201"]

    def test_refuses_rows_whose_subject_has_gone_since(self, desk):
        first = desk.send("household", HOUSEHOLD_HEADINGS, household(1), household(2))
        desk.send("household", HOUSEHOLD_HEADINGS, household(2))
        path = write_csv(desk.folder / "p.csv", PERSON_HEADINGS, person(1), person(2, 2))
        review = desk.receive(path, "person")
        desk.withdraw(first.delivery)
        with pytest.raises(HomesGone):
            desk.publish(review.delivery)
        assert desk.lake.latest().id == 3

    def test_knows_the_period_of_each_row_and_what_was_delivered(self, desk):
        desk.register()
        claims = [
            ("a", id_number(1), "2020-05-30", 10),
            ("b", id_number(1), "2020-06-01", 10),
            ("c", id_number(3), "2020-06-30", 10),
        ]
        desk.send("claim", CLAIM_HEADINGS, *claims)
        desk.send("water", ("户编号", "日用水量"), (1, 40), covers=["160102"])
        disaster = ("雪灾1", 2, "2020-02-03")
        desk.send("disaster", ("灾害编号", "户编号", "发生日期"), disaster)
        periods = {row["claim"]: row["period"] for row in desk.rows("claim")}
        assert periods == {"a": date(2020, 5, 1), "b": date(2020, 6, 1), "c": date(2020, 6, 1)}
        assert "period" not in desk.rows("disaster")[0]
        found = {(row["feed"], row["banner"], row["period"]) for row in desk.rows("delivered")}
        june = date(2020, 6, 1)
        assert found == {
            *(("household", banner, june) for banner in ("160101", "160102", "160201")),
            *(("person", banner, june) for banner in ("160101", "160102", "160201")),
            ("claim", "160101", date(2020, 5, 1)),
            ("claim", "160101", june),
            ("claim", "160201", june),
            ("water", "160101", june),
            ("water", "160102", june),
            ("disaster", "160102", None),
        }

    @pytest.mark.parametrize(
        ("on", "period"),
        [
            (date(2020, 6, 30), date(2020, 6, 1)),
            (date(2020, 6, 29), date(2020, 5, 1)),
            (date(2020, 7, 1), date(2020, 6, 1)),
            (date(2020, 1, 5), date(2019, 12, 1)),
        ],
    )
    def test_counts_a_delivery_for_the_latest_month_that_has_ended(self, desk, on, period):
        desk.send("household", HOUSEHOLD_HEADINGS, household(1), on=on)
        assert desk.rows("household")[0]["period"] == period


class TestWithdraw:
    def test_brings_back_what_the_sender_held_before(self, desk):
        desk.register()
        headings = ("户编号", "日用水量")
        desk.send("water", headings, (1, 40), banner="160101")
        desk.send("water", headings, (2, 50), banner="160102")
        second = desk.send("water", headings, (1, 60), banner="160101")
        desk.withdraw(second.delivery)
        assert {(row["household"], row["litres"]) for row in desk.rows("water")} == {
            (1, 40),
            (2, 50),
        }
        assert states()[second.delivery] == DeliveryState.WITHDRAWN
        with pytest.raises(operations.DeliveryNotPublished):
            desk.withdraw(second.delivery)

    def test_refuses_what_is_pending(self, desk):
        path = write_csv(desk.folder / "h.csv", HOUSEHOLD_HEADINGS, household(1))
        review = desk.receive(path, "household")
        with pytest.raises(operations.DeliveryNotPublished):
            desk.withdraw(review.delivery)


class TestRefuse:
    def test_sends_a_delivery_back(self, desk):
        path = write_csv(desk.folder / "h.csv", HOUSEHOLD_HEADINGS, household(1))
        review = desk.receive(path, "household")
        operations.refuse_delivery(
            home=desk.home, delivery_id=review.delivery, at=NOON, by=Actor("王"), on=JUNE_30
        )
        assert states() == {review.delivery: DeliveryState.REFUSED}
        assert not (desk.home.staged / str(review.delivery)).exists()
        with pytest.raises(pending.DeliveryNotPending):
            desk.publish(review.delivery)


class TestFollowSnapshots:
    def test_brings_the_database_up_to_the_lake(self, desk):
        first = desk.send("household", HOUSEHOLD_HEADINGS, household(1))
        second = desk.send("household", HOUSEHOLD_HEADINGS, household(2))
        desk.withdraw(second.delivery)
        Delivery.objects.update(state=DeliveryState.PENDING, snapshot=None)
        behind = operations.follow_snapshots(home=desk.home, at=NOON, by=LI, on=JUNE_30)
        assert behind == 3
        assert states() == {
            first.delivery: DeliveryState.PUBLISHED,
            second.delivery: DeliveryState.WITHDRAWN,
        }
        assert operations.follow_snapshots(home=desk.home, at=NOON, by=LI, on=JUNE_30) == 0

    def test_does_not_publish_twice_what_the_lake_has(self, desk):
        review = desk.send("household", HOUSEHOLD_HEADINGS, household(1))
        Delivery.objects.update(state=DeliveryState.PENDING)
        assert desk.publish(review.delivery).id == 1
        assert desk.lake.latest().id == 1


class TestUploads:
    def test_go_ninety_days_after_they_were_published(self, desk):
        review = desk.send("household", HOUSEHOLD_HEADINGS, household(1))
        upload = desk.home.uploads / f"{review.delivery}.sealed"
        for days, removed in ((90, 0), (91, 1), (92, 0)):
            day = JUNE_30 + timedelta(days=days)
            count = operations.remove_old_uploads(home=desk.home, at=NOON, by=LI, on=day)
            assert (count, upload.exists()) == (removed, days < 91)


class TestQueries:
    def test_list_deliveries_within_the_scope(self, desk):
        desk.register()
        desk.send("water", ("户编号", "日用水量"), (1, 40), banner="160101")
        everything = queries.deliveries(on=JUNE_30, scope=EVERYWHERE)
        assert [each.feed for each in everything] == ["water", "person", "household"]
        here = queries.deliveries(on=JUNE_30, scope=Scope(frozenset({"160101"})))
        assert [each.feed for each in here] == ["water"]
        assert queries.deliveries(on=date(2020, 6, 29), scope=EVERYWHERE) == []
        found = queries.deliveries(feed="person", state="pending", on=JUNE_30, scope=EVERYWHERE)
        assert found == []

    def test_tell_what_was_wrong_without_showing_who(self, desk):
        desk.register()
        broken = (id_number(1)[:-1], 1, "巴特尔", "男", "1980-02-30")
        path = write_csv(desk.folder / "p.csv", PERSON_HEADINGS, broken, person(5))
        review = desk.receive(path, "person")
        problems = queries.problems_of(delivery_id=review.delivery, on=JUNE_30, scope=EVERYWHERE)
        assert {(each.rule, each.column, each.value, each.row) for each in problems} == {
            (Rule.ID_LENGTH, "证件号码", "***", 2),
            (Rule.IMPOSSIBLE_DATE, "出生日期", "1980-02-30", 2),
        }
        assert Rejection.objects.filter(value__contains=id_number(1)[:10]).count() == 0
        narrow = Scope(frozenset({"160101"}))
        assert queries.problems_of(delivery_id=review.delivery, on=JUNE_30, scope=narrow) == []


class TestFileFaults:
    def test_leave_nothing_behind(self, desk):
        before = sorted(desk.home.root.rglob("*"))
        path = write_csv(desk.folder / "h.csv", ("户编号", "嘎查村"), (1, VILLAGES[1]))
        with pytest.raises(FileFaulty) as error:
            desk.receive(path, "household")
        assert {each.column for each in error.value.faults} == {"脱贫属性", "家庭人口"}
        assert sorted(desk.home.root.rglob("*")) == before
        assert Delivery.objects.count() == 0
