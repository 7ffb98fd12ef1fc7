"""The feeds of loans, posts, training, relocation, insurance and herds, by what they follow from."""

from collections.abc import Iterator

import numpy as np

from shouwang.synthetic.aid import Aid
from shouwang.synthetic.bases import base_rows
from shouwang.synthetic.cells import Rows
from shouwang.synthetic.funds_of_risk import fund_rows
from shouwang.synthetic.health_events import health_event_rows
from shouwang.synthetic.herds import herd_rows
from shouwang.synthetic.insurance import insurance_rows
from shouwang.synthetic.loans import loan_rows
from shouwang.synthetic.moves import relocation_rows
from shouwang.synthetic.policies import cover_rows
from shouwang.synthetic.posts import post_rows
from shouwang.synthetic.register import Register
from shouwang.synthetic.seekers import seeker_rows
from shouwang.synthetic.sites import site_rows
from shouwang.synthetic.trainings import training_rows
from shouwang.synthetic.vacancies import vacancy_rows
from shouwang.synthetic.work import Jobs
from shouwang.synthetic.workshops import workshop_rows

PROGRAMMES = (
    "microloan",
    "compensation_fund",
    "public_post",
    "workshop",
    "vacancy",
    "training",
    "training_base",
    "job_seeker",
    "relocation",
    "relocation_site",
    "insurance_claim",
    "insurance_cover",
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
    loans = loan_rows(world)
    yield loans
    yield fund_rows(world, loans)
    yield post_rows(world, aid, jobs)
    yield workshop_rows(world)
    yield vacancy_rows(world, jobs)
    trained = training_rows(world, jobs)
    yield trained
    yield base_rows(world, trained, jobs)
    yield seeker_rows(world, jobs)
    moved = relocation_rows(world, jobs, area)
    yield moved
    yield site_rows(world, moved)
    claims = insurance_rows(world, register.living, medical, disasters)
    yield claims
    yield cover_rows(world, claims)
    yield herd_rows(world)
    yield health_event_rows(world)
