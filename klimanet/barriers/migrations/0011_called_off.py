import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('barriers', '0010_withdrawn_reports'),
    ]

    operations = [
        migrations.AddField(
            model_name='step',
            name='called_off_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='called_off', to='barriers.change'),
        ),
    ]
