from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mail', '0003_letters'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='attempts',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='message',
            name='retry_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='message',
            name='send_after',
            field=models.DateTimeField(null=True),
        ),
    ]
