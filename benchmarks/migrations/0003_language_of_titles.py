"""Keep with each title the language that its answer is written in."""

from typing import Any

from django.db import migrations, models


def take_over_languages(apps: Any, _schema_editor: Any) -> None:
    """Say of every title what is known of its answer."""
    Answer = apps.get_model("questionnaires", "Answer")
    GoodPractice = apps.get_model("benchmarks", "GoodPractice")
    titles = Answer.objects.filter(question__key="gp_title").exclude(language="")
    for response, language in titles.values_list("response", "language"):
        GoodPractice.objects.filter(response=response).update(title_language=language)


class Migration(migrations.Migration):
    dependencies = [
        ("benchmarks", "0002_a_rule_set_aside"),
        ("questionnaires", "0003_progress_of_people"),
    ]

    operations = [
        migrations.AddField("goodpractice", "title_language", models.CharField(blank=True, max_length=8)),
        migrations.RunPython(take_over_languages, migrations.RunPython.noop, elidable=True),
    ]
