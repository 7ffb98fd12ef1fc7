"""The search and the page of a household: found at home only, numbers masked, sight audited."""

import pytest

from shouwang.base.codes import mask_id
from shouwang.stages.org.models import AuditEntry
from shouwang.stages.register.models import HouseholdChange, Indexed
from tests.office import world
from tests.web import registers
from tests.web.registers import BESIDE, FIRST, HERE, THERE, id_number

pytestmark = pytest.mark.django_db
PAGE = f"/households/{HERE}/"


@pytest.fixture
def home(settings, tmp_path):
    made = registers.make(tmp_path / "home")
    settings.HOME = made.root
    return made


def text_of(answer):
    return answer.content.decode()


def test_an_index_that_was_never_filled_says_so(sign_in):
    answer = sign_in("township").get("/households/")
    assert answer.status_code == 400
    assert "shouwang register refresh" in text_of(answer)


def test_a_name_gets_an_address_and_finds_only_at_home(sign_in):
    world.indexed(HERE, head="张三")
    world.indexed(THERE, world.ABROAD, head="张三")
    client = sign_in("township")
    answer = client.post("/households/", {"q": "张"})
    assert answer.status_code == 302
    found = text_of(client.get(answer.headers["Location"]))
    assert str(HERE) in found
    assert str(THERE) not in found


def test_an_empty_result_says_what_was_sought(sign_in):
    world.indexed(HERE)
    assert "没有户主姓名以“赵”开头" in text_of(sign_in("township").get("/households/", {"q": "赵"}))


def test_a_place_abroad_is_not_there(sign_in):
    world.indexed(HERE)
    answer = sign_in("township").get(
        "/households/", {"q": "张", "village": world.villages()[world.ABROAD]}
    )
    assert answer.status_code == 404


@pytest.mark.parametrize("token", ["x", "WzFd", "[]", "\0"])
def test_a_page_that_nobody_was_given_is_refused(sign_in, token):
    world.indexed(HERE)
    assert sign_in("township").get("/households/", {"q": "张", "after": token}).status_code == 400


def test_an_id_number_belongs_into_no_address(sign_in):
    world.indexed(HERE)
    number = id_number(FIRST)
    answer = sign_in("township").get("/households/", {"q": number})
    assert answer.status_code == 422
    assert number not in text_of(answer)


def test_an_id_number_finds_the_household_and_stays_secret(home, sign_in):
    number = id_number(FIRST + 1)
    answer = sign_in("township").post("/households/", {"q": number})
    assert str(HERE) in text_of(answer)
    assert number not in text_of(answer)
    logged = [f"{each.subject} {each.detail}" for each in AuditEntry.objects.all()]
    assert not any(number in each for each in logged)


def test_an_id_number_of_somebody_abroad_finds_nobody(home, sign_in):
    answer = sign_in("township").post("/households/", {"q": id_number(FIRST + 2)})
    assert str(THERE) not in text_of(answer)
    assert "没有这个证件号码" in text_of(answer)


def test_a_masked_number_wants_a_village_and_finds_in_it(home, sign_in):
    client = sign_in("township")
    mask = mask_id(id_number(FIRST))
    assert client.post("/households/", {"q": mask}).status_code == 422
    place = world.place()
    answer = client.post(
        "/households/", {"q": mask, "township": place["township"], "village": place["village"]}
    )
    assert str(HERE) in text_of(answer)


def test_the_page_shows_a_household_and_is_audited(home, sign_in):
    page = text_of(sign_in("village").get(PAGE))
    assert "张三&lt;script&gt;" in page
    assert "<script>户" not in page
    assert mask_id(id_number(FIRST)) in page
    assert id_number(FIRST) not in page
    assert AuditEntry.objects.filter(kind="sight", subject=f"household:{HERE}").exists()


@pytest.mark.parametrize("path", ["", "card/", "why/income_below_monitoring_line/"])
def test_a_household_abroad_is_not_there(home, sign_in, path):
    assert sign_in("village").get(f"/households/{THERE}/{path}").status_code == 404


def test_the_card_is_a_page_to_be_printed(home, sign_in):
    assert "明白卡" in text_of(sign_in("township").get(f"{PAGE}card/"))


def test_an_id_number_is_shown_once_to_who_says_why(home, sign_in):
    path = f"{PAGE}people/{FIRST}/id/"
    client = sign_in("township")
    answer = client.post(path, {"purpose": "核对低保材料"}, headers={"HX-Request": "true"})
    assert id_number(FIRST) in text_of(answer)
    entry = AuditEntry.objects.get(what="show_id")
    assert entry.purpose == "核对低保材料"
    assert client.post(path, {"purpose": " "}).status_code == 422
    assert client.get(path).status_code == 405


@pytest.mark.parametrize("role", ["helper", "league", "region"])
def test_it_is_not_for_every_role(home, sign_in, role):
    answer = sign_in(role).post(f"{PAGE}people/{FIRST}/id/", {"purpose": "看一看吧"})
    assert answer.status_code in {403, 404}
    assert not AuditEntry.objects.filter(what="show_id").exists()


def test_a_person_of_another_household_is_not_there(home, sign_in):
    answer = sign_in("township").post(f"{PAGE}people/{FIRST + 2}/id/", {"purpose": "核对材料"})
    assert answer.status_code == 404


@pytest.mark.parametrize("role", ["auditor", "admin", "sender"])
def test_households_are_for_those_who_help_them(sign_in, role):
    assert sign_in(role).get("/households/").status_code == 403


def change(client, **fields):
    return client.post(f"{PAGE}change/", {"kind": "split", "happened_date": "2020-06-01", **fields})


def test_a_split_is_recorded_and_reaches_the_register(home, sign_in):
    from shouwang.base.access import SYSTEM
    from shouwang.stages.register.operations.corrections import publish_corrections

    answer = change(sign_in("township"), people=[FIRST + 1])
    assert answer.status_code == 302
    made = HouseholdChange.objects.get()
    publish_corrections(home=home, at=world.AT, by=SYSTEM, on=world.DAY)
    registers.refresh(home)
    assert Indexed.objects.get(household=made.other).head_name == "张小"
    assert Indexed.objects.get(household=HERE).members == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"people": []},
        {"people": [FIRST + 2]},
        {"people": [FIRST, FIRST + 1]},
        {"people": ["x"]},
        {"people": [FIRST + 1], "happened_date": "2021-01-01"},
        {"people": [FIRST + 1], "happened_date": "never"},
        {"kind": "merge"},
        {"kind": "merge", "other": THERE},
        {"kind": "merge", "other": HERE},
        {"kind": "move"},
        {"kind": "move", "village": "x"},
        {"kind": "sold"},
        {"kind": "death", "people": [FIRST], "note": "x" * 301},
        {"kind": "merge", "other": "9" * 30},
    ],
)
def test_what_cannot_be_is_refused(home, sign_in, fields):
    answer = change(sign_in("township"), **fields)
    assert answer.status_code == 422
    assert "wrongs" in text_of(answer)
    assert not HouseholdChange.objects.exists()


def test_a_merger_at_home_is_recorded(home, sign_in):
    assert change(sign_in("clerk"), kind="merge", other=BESIDE).status_code == 302


def test_changes_are_for_the_office(home, sign_in):
    assert change(sign_in("village"), people=[FIRST + 1]).status_code == 403
