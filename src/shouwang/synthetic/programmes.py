"""The feeds of loans, posts, training, relocation, insurance and herds, by what they follow from."""

from collections.abc import Iterator

import numpy as np

from shouwang.synthetic.aid import Aid
from shouwang.synthetic.cells import Rows
from shouwang.synthetic.health_events import health_event_rows
from shouwang.synthetic.herds import herd_rows
from shouwang.synthetic.insurance import insurance_rows
from shouwang.synthetic.loans import loan_rows
from shouwang.synthetic.moves import relocation_rows
from shouwang.synthetic.posts import post_rows
from shouwang.synthetic.register import Register
from shouwang.synthetic.trainings import training_rows
from shouwang.synthetic.vacancies import vacancy_rows
from shouwang.synthetic.work import Jobs
from shouwang.synthetic.workshops import workshop_rows

PROGRAMMES = (
    "microloan",
    "public_post",
    "workshop",
    "vacancy",
    "training",
    "relocation",
    "insurance_claim",
    "livestock",
    "public_health_event",
)


def programme_rows(
    register: Register, aid: Aid, jobs: Jobs, *, medical: Rows, disasters: Rows
) -> Iterator[Rows]:
    """Yield the rows of these feeds.

    Args:
        medical: The medical claims. disasters: the losses by disaster.
    """
    world = register.world
    area = np.asarray(register.details.columns["housing_area"])
    yield loan_rows(world)
    yield post_rows(world, aid, jobs)
    yield workshop_rows(world)
    yield vacancy_rows(world, jobs)
    yield training_rows(world, jobs)
    yield relocation_rows(world, jobs, area)
    yield insurance_rows(world, register.living, medical, disasters)
    yield herd_rows(world)
    yield health_event_rows(world)
