"""The app of a phone that shows the codes of a second factor."""

from django.db import models
from django_otp.models import Device, ThrottlingMixin, TimestampMixin


class PhoneApp(TimestampMixin, ThrottlingMixin, Device):  # type: ignore[misc]
    """An app that shares a secret with us; the secret lies here enciphered, its key elsewhere.

    Attributes:
        sealed: The secret, enciphered with the home's key and bound to the account.
        drift: By how many steps of time the phone was off when its latest code was shown.
        latest_step: The step of the latest code; no code of it or before counts again.
    """

    sealed = models.BinaryField(max_length=200)
    drift = models.SmallIntegerField(default=0)
    latest_step = models.BigIntegerField(default=-1)

    def get_throttle_factor(self) -> int:
        """Return by how many seconds the first wrong code slows the next try; it doubles."""
        return 1
