from django.db import migrations
from django.db.models import F, Q

NAMED, NARROW = 2, ("circle", "organisation", "secretariat")


def take_out(apps, schema_editor):
    """Of reports without a name: the links to what tells whose they are."""
    own = Q(organisation=F("begun_from__organisation")) | Q(begun_from__audience__in=NARROW)
    links = apps.get_model("entries", "Link").objects
    for report in apps.get_model("barriers", "Report").objects.filter(own, consent__lt=NAMED):
        came_from = report.merging.source_id if report.merging_id else report.barrier_id
        links.filter(source__in=[report.barrier_id, came_from], target=report.begun_from_id).delete()


class Migration(migrations.Migration):
    dependencies = [("barriers", "0012_counted_by_whole_months"), ("entries", "0009_goes_on_in")]
    operations = [migrations.RunPython(take_out, migrations.RunPython.noop)]
