# What a sender's headings and words mean is kept by version.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ingest', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sender', models.CharField(max_length=120)),
                ('feed', models.CharField(max_length=60)),
                ('version', models.PositiveIntegerField()),
                ('headings', models.JSONField(default=dict)),
                ('values', models.JSONField(default=dict)),
                ('remembered_by', models.CharField(max_length=100)),
                ('remembered_date', models.DateField()),
            ],
            options={
                'ordering': ['sender', 'feed', 'version'],
                'constraints': [models.UniqueConstraint(fields=('sender', 'feed', 'version'), name='one_mapping_a_version')],
            },
        ),
    ]
