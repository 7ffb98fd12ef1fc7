"""The pages of the employment programme: proposals answered, rounds begun, lists printed, bad input."""

import io
from datetime import UTC, date

import openpyxl
import pytest

from shouwang.base.errors import InputProblems
from shouwang.stages.org.models import AuditEntry, Job
from shouwang.stages.programmes.employment.facts import MonthOfWork
from shouwang.stages.programmes.employment.models import Proposal, VacancyList
from shouwang.web.jobs.running import Running
from shouwang.web.jobs.timekeeping import publish_vacancies
from shouwang.web.programmes.employment.ground import falls_of
from shouwang.web.programmes.employment.tasks import match
from tests.office import world
from tests.office.sides_employment import plant_employment
from tests.web import registers

pytestmark = pytest.mark.django_db
BASE = "/programmes/employment/"
JUNE = date(2020, 6, 1)


@pytest.fixture
def planted():
    """A round with a proposal and a list, at home and abroad."""
    made = []
    for side, number in ((world.HOME, 11), (world.ABROAD, 12)):
        world.indexed(number, side, head=f"户主{side}<script>")
        made.append(plant_employment(side, f"记号{side}", world.place(side), number))
    return made


@pytest.fixture(scope="module")
def work_home(tmp_path_factory, database_forgets):
    """A home with a seeker, a vacancy, workshops and months of work."""
    banner = world.place()["banner"]
    with database_forgets():
        home = registers.make(tmp_path_factory.mktemp("work") / "home")
        registers.publish(home, "person", [
            {"person": registers.FIRST, "household": registers.HERE, "name": "张三",
             "relation": "head", "sex": "male", "birth_date": date(1980, 1, 1),
             "labour": "ordinary", "period": JUNE}
        ])  # fmt: skip
        registers.send(home, "job_seeker", [
            {"seeker": "Q1", "person": registers.FIRST, "registered_date": JUNE, "state": "open",
             "trade": "<script>", "period": JUNE}
        ])  # fmt: skip
        registers.send(home, "vacancy", [
            {"vacancy": name, "county": banner, "employer": "=1+1", "trade": "保安",
             "source": source, "wanted": 2, "filled": 0, "wage": 250_000, "published_date": JUNE,
             "period": JUNE}
            for name, source in (("V1", "nearby"), ("V2", "beijing"))
        ])  # fmt: skip
        registers.send(home, "workshop", [
            {"workshop": "W1", "county": banner, "workshop_name": "兴旺车间", "kind": "factory",
             "recognised_date": JUNE, "state": "running", "staff": 40, "poor_staff": 3,
             "contract_months": 12, "owed": 0, "period": JUNE}
        ])  # fmt: skip
        registers.send(home, "employment", [
            {"person": registers.FIRST, "month": date(2020, 4, 1), "working": True,
             "channel": "migrant", "period": date(2020, 4, 1)},
        ])  # fmt: skip
    return home


def text_of(answer):
    return answer.content.decode()


class TestProposals:
    def test_a_village_sees_and_answers_its_own(self, sign_in, planted):
        client, found = sign_in("village"), planted[0]["job_proposal"]
        page = text_of(client.get(BASE + "proposals/"))
        assert "记号0厂" in page
        assert "记号1" not in page
        assert "户主0&lt;script&gt;" in page
        answer = client.post(f"{BASE}proposals/{found.pk}/answer/",
                             {"answer": "yes", "version": 1})  # fmt: skip
        assert answer.status_code == 302
        found.refresh_from_db()
        assert (found.state, found.version) == ("accepted", 2)
        assert AuditEntry.objects.filter(what="job_proposals", kind="sight").exists()

    @pytest.mark.parametrize("role", ["village", "team", "township", "clerk"])
    def test_a_foreign_one_is_not_there(self, sign_in, planted, role):
        client, found = sign_in(role), planted[1]["job_proposal"]
        for name in ("", "answer/", "place/", "keep/", "end/"):
            address = f"{BASE}proposals/{found.pk}/{name}"
            answer = client.post(address, {"answer": "yes"}) if name else client.get(address)
            assert answer.status_code == 404
        found.refresh_from_db()
        assert found.state == "offered"

    @pytest.mark.parametrize(
        ("act", "sent"),
        [
            ("answer", {}),
            ("answer", {"answer": "maybe"}),
            ("answer", {"answer": "no", "reason": "<script>"}),
            ("answer", {"answer": "no", "reason": "far", "note": "x" * 301}),
        ],
    )
    def test_bad_answers_are_told_and_nothing_is_kept(self, sign_in, planted, act, sent):
        found = planted[0]["job_proposal"]
        answer = sign_in("village").post(
            f"{BASE}proposals/{found.pk}/{act}/", {"version": 1, **sent}
        )
        assert answer.status_code == 422
        assert "什么都没有保存" in text_of(answer)
        found.refresh_from_db()
        assert (found.state, found.version) == ("offered", 1)

    @pytest.mark.parametrize(
        ("act", "sent"),
        [
            ("place", {}),
            ("place", {"placed_date": "2020-02-30"}),
            ("place", {"placed_date": "2020-07-01"}),
            ("end", {"reason": "quit"}),
            ("end", {"reason": "", "ended_date": "2020-06-30"}),
            ("end", {"reason": "quit", "ended_date": "2019-01-01"}),
        ],
    )
    def test_bad_days_are_told(self, sign_in, planted, act, sent):
        found = planted[0]["job_proposal"]
        Proposal.objects.filter(pk=found.pk).update(state="accepted")
        answer = sign_in("village").post(
            f"{BASE}proposals/{found.pk}/{act}/", {"version": 1, **sent}
        )
        assert answer.status_code == 422
        found.refresh_from_db()
        assert found.state == "accepted"

    def test_who_comes_second_sees_it(self, sign_in, planted):
        found = planted[0]["job_proposal"]
        answer = sign_in("village").post(
            f"{BASE}proposals/{found.pk}/answer/", {"answer": "yes", "version": 9}
        )
        assert answer.status_code == 409
        assert "别人刚改过" in text_of(answer)

    def test_the_whole_way(self, sign_in, planted):
        client, found = sign_in("village"), planted[0]["job_proposal"]
        client.post(f"{BASE}proposals/{found.pk}/answer/", {"answer": "yes", "version": 1})
        client.post(f"{BASE}proposals/{found.pk}/place/",
                    {"placed_date": "2020-06-30", "version": 2})  # fmt: skip
        early = client.post(f"{BASE}proposals/{found.pk}/keep/", {"version": 3})
        assert early.status_code == 422
        assert "2020-09-30" in text_of(early)
        client.post(f"{BASE}proposals/{found.pk}/end/",
                    {"reason": "unpaid", "ended_date": "2020-06-30", "version": 3})  # fmt: skip
        found.refresh_from_db()
        assert (found.state, found.reason) == ("ended", "unpaid")
        assert "工资没有发" in text_of(client.get(f"{BASE}proposals/{found.pk}/"))


class TestRounds:
    def test_it_is_asked_for_as_background_work(self, sign_in):
        banner = world.place()["banner"]
        answer = sign_in("clerk").post(BASE + "rounds/start/", {"banner": banner})
        assert answer.status_code == 302
        job = Job.objects.get(task="match")
        assert job.wanted == {"banner": banner}

    @pytest.mark.parametrize(
        "banner", ["", "x", world.place(world.ABROAD)["banner"], world.place()["league"]]
    )
    def test_no_other_banner(self, sign_in, banner):
        answer = sign_in("clerk").post(BASE + "rounds/start/", {"banner": banner})
        assert answer.status_code == 404
        assert not Job.objects.exists()

    def test_the_gain_over_greed_is_seen(self, sign_in, planted):
        page = text_of(sign_in("clerk").get(f"{BASE}rounds/{planted[0]['job_round'].pk}/"))
        assert "多得 <b>20</b> 分" in page
        assert "记号0厂" in page

    def test_a_foreign_round_is_not_there(self, sign_in, planted):
        address = f"{BASE}rounds/{planted[1]['job_round'].pk}/"
        assert sign_in("clerk").get(address).status_code == 404

    def test_it_is_not_for_villages(self, sign_in):
        assert sign_in("village").get(BASE + "rounds/").status_code == 403


class TestVacancies:
    def test_the_list_and_its_workbook_hold_no_person(self, sign_in, planted):
        client, found = sign_in("village"), planted[0]["vacancy_list"]
        page = text_of(client.get(BASE + "vacancies/"))
        assert "记号0厂" in page
        assert "户主" not in page
        answer = client.get(f"{BASE}vacancies/{found.pk}/workbook/")
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        rows = list(sheet.iter_rows(values_only=True))
        assert rows[0][:2] == ("招聘单位", "工种")
        assert rows[1][0] == "记号0厂"
        assert rows[1][7] == 3000
        made = openpyxl.load_workbook(io.BytesIO(answer.content)).properties.created
        assert made.replace(tzinfo=UTC) == found.published_at.replace(microsecond=0)

    def test_foreign_lists_are_not_there(self, sign_in, planted):
        client, found = sign_in("clerk"), planted[1]["vacancy_list"]
        assert client.get(f"{BASE}vacancies/{found.pk}/workbook/").status_code == 404
        assert client.get(f"{BASE}vacancies/?list={found.pk}").status_code == 404
        assert client.get(f"{BASE}vacancies/?banner={found.banner}").status_code == 404

    def test_published_by_the_office(self, sign_in, settings, work_home):
        settings.HOME = work_home.root
        banner = world.place()["banner"]
        client = sign_in("clerk")
        assert client.post(BASE + "vacancies/publish/", {"banner": banner}).status_code == 302
        found = VacancyList.objects.get()
        assert [row["vacancy"] for row in found.rows] == ["V1", "V2"]
        book = client.get(f"{BASE}vacancies/{found.pk}/workbook/")
        sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
        assert sheet["A2"].value == "=1+1"
        assert sheet["A2"].data_type == "s"

    @pytest.mark.parametrize("banner", ["", "999999", world.place(world.ABROAD)["banner"]])
    def test_not_for_another_banner(self, sign_in, banner):
        answer = sign_in("clerk").post(BASE + "vacancies/publish/", {"banner": banner})
        assert answer.status_code == 404
        assert not VacancyList.objects.exists()


class TestGround:
    @pytest.fixture(autouse=True)
    def at_work_home(self, settings, work_home):
        settings.HOME = work_home.root

    def test_a_seeker_with_reasons_and_bars(self, sign_in):
        page = text_of(sign_in("village").get(f"{BASE}seekers/{world.place()['banner']}/Q1/"))
        assert "=1+1 · 保安" in page
        assert "离家近" in page
        assert "不愿到区外 <b" in page
        assert "&lt;script&gt;" in page

    def test_who_fits_a_vacancy(self, sign_in):
        address = f"{BASE}vacancies/{world.place()['banner']}/V1/"
        assert "/seekers/" in text_of(sign_in("clerk").get(address))
        assert "/seekers/" in text_of(sign_in("village").get(address))

    @pytest.mark.parametrize("path", ["seekers/{}/Q9/", "vacancies/{}/V9/", "seekers/999999/Q1/"])
    def test_what_is_not_there(self, sign_in, path):
        address = BASE + path.format(world.place()["banner"])
        assert sign_in("clerk").get(address).status_code == 404

    def test_a_foreign_seeker_is_not_there(self, sign_in):
        address = f"{BASE}seekers/{world.place()['banner']}/Q1/"
        assert sign_in("village", world.ABROAD).get(address).status_code == 404
        assert sign_in("clerk", world.ABROAD).get(address).status_code == 404

    def test_workshops_say_why(self, sign_in):
        page = text_of(sign_in("clerk").get(BASE + "workshops/"))
        assert "兴旺车间" in page
        assert "不符合" in page
        assert "3 / 40" in page

    def test_months_of_work(self, sign_in):
        page = text_of(sign_in("clerk").get(BASE + "returns/?by=village"))
        assert "2020-04" in page


def test_a_drop_is_more_than_the_policy_lets_pass():
    may, june = date(2020, 5, 1), JUNE
    found = [MonthOfWork("a", may, 10, 4), MonthOfWork("a", june, 8, 2),
             MonthOfWork("b", may, 10, 4), MonthOfWork("b", june, 7, 2),
             MonthOfWork("c", may, 5, 4)]  # fmt: skip
    falls = {each.place: each for each in falls_of(found, [may, june], 0.8)}
    assert [falls[name].is_drop for name in "abc"] == [False, True, True]
    assert [falls[name].change for name in "abc"] == ["-20%", "-30%", "-100%"]


def test_the_story_of_a_round(sign_in, settings, work_home):
    """The office matches, the village asks and places, the wall list hangs, the next round leaves it."""
    settings.HOME = work_home.root
    banner, clerk = world.place()["banner"], world.actor("clerk")
    assert sign_in("clerk").post(BASE + "rounds/start/", {"banner": banner}).status_code == 302
    job = Job.objects.get(task="match")
    told = match(Running(job.pk, 1, clerk, work_home), job.wanted)
    assert "1" in told["said"]
    assert "保安" in text_of(sign_in("clerk").get(told["link"]))
    found = Proposal.objects.get()
    village = sign_in("village")
    assert f"proposals/{found.pk}/" in text_of(village.get(BASE + "proposals/"))
    village.post(f"{BASE}proposals/{found.pk}/answer/", {"answer": "yes", "version": 1})
    village.post(f"{BASE}proposals/{found.pk}/place/", {"placed_date": "2020-06-30", "version": 2})
    with pytest.raises(InputProblems):  # nobody else seeks work there
        match(Running(job.pk, 1, clerk, work_home), job.wanted)
    found.refresh_from_db()
    assert found.state == "placed"
    publish_vacancies(work_home)
    assert "V1" in str(VacancyList.objects.get(banner=banner).rows)
    page = text_of(village.get(BASE + "vacancies/"))
    assert "每 7 天自动发布一次" in page
    assert "张三" not in page
