"""Files attached to records: checked by content, enciphered in the home, told to the audit log."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import yaml
from django.db import transaction

from shouwang.base.access import Actor, NotFound
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.stages.cases.enums import FileKind
from shouwang.stages.cases.going_public import leaks_in_attachment, may_go_public
from shouwang.stages.cases.models import Attachment
from shouwang.stages.cases.photos import PDF, Received, received, refusal, tidy_name
from shouwang.stages.cases.sealed_files import remove_sealed, write_sealed
from shouwang.stages.org.operations import audit

OWNER = re.compile(r"^[a-z_]+:[0-9a-f-]+$")
# What a file belongs to whose form has not been sent.
UNSENT = "form:"
PHOTO_KINDS = frozenset({FileKind.PHOTO, FileKind.POSTING})


def keep_file(
    *,
    home: Home,
    data: bytes,
    name: str,
    owner: str,
    kind: str,
    household: int | None,
    place: Mapping[str, str],
    words: Mapping[str, Sequence[str]] | None = None,
    at: datetime,
    by: Actor,
    on: date,
) -> Attachment:
    """Keep a file with a record; the same file twice with one record is one.

    The file is on the disk before its row is in the database: a row never points to nothing.

    Args:
        owner: The record it belongs to: ``visit:17``.
        place: Level → code of the record's place.
        words: Private words that may not stand in a file that may become public, by what they
            are about; ID numbers, telephones and accounts are looked for in any case.

    Raises:
        NotFound: if the place is outside the scope.
        InputProblems: if the file is not taken; the message says why and what to do.
    """
    if not by.is_program and not by.scope.covers(place, household):
        raise NotFound(_("there is no such record in your area"))
    if kind not in FileKind.values or not OWNER.match(owner):
        raise InputProblems([Problem(owner, _("a file belongs to a record, and shows something"))])
    found = received(data, zone=home.zone)
    _fail_if_unfit(kind, found)
    kept_name = tidy_name(name, found)
    if may_go_public(kind, owner):
        leaks = leaks_in_attachment(found.data, kept_name, found.media_type, words=words)
        if leaks:
            raise InputProblems(leaks)
    digest = hashlib.sha256(found.data).hexdigest()
    write_sealed(home, digest, found.data)
    with transaction.atomic():
        before = Attachment.objects.filter(owner=owner, digest=digest).first()
        if before is not None:
            return before
        kept = Attachment.objects.create(
            owner=owner,
            kind=kind,
            household=household,
            name=kept_name,
            media_type=found.media_type,
            size=len(found.data),
            digest=digest,
            taken_at=found.taken_at,
            latitude=found.latitude,
            longitude=found.longitude,
            kept_by=by.name,
            kept_at=at,
            **{level: place[level] for level in ("league", "banner", "township", "village")},
        )
        audit.record(
            what="keep_file", subject=f"file:{kept.pk}", at=at,
            detail={"owner": owner, "kind": str(kind), "digest": digest}, by=by, on=on,
        )  # fmt: skip
    return kept


def _fail_if_unfit(kind: str, found: Received) -> None:
    """Refuse a document where a photo is wanted, and one that can be written where one signs."""
    is_photo = found.media_type.startswith("image/")
    if kind in PHOTO_KINDS and not is_photo:
        raise refusal(
            _("a photo is wanted here, this is a document"), _("send a JPEG or PNG photo")
        )
    if kind == FileKind.SIGNATURE and not is_photo and found.media_type != PDF:
        raise refusal(
            _("a signed paper is wanted here, this is a document that can be written"),
            _("send a photo or a scan (.pdf) of the paper with the signature"),
        )


@transaction.atomic
def hand_over_files(*, owner: str, to: str, at: datetime, by: Actor, on: date) -> int:
    """Give the files that came with a form to the record that was made of it; return how many.

    Only whoever brought them can do so.
    """
    moved = Attachment.objects.filter(owner=owner, kept_by=by.name).update(owner=to)
    if moved:
        audit.record(
            what="hand_over_files", subject=to, at=at, detail={"from": owner, "files": moved},
            by=by, on=on,
        )  # fmt: skip
    return moved


def remove_unsent_files(*, home: Home, at: datetime, by: Actor, on: date) -> int:
    """Remove the files whose form was never sent, and return how many there were."""
    text = Path(__file__).with_name("retention.yaml").read_text(encoding="utf-8")
    before = at - timedelta(days=yaml.safe_load(text)["unsent_file_days"])
    old = Attachment.objects.filter(owner__startswith=UNSENT, kept_at__lt=before)
    removed = 0
    for number, digest in list(old.values_list("pk", "digest")):
        with transaction.atomic():
            # Not the one whose form is being sent just now.
            gone, _counts = Attachment.objects.filter(pk=number, owner__startswith=UNSENT).delete()
            if not gone:
                continue
            removed += 1
            audit.record(what="remove_unsent_files", subject=f"file:{number}", at=at, by=by, on=on)
            if not Attachment.objects.filter(digest=digest).exists():
                remove_sealed(home, digest)
    return removed
