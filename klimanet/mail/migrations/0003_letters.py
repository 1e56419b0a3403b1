from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mail', '0002_headers'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='about',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='message',
            name='network_id',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name='message',
            name='text',
            field=models.TextField(blank=True),
        ),
    ]
