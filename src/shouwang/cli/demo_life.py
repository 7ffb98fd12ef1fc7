"""What is at hand while the office of a demo is lived in: the day, chance, who acts."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from shouwang.base.access import EVERYWHERE, Actor, Scope
from shouwang.base.errors import ShouwangError
from shouwang.lake.folder import Home
from shouwang.lake.home import now, today
from shouwang.rules.pack import Policy
from shouwang.stages.org.queries import accounts as account_queries
from shouwang.stages.org.standing import label_of

BACK = 28  # days of June that are lived before the day of the demo


@dataclass
class Life:
    """What is at hand while the office is lived in.

    Attributes:
        done: What was done, how often; refusals under ``refused``.
    """

    home: Home
    policy: Policy
    troubled: frozenset[int]
    chance: random.Random
    done: Counter[str] = field(default_factory=Counter)
    refusals: list[str] = field(default_factory=list)

    @property
    def day(self) -> date:
        """The day of the demo."""
        return today(self.home)

    def moment(self, day: date) -> datetime:
        """A time of a working day."""
        at = now(self.home)
        return datetime.combine(day, at.timetz()).replace(
            hour=8 + self.chance.randrange(9), minute=self.chance.randrange(60)
        )

    def past_day(self, most: int = BACK) -> date:
        """A day of the last weeks."""
        return self.day - timedelta(days=self.chance.randrange(1, most))

    def act(self, name: str, do: Callable[..., Any], /, *given: Any, **arguments: Any) -> Any:
        """Do something; what is refused is counted and leaves the demo as it was."""
        try:
            found = do(*given, **arguments)
        except ShouwangError as refusal:
            self.done["refused"] += 1
            self.refusals.append(f"{name}: {refusal}")
            return None
        self.done[name] += 1
        return found


def actor(life: Life, username: str) -> Actor:
    """Return who a demo account is."""
    account = account_queries.account_named(username=username, on=life.day, scope=EVERYWHERE)
    assert account is not None  # noqa: S101 - made before
    return account_queries.actor_of(
        account=account, content=life.policy.content, on=life.day, scope=EVERYWHERE
    )


def at_place(life: Life, level: str, code: str, role: str) -> Actor:
    """Somebody of a role at a place who has no account in the demo, called by both."""
    scope = Scope(frozenset({code}), level, frozenset({code}))
    name = f"{life.policy.content.regions[code].name} {label_of(role)}"
    return Actor(name, frozenset({role}), label=name, scope=scope)
