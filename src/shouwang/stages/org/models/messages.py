"""What people are told: the inbox."""

from django.db import models


class Message(models.Model):
    """A line in somebody's inbox; never with a name or a number of a person in it.

    Attributes:
        kind: What it is about: `leads`, `clock`, `returned`…
        link: The page it leads to.
        sent_date: When it also went out by the sender of short messages, if it did.
    """

    account = models.ForeignKey("org.Account", models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=30)
    text = models.CharField(max_length=300)
    link = models.CharField(max_length=200, blank=True)
    on_date = models.DateField()
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    sent_date = models.DateField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["account", "read_at"], name="message_unread")]

    def __str__(self) -> str:
        return self.text
