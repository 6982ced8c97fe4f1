from datetime import timedelta

from django.db import migrations, models

NOTICE = timedelta(days=14)


def name_the_givers(apps, schema_editor):
    """Who gave a notice was not written down: whoever has signed by now is taken to have given it."""
    for voice in apps.get_model("rooms", "Voice").objects.exclude(signed_at=None).exclude(closing__ends_at=None).select_related("closing"):
        voice.notice_at = voice.closing.ends_at - NOTICE
        voice.save(update_fields=["notice_at"])


class Migration(migrations.Migration):

    dependencies = [
        ('rooms', '0008_fewer_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='voice',
            name='notice_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(name_the_givers, migrations.RunPython.noop),
    ]
