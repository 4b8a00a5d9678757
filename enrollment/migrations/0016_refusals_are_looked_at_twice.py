from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enrollment', '0015_second_look'),
    ]

    operations = [
        migrations.RunSQL(
            "UPDATE enrollment_review SET second_look = 'before' WHERE decision = 'refuse'",
            "UPDATE enrollment_review SET second_look = 'not_asked' WHERE decision = 'refuse'",
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision', 'refuse'), _negated=True), models.Q(('second_look', 'not_asked'), _negated=True), _connector='OR'), name='refusal_is_looked_at_twice'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('second_look', 'given'), _negated=True), models.Q(('first_reviewer__isnull', False), models.Q(('first_reviewer', models.F('reviewer')), _negated=True)), _connector='OR'), name='second_look_is_another_verifiers'),
        ),
    ]
