"""The two books of a station, all stations looked at in a lake, and the workbook given out."""

import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from shouwang.base.access import EVERYWHERE, SYSTEM, NotAllowed
from shouwang.base.tables import ColumnType
from shouwang.rules.solar import load_solar_rules
from shouwang.stages.programmes.solar import national_book
from shouwang.stages.programmes.solar.facts import (
    balances_by_year,
    money_by_year,
    stations_with_days,
)
from shouwang.stages.programmes.solar.models import Evaluation, Standing
from shouwang.stages.programmes.solar.operations.evaluating import evaluate_stations
from shouwang.stages.programmes.solar.queries import exchange, standings
from shouwang.stages.programmes.solar.yearbook import years_of_money
from shouwang.stages.register.held import held
from tests.office import world

PAID = {2020: {"settled": 600, "subsidy": 300, "cost": 100, "to_village": 700, "post_wage": 400,
               "works": 100, "award": 60}}  # fmt: skip


def test_books_close_to_the_fen():
    balances = {2019: (100, 50, date(2019, 12, 31)), 2020: (200, 190, date(2020, 6, 30))}
    (year,) = years_of_money(PAID, balances)
    assert (year.county_gap, year.village_gap) == (0, 0)
    assert year.labour_share == pytest.approx(400 / 560)
    assert year.stated == date(2020, 6, 30)


def test_a_book_that_does_not_close_says_by_how_much():
    balances = {2019: (100, 50, date(2019, 12, 31)), 2020: (150, 191, date(2020, 6, 30))}
    (year,) = years_of_money(PAID, balances)
    assert (year.county_gap, year.village_gap) == (50, -1)


def test_a_year_without_a_statement_is_not_judged():
    (year,) = years_of_money(PAID, {2020: (200, 190, date(2020, 6, 30))})
    assert (year.county_gap, year.village_gap) == (None, None)


@pytest.mark.django_db
class TestInALake:
    def evaluated(self, lake_home, by=SYSTEM):
        return evaluate_stations(
            home=lake_home.home, content=world.content(), rules=load_solar_rules(world.content()),
            at=world.AT, by=by, on=world.DAY,
        )  # fmt: skip

    def test_every_station_is_looked_at_and_looked_at_again(self, lake_home):
        lake = held(lake_home.home, world.content())
        told = [
            stations_with_days(lake, world.content(), (league.code,))
            for league in world.content().regions_of("league")
        ]
        made = self.evaluated(lake_home)
        assert made.stations == sum(len(each.stations) for each in told) > 0
        assert made.left_out == sum(each.left_out for each in told)
        self.evaluated(lake_home)
        assert Evaluation.objects.count() == 1
        assert Standing.objects.count() == made.stations
        for each in Standing.objects.all():
            assert each.energy > 0
            assert 0.3 < each.ratio < 1.2
        with pytest.raises(NotAllowed):
            self.evaluated(lake_home, world.actor("village"))

    def test_the_workbook_comes_back_as_an_ordinary_delivery(self, lake_home):
        self.evaluated(lake_home)
        standing = Standing.objects.order_by("station").first()
        content = world.content()
        lake = held(lake_home.home, content)
        decided = exchange.decided(banner=standing.banner, on=world.DAY, scope=EVERYWHERE)
        data = national_book.book(lake, content, banner=standing.banner, decided=decided)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        assert len(book.sheet_names) == 6
        for place, feed in enumerate(("station", "station_day", "station_payout")):
            contract = content.contracts[feed]
            head, *rows = book.get_sheet_by_index(place).to_python()
            columns = [each for each in contract.columns if each.personal is None]
            assert head == [each.label for each in columns]
            assert rows
            for row in rows[:50]:
                for value, column in zip(row, columns, strict=True):
                    if column.type is ColumnType.CODE and value:
                        assert any(value in labels for labels in column.codes.values())
        ability = book.get_sheet_by_index(4).to_python()
        assert standing.station in [row[0] for row in ability[1:]]

    def test_money_and_statements_are_read_by_year(self, lake_home):
        self.evaluated(lake_home)
        content = world.content()
        lake = held(lake_home.home, content)
        paid = {}
        for each in standings.standings(place={}, on=world.DAY, scope=EVERYWHERE):
            where = (each.league, each.banner)
            years = money_by_year(lake, where, each.station)
            paid |= years
            balances = balances_by_year(lake, where, each.station)
            assert all(year in {2019, 2020} for year in (*years, *balances))
        assert 2020 in paid
