"""Count how far each person is where everybody answers for themselves, and leave such sections open.

One count stood for everybody before, and these sections closed when the city shared.
"""

from collections import defaultdict
from typing import Any

from django.db import migrations, models


def count_for_each_person(apps: Any, _schema_editor: Any) -> None:
    """Count what stands. The next save of a section counts again, with the rules of its questions."""
    SectionState = apps.get_model("questionnaires", "SectionState")
    Answer = apps.get_model("questionnaires", "Answer")
    Edition = apps.get_model("questionnaires", "Edition")
    for edition in Edition.objects.all():
        for section in edition.definition["sections"]:
            keys = [question["key"] for question in section["questions"]]
            if not keys or any(question.get("audience") != "author" for question in section["questions"]):
                continue
            states = SectionState.objects.filter(
                key=section["key"], response__questionnaire__checksum=edition.checksum
            )
            for state in states:
                of_people: dict[str, dict[str, Any]] = defaultdict(
                    lambda total=len(keys): {"answered": 0, "total": total, "missing": [], "opened": []}
                )
                answers = Answer.objects.filter(response=state.response_id, question__key__in=keys)
                for answer in answers.filter(person__isnull=False):
                    own = of_people[str(answer.person_id)]
                    if not answer.value and answer.state == "answered":
                        continue
                    own["answered"] += 1
                    if answer.audience != "author":
                        own["opened"] = sorted({*own["opened"], answer.audience})
                states.filter(pk=state.pk).update(
                    of_people=of_people,
                    answered=0,
                    total=0,
                    missing=[],
                    is_open=True,
                    completed_at=None,
                    completed_by=None,
                )


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0002_how_far_versions_are_open")]

    operations = [
        migrations.AddField("sectionstate", "of_people", models.JSONField(default=dict)),
        migrations.RunPython(count_for_each_person, migrations.RunPython.noop, elidable=True),
    ]
