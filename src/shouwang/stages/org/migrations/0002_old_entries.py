"""The audit log of before: its entries were chained when they were written."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("org", "0001_initial")]

    operations = [migrations.RenameModel("AuditEntry", "OldAuditEntry")]
