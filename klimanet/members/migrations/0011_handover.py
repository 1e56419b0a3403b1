import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0010_holding_days'),
    ]

    operations = [
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('holding', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='handover', to='members.holding')),
                ('successor', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='taken_over', to='members.holding')),
            ],
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.CheckConstraint(condition=models.Q(('successor', None), models.Q(('successor', models.F('holding')), _negated=True), _connector='OR'), name='members_handover_to_another', violation_error_message='Nobody takes over from themselves.'),
        ),
    ]
