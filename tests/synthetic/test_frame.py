"""The plan: whole villages, the households of the region, quotas of people."""

import dataclasses

import numpy as np
import pytest

from shouwang.rules.content import IdRule
from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.frame import NoInventedBlock, RegionUnknown, plan_region

RURAL = {"村", "嘎查", "类似村委会"}


@pytest.fixture(scope="module")
def small(content):
    return plan_region(content, scale=0.01, seed=1)


@pytest.fixture(scope="module")
def whole(content):
    return plan_region(content, scale=1, seed=1)


class TestSmall:
    def test_draws_two_villages_in_each_listed_banner_and_one_in_the_others(self, small):
        by_listed = {True: [], False: []}
        for banner in small.banners:
            by_listed[bool(banner.listed)].append(len(banner.villages))
        assert by_listed == {True: [2] * 57, False: [1] * 40}

    def test_draws_only_villages_that_hold_rural_households(self, small, content):
        for banner in small.banners:
            for village in banner.villages:
                assert content.regions[village].kind in RURAL
                assert content.ancestors(village)["banner"] == banner.code

    @pytest.mark.parametrize("seed", range(6))
    def test_has_about_45_thousand_households_and_enough_of_the_rare(self, content, seed):
        frame = plan_region(content, scale=0.01, seed=seed)
        assert 40_000 < frame.households < 52_000
        for name, least in (("registered", 160), ("unstable", 130), ("marginal", 290)):
            assert sum(banner.quotas[name] for banner in frame.banners) >= least

    def test_takes_whole_villages(self, small, whole):
        sizes = {
            village: size
            for banner in whole.banners
            for village, size in zip(banner.villages, banner.households, strict=True)
        }
        for banner in small.banners:
            drawn = zip(banner.villages, banner.households, strict=True)
            assert all(sizes[village] == size for village, size in drawn)

    def test_weighs_each_banner_by_the_households_it_stands_for(self, small, whole):
        of_whole = {banner.code: banner.households.sum() for banner in whole.banners}
        for banner in small.banners:
            assert banner.households.sum() * banner.weight == pytest.approx(of_whole[banner.code])


class TestWhole:
    def test_holds_every_household_and_every_rural_village(self, whole, content):
        assert whole.households == assumptions("frame").whole("households")
        villages = {village for banner in whole.banners for village in banner.villages}
        rural = {each.code for each in content.regions_of("village") if each.kind in RURAL}
        assert villages == rural

    def test_has_the_people_of_the_plan(self, whole):
        totals = {
            name: sum(banner.quotas[name] for banner in whole.banners)
            for name in ("registered", "unstable", "marginal")
        }
        assert totals == {"registered": 16_000, "unstable": 13_000, "marginal": 29_000}

    def test_gives_each_banner_a_county_code_of_its_own_or_part_of_one(self, whole):
        codes = [(banner.county, banner.part) for banner in whole.banners]
        assert len(set(codes)) == len(codes)
        assert all(159900 <= county <= 159999 for county, _part in codes)
        sharing = {county: parts for county, (_place, parts) in codes}
        counties = [county for county, _part in codes]
        assert all(counties.count(county) <= sharing[county] for county in counties)
        assert any(parts == 1 for parts in sharing.values())

    def test_spreads_the_claims(self, content):
        frame = plan_region(content, scale=1, seed=1, claims=1_000_003)
        assert sum(banner.claims for banner in frame.banners) == 1_000_003

    def test_claims_follow_the_people_if_nothing_is_said(self, whole, small):
        of_whole = sum(banner.claims for banner in whole.banners)
        assert of_whole == 12_000_000
        share = sum(banner.claims for banner in small.banners) / of_whole
        assert share == pytest.approx(small.households / whole.households, rel=0.01)


def test_a_scale_between_draws_its_share_of_each_banner(content):
    frame = plan_region(content, scale=0.1, seed=1)
    full = {banner.code: len(banner.villages) for banner in frame.everybody}
    for banner in frame.banners:
        assert len(banner.villages) == max(
            round(full[banner.code] * 0.1), min(full[banner.code], 2 if banner.listed else 1)
        )


def test_a_tiny_scale_leaves_banners_out(content):
    frame = plan_region(content, scale=0.001, seed=1)
    assert len(frame.banners) == 10


def test_the_same_seed_draws_the_same_villages(content, small):
    again = plan_region(content, scale=0.01, seed=1)
    other = plan_region(content, scale=0.01, seed=2)
    assert [each.villages for each in again.banners] == [each.villages for each in small.banners]
    assert [each.villages for each in other.banners] != [each.villages for each in small.banners]


def test_mongolian_people_live_more_in_gacha(whole):
    mixed = [banner for banner in whole.banners if banner.gacha.any() and not banner.gacha.all()]
    assert mixed
    for banner in mixed:
        gacha = np.unique(banner.mongolian[banner.gacha])
        assert np.all(gacha > banner.mongolian[~banner.gacha].max())


def test_another_region_is_refused(content):
    leagues = {code: each for code, each in content.regions.items() if each.level != "village"}
    with pytest.raises(RegionUnknown):
        plan_region(dataclasses.replace(content, regions=leagues), scale=1, seed=1)


def test_content_without_codes_for_invented_people_is_refused(content):
    with pytest.raises(NoInventedBlock, match="invented"):
        plan_region(dataclasses.replace(content, id_rule=IdRule()), scale=1, seed=1)
