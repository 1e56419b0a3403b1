from django.db import migrations, models


def follow(apps, schema_editor):
    entries = apps.get_model("entries", "Entry").objects.using(schema_editor.connection.alias)
    into = dict(entries.filter(merged_into__isnull=False).values_list("pk", "merged_into"))
    for entry, end in into.items():
        passed = {entry}
        while end in into and end not in passed:
            passed.add(end)
            end = into[end]
        entries.filter(pk=entry).update(goes_on_in=end)


class Migration(migrations.Migration):

    dependencies = [
        ("entries", "0008_pinned_in_order"),
    ]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="goes_on_in",
            field=models.ForeignKey(null=True, on_delete=models.deletion.SET_NULL, related_name="+", to="entries.entry"),
        ),
        migrations.RunPython(follow, migrations.RunPython.noop),
    ]
