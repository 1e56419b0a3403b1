from django.db import migrations, models


def say_why(apps, schema_editor):
    """Until now a message was given up for one reason alone."""
    messages = apps.get_model("mail", "Message").objects.using(schema_editor.connection.alias)
    messages.filter(failed_at__isnull=False).update(failure="late")


class Migration(migrations.Migration):

    dependencies = [
        ('mail', '0004_pauses'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='message',
            name='mail_message_sent_or_failed',
        ),
        migrations.RemoveIndex(
            model_name='message',
            name='mail_message_waiting',
        ),
        migrations.AddField(
            model_name='message',
            name='origin',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='message',
            name='failure',
            field=models.CharField(blank=True, choices=[('address', "The recipient's mail server does not take e-mails for this address."), ('content', 'The mail server refused the e-mail.'), ('late', 'For two days nobody took the e-mail.')], max_length=10),
        ),
        migrations.AddField(
            model_name='message',
            name='set_aside_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='withdrawn_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(say_why, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('failed_at', None), ('sent_at', None), ('withdrawn_at', None)), fields=['lane', 'id'], name='mail_message_waiting'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['sent_at'], name='mail_message_sent'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('failed_at__isnull', False), ('set_aside_at', None)), fields=['network_id', 'failed_at'], name='mail_message_dead'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('failed_at', None), ('sent_at', None)), models.Q(('sent_at', None), ('withdrawn_at', None)), models.Q(('failed_at', None), ('withdrawn_at', None)), _connector='OR'), name='mail_message_one_end', violation_error_message='A message is sent, or withdrawn, or given up.'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('html', ''), ('text', '')), models.Q(('origin', ''), ('withdrawn_at', None)), _connector='OR'), name='mail_message_no_text_too_soon_or_too_late', violation_error_message='What is written when it goes out has no text here, nor has what was withdrawn.'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('failed_at', None), ('failure', ''), ('set_aside_at', None)), models.Q(models.Q(('failed_at', None), _negated=True), models.Q(('failure', ''), _negated=True)), _connector='OR'), name='mail_message_given_up_for_a_reason', violation_error_message='A message that was given up says why; only such a one is set aside.'),
        ),
    ]
