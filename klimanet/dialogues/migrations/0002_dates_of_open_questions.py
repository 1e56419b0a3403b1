"""Every open question gets a next date."""

import datetime

from django.db import migrations
from django.utils import timezone

WITHIN = datetime.timedelta(days=7)


def give_dates(apps, schema_editor) -> None:
    entries = apps.get_model("entries", "Entry").objects.using(schema_editor.connection.alias)
    entries.filter(kind="thread", state="open", due_on=None).update(due_on=timezone.localdate() + WITHIN)


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0001_first"), ("entries", "0005_handlers")]

    operations = [migrations.RunPython(give_dates, migrations.RunPython.noop)]
