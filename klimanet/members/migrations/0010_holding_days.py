import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0005_contract'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='holding',
            name='members_holding_one_per_seat',
        ),
        migrations.AddField(
            model_name='holding',
            name='deputy_for',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deputies', to='members.holding'),
        ),
        migrations.AddField(
            model_name='holding',
            name='since',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='holding',
            name='until',
            field=models.DateField(null=True),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=models.UniqueConstraint(condition=models.Q(('deputy_for', None), ('ended_at', None), ('until', None)), fields=('seat',), name='members_holding_one_per_seat', violation_error_message='Somebody holds this seat already.'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=models.UniqueConstraint(condition=models.Q(('deputy_for', None), ('ended_at', None), ('until__isnull', False)), fields=('seat',), name='members_holding_one_leaves', violation_error_message='Somebody leaves this seat already.'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('deputy_for',), name='members_holding_one_deputy', violation_error_message='There is a deputy already.'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=models.CheckConstraint(condition=models.Q(('since', None), ('until', None), ('until__gte', models.F('since')), _connector='OR'), name='members_holding_ends_after_start', violation_error_message='The last day comes after the first.'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=models.CheckConstraint(condition=models.Q(('deputy_for', None), models.Q(('since__isnull', False), ('until__isnull', False)), _connector='OR'), name='members_holding_deputy_for_a_time', violation_error_message='A deputy has a first and a last day.'),
        ),
    ]
