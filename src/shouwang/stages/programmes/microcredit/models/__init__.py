"""The records of reminders."""

from shouwang.stages.programmes.microcredit.models.reminders import Reminder

__all__ = ["Reminder"]
