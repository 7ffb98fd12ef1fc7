"""The records of police, markets, treasury and pension office about the people of a banner."""

from collections.abc import Iterator

from shouwang.synthetic.accidents import accident_rows
from shouwang.synthetic.aid import Aid
from shouwang.synthetic.businesses import business_rows
from shouwang.synthetic.cells import Rows
from shouwang.synthetic.payments import payment_rows
from shouwang.synthetic.payroll import payroll_rows
from shouwang.synthetic.pensions import pension_rows
from shouwang.synthetic.scheme import scheme_rows
from shouwang.synthetic.vehicles import vehicle_rows
from shouwang.synthetic.vitals import vital_rows
from shouwang.synthetic.work import Jobs
from shouwang.synthetic.world import World

RECORDS = (
    "vital_event",
    "vehicle",
    "business_registration",
    "public_payroll",
    "pension",
    "accident",
    "scheme_student",
    "policy_payment",
)


def record_rows(
    world: World, aid: Aid, jobs: Jobs, *, school: Rows, disability: Rows
) -> Iterator[Rows]:
    """Yield the rows of RECORDS.

    Args:
        school: The roll, which pensions and the scheme for pupils ask.
        disability: The cards, whose subsidies are paid.
    """
    yield vital_rows(world)
    yield vehicle_rows(world, aid)
    yield business_rows(world, aid)
    payroll = payroll_rows(world, aid)
    yield payroll
    yield pension_rows(world, school, payroll)
    yield accident_rows(world)
    scheme = scheme_rows(world, school)
    yield scheme
    yield payment_rows(world, jobs, disability, scheme)
