import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('barriers', '0008_consultation_response'),
        ('entries', '0007_pins'),
    ]

    operations = [
        migrations.AddField(
            model_name='report',
            name='begun_from',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='entries.entry'),
        ),
    ]
