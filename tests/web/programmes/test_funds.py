"""The pages of funds over a small lake: curve, simulator, idle money, a piece's trail, the appraisal."""

import io
from decimal import Decimal

import duckdb
import openpyxl
import pytest
from django.urls import reverse

from shouwang.rules.funds import load_fund_rules
from shouwang.stages.org.models import AuditEntry
from shouwang.stages.programmes.funds.models import Appraisal, Sharing, TargetCurve
from tests.office import both_sides, lake, world

pytestmark = pytest.mark.django_db
NASTY = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def home(lake_home, tmp_path_factory):
    return lake.copied(lake_home, tmp_path_factory.mktemp("funds") / "home")


@pytest.fixture(autouse=True)
def settled(settings, home, monkeypatch):
    settings.HOME = home.home.root
    sides = both_sides.settled(home)
    monkeypatch.setattr(world, "villages", lambda: tuple(village for village, _number in sides))
    for side in range(len(sides)):
        both_sides.plant_figures(side)
    return home.home


def banner(side=world.HOME):
    return world.content().ancestors(world.villages()[side])["banner"]


def lines(home, where="true"):
    files = f"{home.lake}/tables/fund_line/**/*.parquet"
    query = f"SELECT fund_line, county FROM read_parquet('{files}') WHERE {where} ORDER BY 1"
    return duckdb.sql(query).fetchall()


def months(**fields):
    shares = {f"month-{month}": str(month * 100 // 12) for month in range(1, 13)}
    return {"kind": "all", "edition": "0", "owner": "planning_finance", "basis": "letter 1",
            **shares, **fields}  # fmt: skip


class TestCurve:
    @pytest.mark.parametrize("role", ["region", "league", "clerk", "approver", "auditor"])
    def test_it_shows_whoever_may_read_it_their_own_banners(self, sign_in, role):
        body = sign_in(role).get(reverse("funds:curve")).content.decode()
        regions = world.content().regions
        assert regions[banner()].name in body
        assert (regions[banner(world.ABROAD)].name in body) == (role in {"region", "auditor"})

    def test_the_region_sets_a_target_and_all_see_it(self, sign_in):
        answer = sign_in("region").post(reverse("funds:target"), months())
        assert answer.status_code == 302
        assert TargetCurve.objects.get().shares[-1] == "1"
        assert "letter 1" in sign_in("league").get(reverse("funds:curve")).content.decode()

    def test_bad_input_is_refused_whole_and_kept_on_the_page(self, sign_in):
        sent = months(basis=NASTY * 20, **{"month-2": "x", "month-12": "1"})
        answer = sign_in("region").post(reverse("funds:target"), sent)
        body = answer.content.decode()
        assert answer.status_code == 422
        assert NASTY not in body
        assert 'value="x"' in body
        assert not TargetCurve.objects.exists()

    def test_who_comes_second_is_told(self, sign_in):
        client = sign_in("region")
        client.post(reverse("funds:target"), months())
        assert client.post(reverse("funds:target"), months()).status_code == 409
        assert TargetCurve.objects.count() == 1

    def test_others_may_not_and_a_place_outside_is_none(self, sign_in):
        assert sign_in("league").post(reverse("funds:target"), months()).status_code == 403
        away = {"place": banner(world.ABROAD)}
        assert sign_in("clerk").get(reverse("funds:curve"), away).status_code == 404
        assert sign_in("village").get(reverse("funds:curve")).status_code == 403


def formula(**fields):
    sent = {"title": "second batch", "total": "100000.01", "group": "all"}
    for factor in load_fund_rules(world.content()).factors.values():
        sent[f"weight-{factor.name}"] = "0"
    sent["weight-people"] = "100"
    for side in (world.HOME, world.ABROAD):
        sent[f"in-{banner(side)}"] = "1"
    return {**sent, **fields}


@pytest.fixture
def counted(monkeypatch):
    """Factors as figures would have them."""
    from shouwang.web.programmes.funds import plan_acts

    def told(_request, indicators, banners):
        return {code: dict.fromkeys(indicators, 3.0 if code == banner() else 1.0)
                for code in banners}, world.DAY  # fmt: skip

    monkeypatch.setattr(plan_acts.told, "figures_of", told)


class TestSimulator:
    def test_what_is_tried_closes_to_the_fen_and_is_not_kept(self, sign_in, counted):
        answer = sign_in("region").post(reverse("funds:try"), formula())
        body = answer.content.decode()
        assert "75,000.01" in body
        assert "25,000" in body
        assert "100,000.01" in body
        assert not Sharing.objects.exists()

    def test_all_that_is_wrong_is_named_at_once(self, sign_in, counted):
        sent = formula(total="1.001", **{"weight-people": "90", f"floor-{banner()}": "x",
                                         f"cap-{banner(world.ABROAD)}": "-1"})  # fmt: skip
        for name, status in (("funds:try", 422), ("funds:new", 422)):
            answer = sign_in("region").post(reverse(name), sent)
            body = answer.content.decode()
            assert answer.status_code == status
            assert body.count("<li>") >= 4
            assert "wrongs" in body
        assert 'value="x"' in body
        assert not Sharing.objects.exists()

    @pytest.mark.parametrize(
        "bound", [{"floor": "90000", "other": "floor"}, {"cap": "10", "other": "cap"}]
    )
    def test_bounds_that_cannot_be_met_are_refused(self, sign_in, counted, bound):
        what = bound.pop("other")
        sent = formula(**{f"{what}-{banner(side)}": bound[what] for side in (0, 1)})
        answer = sign_in("region").post(reverse("funds:new"), sent)
        assert answer.status_code == 422
        assert not Sharing.objects.exists()

    def test_a_missing_figure_is_named_and_never_taken_for_nought(self, sign_in, monkeypatch):
        from shouwang.web.programmes.funds import plan_acts

        monkeypatch.setattr(plan_acts.told, "figures_of",
                            lambda _r, _i, banners: ({code: {} for code in banners}, None))  # fmt: skip
        body = sign_in("region").post(reverse("funds:try"), formula()).content.decode()
        assert world.content().regions[banner()].name in body
        assert "wrongs" in body

    def test_a_draft_is_kept_adopted_and_seen_by_its_league(self, sign_in, counted):
        client = sign_in("region")
        sent = formula(title=NASTY, **{f"cap-{banner()}": "60000"})
        made = client.post(reverse("funds:new"), sent)
        sharing = Sharing.objects.get()
        page = reverse("funds:plan", args=[sharing.pk])
        assert made["Location"] == page
        body = client.get(page).content.decode()
        assert "60,000" in body
        assert NASTY not in body
        assert sign_in("league").get(page).status_code == 404
        client = sign_in("region")
        adopt = reverse("funds:adopt", args=[sharing.pk])
        assert client.post(adopt, {"version": "1", "note": ""}).status_code == 422
        assert client.post(adopt, {"version": "7", "note": "x"}).status_code == 409
        assert client.post(adopt, {"version": "1", "note": "meeting 3"}).status_code == 302
        assert client.post(adopt, {"version": "2", "note": "again"}).status_code == 409
        body = sign_in("league").get(page).content.decode()
        assert world.content().regions[banner()].name in body
        assert world.content().regions[banner(world.ABROAD)].name not in body
        assert sign_in("league").post(adopt, {"version": "2"}).status_code == 403

    def test_the_workbook_adds_up_and_its_export_is_noted(self, sign_in, counted):
        client = sign_in("region")
        client.post(reverse("funds:new"), formula())
        sharing = Sharing.objects.get()
        answer = client.get(reverse("funds:plan_book", args=[sharing.pk]))
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        amounts = [row[-1] for row in sheet.iter_rows(values_only=True)
                   if isinstance(row[-1], int | float)]  # fmt: skip
        assert sum(Decimal(str(each)) for each in amounts) == Decimal("100000.01")
        assert AuditEntry.objects.filter(what="sharing_book").exists()

    def test_two_are_compared(self, sign_in, counted):
        client = sign_in("region")
        client.post(reverse("funds:new"), formula())
        client.post(reverse("funds:new"), formula(**{f"cap-{banner()}": "60000"}))
        one, other = Sharing.objects.order_by("pk")
        body = client.get(
            reverse("funds:compare"), {"one": one.pk, "other": other.pk}
        ).content.decode()
        assert "15,000.01" in body
        assert client.get(reverse("funds:compare"), {"one": "x"}).status_code == 404


class TestMoney:
    def test_idle_money_is_that_of_the_readers_banner(self, sign_in, settled):
        body = sign_in("clerk").get(reverse("funds:idle")).content.decode()
        foreign = [number for number, county in lines(settled) if county != banner()]
        assert not [number for number in foreign if number in body]
        assert sign_in("region").get(reverse("funds:idle"), {"after": "x~"}).status_code == 200
        assert sign_in("village").get(reverse("funds:idle")).status_code == 403

    def test_a_piece_is_followed_and_a_foreign_one_is_not_there(self, sign_in, settled):
        own = next(number for number, county in lines(settled) if county == banner())
        foreign = next(number for number, county in lines(settled) if county != banner())
        client = sign_in("clerk")
        assert client.get(reverse("funds:line"), {"number": own}).status_code == 200
        for number in (foreign, "none", "", "\0", NASTY, "x" * 500):
            answer = client.get(reverse("funds:line"), {"number": number})
            assert answer.status_code in {400, 404}, number
        assert AuditEntry.objects.filter(what="fund_line", kind="sight").exists()


class TestPerformance:
    def test_the_banner_writes_signs_and_exports(self, sign_in):
        items = load_fund_rules(world.content()).items
        sent = {f"item-{name}": f"done {NASTY}" for name in items}
        code = banner()
        write, sign = (reverse(f"funds:{name}", args=[code]) for name in ("write", "sign"))
        assert sign_in("clerk").post(write, {**sent, "version": "0"}).status_code == 302
        assert sign_in("clerk").post(sign, {"version": "1"}).status_code == 403
        client = sign_in("approver")
        assert client.post(write, {**sent, "version": "0"}).status_code == 409
        assert (
            client.post(sign, {"version": str(Appraisal.objects.get().version)}).status_code == 302
        )
        assert Appraisal.objects.get().state == "signed"
        assert client.post(write, {**sent, "version": "2"}).status_code == 409
        body = client.get(reverse("funds:appraisal", args=[code])).content.decode()
        assert NASTY not in body
        answer = client.get(reverse("funds:appraisal_book", args=[code]))
        assert openpyxl.load_workbook(io.BytesIO(answer.content)).active.max_row > len(items)

    def test_nothing_is_signed_that_is_not_written(self, sign_in):
        sign = reverse("funds:sign", args=[banner()])
        assert sign_in("approver").post(sign, {"version": "0"}).status_code == 422
        assert not Appraisal.objects.exists()

    @pytest.mark.parametrize("name", ["appraisal", "write", "sign", "appraisal_book"])
    def test_a_foreign_banner_is_not_there(self, sign_in, name):
        for code in (banner(world.ABROAD), "999999"):
            address = reverse(f"funds:{name}", args=[code])
            client = sign_in("approver")
            answer = client.post(address) if name in {"write", "sign"} else client.get(address)
            assert answer.status_code == 404

    def test_the_list_shows_the_readers_banners(self, sign_in):
        body = sign_in("league").get(reverse("funds:performance")).content.decode()
        assert world.content().regions[banner()].name in body
        assert world.content().regions[banner(world.ABROAD)].name not in body
