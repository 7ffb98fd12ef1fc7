"""What the task ledger keeps: plans, tasks, targets, progress, signing off, reminders."""

from shouwang.stages.ledger.models.plans import Clause, PlanDocument
from shouwang.stages.ledger.models.progress import ProgressNote, Reminder, SignOff
from shouwang.stages.ledger.models.tasks import Target, Task, TaskOffice, TaskPlace

__all__ = [
    "Clause",
    "PlanDocument",
    "ProgressNote",
    "Reminder",
    "SignOff",
    "Target",
    "Task",
    "TaskOffice",
    "TaskPlace",
]
