"""Whoever sits in a community organization may answer an assessment."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('counties', '0008_who_changed_a_role'),
    ]

    operations = [
        migrations.AlterField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('admin', 'County administrator'), ('coordinator', 'Linkages coordinator'), ('worker', 'Caseworker'), ('supervisor', 'Supervisor'), ('liaison', 'Liaison'), ('analyst', 'Analyst'), ('privacy', 'Privacy officer'), ('restricted', 'Restricted-case coordinator'), ('cochair', 'Co-chair'), ('sponsor', 'Executive sponsor'), ('counsel', 'County counsel'), ('partner', 'Community partner'), ('oversight', 'State oversight'), ('editor', 'State content editor'), ('assistance', 'Technical assistance')], max_length=16),
        ),
        migrations.AlterField(
            model_name='membershipevent',
            name='role',
            field=models.CharField(choices=[('admin', 'County administrator'), ('coordinator', 'Linkages coordinator'), ('worker', 'Caseworker'), ('supervisor', 'Supervisor'), ('liaison', 'Liaison'), ('analyst', 'Analyst'), ('privacy', 'Privacy officer'), ('restricted', 'Restricted-case coordinator'), ('cochair', 'Co-chair'), ('sponsor', 'Executive sponsor'), ('counsel', 'County counsel'), ('partner', 'Community partner'), ('oversight', 'State oversight'), ('editor', 'State content editor'), ('assistance', 'Technical assistance')], max_length=16),
        ),
        migrations.AlterField(
            model_name='roleproposal',
            name='role',
            field=models.CharField(choices=[('admin', 'County administrator'), ('coordinator', 'Linkages coordinator'), ('worker', 'Caseworker'), ('supervisor', 'Supervisor'), ('liaison', 'Liaison'), ('analyst', 'Analyst'), ('privacy', 'Privacy officer'), ('restricted', 'Restricted-case coordinator'), ('cochair', 'Co-chair'), ('sponsor', 'Executive sponsor'), ('counsel', 'County counsel'), ('partner', 'Community partner'), ('oversight', 'State oversight'), ('editor', 'State content editor'), ('assistance', 'Technical assistance')], max_length=16),
        ),
    ]
