"""ID numbers of invented people: valid by their check character, of counties that do not exist."""

import numpy as np
import pyarrow as pa

from shouwang.synthetic.digits import calendar_numbers, id_numbers
from shouwang.synthetic.draw import Array, ranks_within
from shouwang.synthetic.folk import MALE
from shouwang.synthetic.world import World

SEQUENCES = 500  # sequence numbers of one sex, day and county
SPREAD = 7919  # a prime: neighbouring days begin at sequences far apart


def person_ids(world: World) -> pa.Array:
    """Return an ID number for each person, none twice in the region."""
    people = world.people
    rank = ranks_within(people.birth.astype(np.int64) * 2 + people.sex)
    part, parts = world.plan.part
    room = SEQUENCES // parts
    start = people.birth.astype(np.int64) * SPREAD % room
    place: Array = (start + rank) % room + room * part
    sequence = place * 2 + (people.sex == MALE)
    county = np.full(people.count, world.plan.county)
    return id_numbers(county, calendar_numbers(people.birth), sequence)
