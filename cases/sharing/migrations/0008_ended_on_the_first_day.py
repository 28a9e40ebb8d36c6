"""A team or a seat may end on its very first day, by a last day before it: it then never held."""

from datetime import timedelta

from django.db import migrations, models


def ends(model: str, old: str, new: str) -> list[migrations.operations.base.Operation]:
    """Exchange the rule of one table."""
    first = models.ExpressionWrapper(
        models.F("since") - timedelta(days=1), output_field=models.DateField()
    )
    rule = models.CheckConstraint(
        name=new, condition=models.Q(until=None) | models.Q(until__gte=first)
    )
    return [
        migrations.RemoveConstraint(model_name=model, name=old),
        migrations.AddConstraint(model_name=model, constraint=rule),
    ]


class Migration(migrations.Migration):
    dependencies = [("sharing", "0007_wrong_link")]

    operations = [
        *ends("roster", "roster_ends_after_it_begins", "roster_ends_or_never_held"),
        *ends("seat", "seat_ends_after_it_begins", "seat_ends_or_never_held"),
    ]
