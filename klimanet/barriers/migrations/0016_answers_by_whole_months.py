from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('barriers', '0015_still_there'),
    ]

    operations = [
        migrations.AddField(
            model_name='answer',
            name='helped_before',
            field=models.CharField(blank=True, choices=[('yes', 'Yes'), ('partly', 'Partly'), ('no', 'No')], default='', max_length=20),
            preserve_default=False,
        ),
    ]
