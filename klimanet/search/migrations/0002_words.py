"""Documents are found by their words, in the database's own index of words.

The documents so far hold folded texts; the worker writes them anew, at once: see `klimanet.search.duties`.
"""

import django.db.models.deletion
from django.db import migrations, models

import klimanet.search.words

SHELVES = ['title', 'entry', 'comment', 'file', 'person']
# Words come folded and taken apart by `klimanet.text.analysis`. Kept is which row has which: neither where, nor how often.
FTS5 = f"""
    CREATE VIRTUAL TABLE search_words USING fts5(
        {', '.join(SHELVES)}, detail=none, columnsize=0, tokenize="ascii tokenchars '_'"
    )
"""
# What is newest is looked through first, then an index is asked: without fastupdate, since every search would read what waits
# to be sorted into it.
POSTGRESQL = [
    sql.format(shelf=shelf)
    for shelf in SHELVES
    for sql in [
        'CREATE INDEX search_words_{shelf} ON search_words USING gin ({shelf}) WITH (fastupdate = off)',
        'CREATE INDEX search_words_{shelf}_newest ON search_words (rowid) WHERE {shelf} IS NOT NULL',
    ]
]


class CreateWords(migrations.CreateModel):
    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == 'sqlite':
            schema_editor.execute(FTS5)
        else:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            for sql in POSTGRESQL:
                schema_editor.execute(sql)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        schema_editor.execute('DROP TABLE search_words')


class Migration(migrations.Migration):

    dependencies = [
        ('entries', '0001_first'),
        ('members', '0001_first'),
        ('search', '0001_first'),
    ]

    operations = [
        migrations.DeleteModel(name='Document'),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('entry', 'Entries'), ('comment', 'Comments'), ('person', 'People'), ('organisation', 'Organisations'), ('file', 'Files')], max_length=20)),
                ('attachment', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='entries.attachment')),
                ('comment', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='entries.comment')),
                ('entry', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='entries.entry')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='members.network')),
                ('profile', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='members.profile')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('attachment__isnull', True), ('comment__isnull', True), ('entry__isnull', False), ('kind', 'entry'), ('profile__isnull', True)), models.Q(('attachment__isnull', True), ('comment__isnull', False), ('entry__isnull', True), ('kind', 'comment'), ('profile__isnull', True)), models.Q(('attachment__isnull', False), ('comment__isnull', True), ('entry__isnull', True), ('kind', 'file'), ('profile__isnull', True)), models.Q(('attachment__isnull', True), ('comment__isnull', True), ('entry__isnull', True), ('kind', 'person'), ('profile__isnull', False)), _connector='OR'), name='search_document_one_source')],
            },
        ),
        CreateWords(
            name='Words',
            fields=[
                ('document', models.OneToOneField(db_column='rowid', on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='search.document')),
                ('title', klimanet.search.words.WordsField(null=True)),
                ('entry', klimanet.search.words.WordsField(null=True)),
                ('comment', klimanet.search.words.WordsField(null=True)),
                ('file', klimanet.search.words.WordsField(null=True)),
                ('person', klimanet.search.words.WordsField(null=True)),
            ],
        ),
    ]
