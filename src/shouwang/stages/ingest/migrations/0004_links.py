# Whom rows without a good ID number may be about is kept with the delivery.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ingest', '0003_what_a_review_keeps'),
    ]

    operations = [
        migrations.AddField(
            model_name='delivery',
            name='links',
            field=models.JSONField(default=list),
        ),
    ]
