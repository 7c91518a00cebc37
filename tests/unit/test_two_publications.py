"""Random late answers: two publications of a campaign never differ by fewer than k answers anywhere."""

from __future__ import annotations

import numpy as np
import pytest

from tests.observer import HIDDEN, key_of
from tests.unit.test_attack import DAY, NAMES, Case, K, random_case
from transfo_rh.campaigns.publication.audit import AuditedContent
from transfo_rh.campaigns.publication.batches import Groups, Late, ready
from transfo_rh.campaigns.publication.build import build, crosses_of, tally_of, thresholds_of
from transfo_rh.campaigns.publication.plan import top_units


@pytest.mark.parametrize("block", range(4))
def test_what_a_later_publication_adds_is_k_answers_or_none(block: int) -> None:
    changed = 0
    for number in range(40):
        changed += _compare(random_case(np.random.default_rng([20261125, block, number])))
    assert changed >= 3


def _compare(case: Case) -> bool:
    people = len(case.members)
    first = people * 2 // 3
    tally = tally_of(case.campaign, case.units)
    tally.add(case.answers[:first], case.members[:first], case.values[:first])
    one = build(case.campaign, case.units, tally, on=DAY)
    late = [
        Late(place, None if case.members[place] < 0 else int(case.members[place]), case.values[place],
             case.answers[place].tobytes())
        for place in range(first, people)
    ]  # fmt: skip
    parents = tuple(unit.parent for unit in case.units)
    groups = Groups(parents, top_units(case.units), NAMES, crosses_of(case.campaign))
    taken = ready(
        late, groups=groups, questionnaire=case.campaign.questionnaire, k=K,
        counts=lambda record: bool(tally.counting(np.frombuffer(record.answers, dtype=np.int8)[None, :])[0]),
    )  # fmt: skip
    if not taken:
        return False
    tally.add(
        np.array([np.frombuffer(record.answers, dtype=np.int8) for record in taken]),
        case.members[[record.place for record in taken]],
        [case.values[record.place] for record in taken],
    )
    known = AuditedContent(
        case.units, case.campaign.basis, thresholds_of(case.campaign), one.measures, one.cells, NAMES
    )
    two = build(case.campaign, case.units, tally, on=DAY, previous=known)
    before = {(cell.measure, key_of(cell)): cell for cell in one.cells}
    if two.attestation.passed:
        for cell in two.cells:
            earlier = before.get((cell.measure, key_of(cell)))
            if earlier is not None:
                assert (cell.state in HIDDEN) == (earlier.state in HIDDEN)
            if cell.n is not None and earlier is not None and earlier.n is not None:
                assert cell.n - earlier.n == 0 or cell.n - earlier.n >= K
    return two.attestation.passed
