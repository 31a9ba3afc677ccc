"""The school holidays of 2026–27 of both networks; staff keep the list up to date from there."""

from datetime import date

from django.db import migrations

# (network, French, Dutch, first day, last day). Summer ends the day before the next school year, as announced.
HOLIDAYS = (
    ("fwb", "Congé d’automne", "Herfstvakantie", date(2026, 10, 19), date(2026, 11, 1)),
    ("vl", "Congé d’automne", "Herfstvakantie", date(2026, 11, 2), date(2026, 11, 8)),
    ("fwb", "Vacances d’hiver", "Kerstvakantie", date(2026, 12, 21), date(2027, 1, 3)),
    ("vl", "Vacances d’hiver", "Kerstvakantie", date(2026, 12, 21), date(2027, 1, 3)),
    ("fwb", "Congé de détente", "Krokusvakantie", date(2027, 2, 22), date(2027, 3, 7)),
    ("vl", "Congé de détente", "Krokusvakantie", date(2027, 2, 8), date(2027, 2, 14)),
    ("fwb", "Vacances de printemps", "Paasvakantie", date(2027, 4, 26), date(2027, 5, 9)),
    ("vl", "Vacances de printemps", "Paasvakantie", date(2027, 3, 29), date(2027, 4, 11)),
    ("fwb", "Vacances d’été", "Zomervakantie", date(2027, 7, 3), date(2027, 8, 29)),
    ("vl", "Vacances d’été", "Zomervakantie", date(2027, 7, 1), date(2027, 8, 31)),
)


def fill(apps, schema_editor):
    holiday = apps.get_model("events", "SchoolHoliday").objects.using(schema_editor.connection.alias)
    for network, name_fr, name_nl, first, last in HOLIDAYS:
        names = {"name_fr": name_fr, "name_nl": name_nl, "ends_on": last}
        holiday.get_or_create(network=network, starts_on=first, defaults=names)


class Migration(migrations.Migration):
    dependencies = [("events", "0016_add_school_holidays")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
