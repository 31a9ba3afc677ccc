import re

from django.db import migrations, models


def year_the_hours(apps, schema_editor):
    """Of an older paper its dates are known as words: its hours are shared evenly among them."""
    rows = apps.get_model("events", "Attestation").objects.order_by("pk")
    for row in rows.iterator():
        dates = row.facts.get("fr", {}).get("dates", [])
        years = sorted(year for words in dates for year in re.findall(r"\b20\d\d\b", words)[:1]) or [str(row.year)]
        share, rest = divmod(row.minutes_attended, len(years))
        row.minutes_by_year = {year: share * years.count(year) for year in years}
        row.minutes_by_year[years[-1]] += rest
        row.save(update_fields=["minutes_by_year"])


class Migration(migrations.Migration):
    dependencies = [("events", "0020_add_messages")]

    operations = [
        migrations.AddField(
            model_name="attestation",
            name="minutes_by_year",
            field=models.JSONField(default=dict),
        ),
        migrations.RunPython(year_the_hours, migrations.RunPython.noop, elidable=True),
    ]
