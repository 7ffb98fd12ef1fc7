"""What is done with the second factor: a phone's app is set up, shown, and stood in for by codes."""

import secrets
from datetime import date, datetime

from django.db import transaction
from django_otp import devices_for_user
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.lake.keys import Keys, read_keys
from shouwang.stages.org.enums import AuditKind
from shouwang.stages.org.models import Account, PhoneApp
from shouwang.stages.org.operations import audit
from shouwang.stages.org.passwords import GROUP, LETTERS
from shouwang.stages.org.second_factor import draw_secret, open_secret, recovery_digest, step_of

RECOVERY_CODES = 8  # codes on the paper
LONGEST_TOKEN = 20  # characters of a code


@transaction.atomic
def begin_second_factor(
    *, home: Home, is_verified: bool, at: datetime, by: Actor, on: date
) -> PhoneApp:
    """Draw a secret for the app of a phone; it counts once a code of it has been shown.

    Args:
        is_verified: Whether the present second factor has been shown in this session.

    Raises:
        NotAllowed: if there is one that has not: a password alone must not replace it.
    """
    account = _own(by)
    if not is_verified and _confirmed(account):
        raise NotAllowed(_("show your present second factor first, or ask the administrator"))
    PhoneApp.objects.filter(user=account, confirmed=False).delete()
    sealed = draw_secret(account.pk, read_keys(home.keys).seal)
    app: PhoneApp = PhoneApp.objects.create(
        user=account, name="app", confirmed=False, sealed=sealed
    )
    audit.record(what="begin_second_factor", subject=f"account:{account.pk}", at=at, by=by, on=on)
    return app


def confirm_second_factor(
    *, home: Home, token: str, is_verified: bool, at: datetime, by: Actor, on: date
) -> tuple[PhoneApp, list[str]]:
    """Take the app into use by its first code; return it with new recovery codes, shown once.

    Raises:
        NotAllowed: if no key has been drawn, or the present factor has not been shown.
        InputProblems: if the code is not right; failed tries are slowed down.
    """
    account = _own(by)
    device = PhoneApp.objects.filter(user=account, confirmed=False).first()
    if device is None or (not is_verified and _confirmed(account)):
        raise NotAllowed(_("begin anew: draw a key first"))
    keys = read_keys(home.keys)
    if not _shown(account, token, keys, confirmed=False):
        _failed(account, at, by, on)
        raise InputProblems([_wrong_code()])
    with transaction.atomic():
        for old in _confirmed(account):
            old.delete()
        device.refresh_from_db()
        device.confirmed = True
        device.save()
        codes = _new_codes(account, keys)
        audit.record(
            what="confirm_second_factor", subject=f"account:{account.pk}", at=at, by=by, on=on
        )
    return device, codes


def show_second_factor(*, home: Home, token: str, at: datetime, by: Actor, on: date) -> Device:
    """Return the device whose code was shown: the app's, or a recovery code, which is then used up.

    Raises:
        InputProblems: if it is the code of none; failed tries are slowed down.
    """
    account = _own(by)
    device = _shown(account, token, read_keys(home.keys), confirmed=True)
    if device is None:
        _failed(account, at, by, on)
        raise InputProblems([_wrong_code()])
    audit.record(
        what="show_second_factor", subject=f"account:{account.pk}", at=at, kind=AuditKind.ENTRY,
        detail={"by": "code" if isinstance(device, StaticDevice) else "app"}, by=by, on=on,
    )  # fmt: skip
    return device


@transaction.atomic
def renew_recovery_codes(
    *, home: Home, is_verified: bool, at: datetime, by: Actor, on: date
) -> list[str]:
    """Draw new recovery codes and return them; those of before no longer count.

    Raises:
        NotAllowed: if the second factor has not been shown in this session.
    """
    account = _own(by)
    if not is_verified:
        raise NotAllowed(_("sign in with your second factor first"))
    codes = _new_codes(account, read_keys(home.keys))
    audit.record(what="renew_recovery_codes", subject=f"account:{account.pk}", at=at, by=by, on=on)
    return codes


def _own(by: Actor) -> Account:
    account = Account.objects.filter(pk=by.account or 0, closed_date=None).first()
    if account is None:
        raise NotAllowed(_("sign in first"))
    return account


def _confirmed(account: Account) -> list[Device]:
    return list(devices_for_user(account, confirmed=True))


def _shown(account: Account, token: str, keys: Keys, *, confirmed: bool) -> Device | None:
    """Return the device whose code this is; the others slow the next try down."""
    if not 0 < len(token) <= LONGEST_TOKEN:
        return None
    with transaction.atomic():
        for device in devices_for_user(account, confirmed=confirmed, for_verify=True):
            if isinstance(device, StaticDevice):
                digest = recovery_digest(token, account.pk, keys.hash)
                is_shown = device.verify_token(digest)
            else:
                is_shown = _is_of_app(device, token.strip(), keys)
            if is_shown:
                return device
    return None


def _is_of_app(app: PhoneApp, token: str, keys: Keys) -> bool:
    is_allowed, _why = app.verify_is_allowed()
    if not is_allowed:
        return False
    secret = open_secret(app.sealed, app.user_id, keys.seal)
    found = step_of(token, secret, drift=app.drift, after=app.latest_step)
    if found is None:
        app.throttle_increment(commit=True)
        return False
    app.latest_step, app.drift = found
    app.throttle_reset(commit=False)
    app.set_last_used_timestamp(commit=False)
    app.save()
    return True


def _failed(account: Account, at: datetime, by: Actor, on: date) -> None:
    audit.record(
        what="second_factor_failed", subject=f"account:{account.pk}", at=at,
        kind=AuditKind.ENTRY, by=by, on=on,
    )  # fmt: skip


def _wrong_code() -> Problem:
    return Problem(
        "token",
        _("this code is not right, or it comes too soon after a wrong one"),
        _("wait for the next code of the app and try again"),
    )


def _new_codes(account: Account, keys: Keys) -> list[str]:
    """Draw recovery codes: they are returned as they are, and kept as nobody can read them."""
    device, _made = StaticDevice.objects.get_or_create(user=account, name="paper")
    device.token_set.all().delete()
    codes = [
        "-".join("".join(secrets.choice(LETTERS) for _each in range(GROUP)) for _all in range(2))
        for _number in range(RECOVERY_CODES)
    ]
    StaticToken.objects.bulk_create(
        StaticToken(device=device, token=recovery_digest(code, account.pk, keys.hash))
        for code in codes
    )
    return codes
