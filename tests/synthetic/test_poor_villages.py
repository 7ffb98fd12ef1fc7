"""Poor and key villages: as many as were published, and nobody's fault is an ordinary village's."""

from shouwang.synthetic.draw import Streams
from shouwang.synthetic.frame import plan_region
from shouwang.synthetic.poor_villages import poor_villages


def drawn(content, seed):
    frame = plan_region(content, scale=0.01, seed=seed)
    return [(plan, poor_villages(plan, Streams(seed, plan.index))) for plan in frame.everybody]


def test_the_whole_region_has_about_as_many_as_were_published(content):
    count = sum(int(villages.poor.sum()) for _plan, villages in drawn(content, 1))
    assert 2650 < count < 3050


def test_nearly_all_lie_in_listed_banners(content):
    region = drawn(content, 2)
    listed = sum(int(villages.poor.sum()) for plan, villages in region if plan.listed)
    assert listed > 0.95 * sum(int(villages.poor.sum()) for _plan, villages in region)


def test_only_poor_and_key_villages_have_faults_and_one_at_most(content):
    for _plan, villages in drawn(content, 3):
        total = sum(mask.astype(int) for mask in villages.faults.values())
        assert (total <= 1).all()
        assert not (total[~villages.either]).any()


def test_it_is_the_same_wherever_it_is_asked(content):
    plan = plan_region(content, scale=0.01, seed=1).everybody[0]
    first, again = (poor_villages(plan, Streams(1, plan.index)) for _time in range(2))
    assert (first.poor == again.poor).all()
    assert (first.key == again.key).all()
