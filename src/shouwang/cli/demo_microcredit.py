"""The loans in the June of a demo: borrowers of the demo's banner are reminded before the day.

Needs Django set up.
"""

from shouwang.base.words import _
from shouwang.cli.demo_life import Life, actor
from shouwang.stages.programmes.microcredit.enums import ReminderOutcome, ReminderWay
from shouwang.stages.programmes.microcredit.operations import reminders as acts
from shouwang.stages.programmes.microcredit.queries import loans as known

REMINDED = 20  # the loans that fall due first, of which two in three are reminded
LEFT = 3


def live_microcredit(life: Life) -> None:
    """Remind the borrowers whose loans fall due first."""
    by = actor(life, "clerk")
    rows = known.due_loans(
        home=life.home, policy=life.policy, wanted=known.Wanted(limit=REMINDED), on=life.day,
        scope=by.scope,
    )  # fmt: skip
    ways, outcomes = list(ReminderWay), list(ReminderOutcome)
    for number, each in enumerate(rows):
        if number % LEFT == 0:
            continue
        outcome = outcomes[number % len(outcomes)]
        note = _("the township asks the bank for a renewal") if outcome == "cannot" else ""
        day = life.past_day()
        life.act(
            "reminder", acts.remind, home=life.home, content=life.policy.content,
            number=each.loan.loan, told=acts.Told(ways[number % len(ways)], outcome, note),
            at=life.moment(day), by=by, on=day,
        )  # fmt: skip
