from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('barriers', '0009_begun_from'),
    ]

    operations = [
        migrations.AddField(
            model_name='report',
            name='withdrawn_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='report',
            name='withdrawal',
            field=models.TextField(blank=True, default=''),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(
            model_name='report',
            name='barriers_report_once',
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('barrier', 'organisation'), name='barriers_report_stands_once'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at', None), ('consent', 0), _connector='OR'), name='barriers_report_withdrawn_is_confided'),
        ),
    ]
