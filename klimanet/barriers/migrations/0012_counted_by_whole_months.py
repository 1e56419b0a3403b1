from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('barriers', '0011_called_off'),
    ]

    operations = [
        migrations.AddField(
            model_name='report',
            name='lowered_at',
            field=models.DateTimeField(null=True),
        ),
    ]
