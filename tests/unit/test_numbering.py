"""The numbers printed on paper questionnaires."""

from __future__ import annotations

from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile
from transfo_rh.campaigns.questionnaires.numbering import numbered_items

TEXT = {"fr": "Texte", "en": "Text"}


def test_every_line_to_answer_has_one_number_in_the_order_of_the_questionnaire() -> None:
    definition = QuestionnaireFile.model_validate(
        {
            "code": "essai",
            "version": "1",
            "title": TEXT,
            "scales": {"accord": {"labels": [TEXT, TEXT, TEXT]}},
            "dimensions": [{"code": "d", "label": TEXT}],
            "sections": [
                {
                    "code": "un",
                    "title": TEXT,
                    "items": [
                        {"code": "a", "type": "likert", "text": TEXT, "dimension": "d"},
                        {
                            "code": "m",
                            "type": "matrix",
                            "text": TEXT,
                            "rows": [
                                {"code": "m1", "text": {"fr": "Ligne 1", "en": "Row 1"}},
                                {"code": "m2", "text": TEXT},
                            ],
                        },
                    ],
                },
                {"code": "deux", "title": TEXT, "items": [{"code": "t", "type": "text", "text": TEXT}]},
            ],
        }
    )
    lines = numbered_items(definition)
    assert [(line.number, line.code, line.section.code) for line in lines] == [
        (1, "a", "un"),
        (2, "m1", "un"),
        (3, "m2", "un"),
        (4, "t", "deux"),
    ]
    assert lines[1].text.fr == "Ligne 1"
