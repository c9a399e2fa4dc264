"""What visitors type finds what they mean: questions to the demo museum and to sentences of Kazakh news."""

from itertools import chain

import pytest

from tests.catalogue.relevance_set import (
    load_demo_records,
    load_sentences,
    mean_reciprocal_rank,
    ours,
    plain_full_text,
    questions,
)
from tests.shared_data import shared_data

# Mean reciprocal ranks below which a change has made search worse.
FLOOR = 0.97
# A word with a slip may be a slip of another one, a meaning may be told by other objects better.
FLOORS = {"slips": 0.92, "meanings": 0.93}
SENTENCES_FLOOR = 0.85


def test_questions_to_the_demo_museum(app):
    groups = questions("demo", load_demo_records())
    assert len(list(chain(*groups.values()))) >= 120
    for name, judged in groups.items():
        rank, missed = mean_reciprocal_rank(judged, ours)
        assert rank >= FLOORS.get(name, FLOOR), (name, rank, missed)
    everything = list(chain(*groups.values()))
    plain, _ = mean_reciprocal_rank(everything, plain_full_text())
    assert mean_reciprocal_rank(everything, ours)[0] > plain + 0.3


@pytest.mark.slow
def test_questions_to_sentences_of_the_news(app):
    groups = questions("kaznerd", load_sentences(shared_data("text/kaznerd_IOB2_valid.txt.gz")))
    judged = list(chain(*groups.values()))
    rank, missed = mean_reciprocal_rank(judged, ours)
    plain, _ = mean_reciprocal_rank(judged, plain_full_text())
    assert rank >= SENTENCES_FLOOR and rank > plain, (rank, plain, missed)
