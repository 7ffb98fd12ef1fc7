"""The truth about the hardships, and which of them a delivered row shows."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.evidence import TESTS, Seen
from shouwang.synthetic.hardship import kinds
from shouwang.synthetic.world import World


def truth_table(world: World, tables: Mapping[str, pa.Table]) -> pa.Table:
    """Return the hardships of a banner with whether a delivered row shows each."""
    hardships = world.hardships
    household = world.homes.number[hardships.household]
    person = world.people.number[hardships.person]
    of_person = hardships.person >= 0
    names = kinds()
    seen = Seen(tables)
    visible = np.zeros(len(household), dtype=bool)
    for place, name in enumerate(names):
        rows = np.flatnonzero(hardships.kind == place)
        if len(rows):
            visible[rows] = TESTS[name](seen, household[rows], person[rows], hardships.onset[rows])
    feeds = np.array([assumptions("hardship").value(f"{name}.feed") for name in names])
    count = len(household)
    return pa.table(
        {
            "household": household,
            "person": pa.array(person, mask=~of_person),
            "kind": pa.array(np.array(names)[hardships.kind]),
            "onset_date": pa.array(hardships.onset.astype(np.int32)).view(pa.date32()),
            "feed": pa.array(feeds[hardships.kind]),
            "visible": visible,
            "league": pa.array([world.plan.league] * count, pa.string()),
            "banner": pa.array([world.plan.code] * count, pa.string()),
        }
    )
