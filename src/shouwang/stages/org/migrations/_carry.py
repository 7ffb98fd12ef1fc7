"""Carries the entries of the old audit log into the new one, where they are sealed anew."""


def carry_entries(apps, schema_editor):
    old, new = apps.get_model("org", "OldAuditEntry"), apps.get_model("org", "AuditEntry")
    new.objects.bulk_create(
        (
            new(
                who=each.who, what=each.what, subject=each.subject, on_date=each.on_date,
                at=each.at, detail={"hash": each.hash},
            )
            for each in old.objects.order_by("position").iterator()
        ),
        batch_size=1000,
    )  # fmt: skip
