"""How well Kazakh questions are answered: mean reciprocal rank beside SQLite's plain FTS5 over the same texts."""

import tempfile
from itertools import chain
from pathlib import Path

from flask_migrate import upgrade

from benchmarks.report import report
from tests.catalogue.relevance_set import (
    load_demo_records,
    load_sentences,
    mean_reciprocal_rank,
    ours,
    plain_full_text,
    questions,
)
from tests.shared_data import FOLDER
from virtual_museum import create_app
from virtual_museum.core.config import load_settings

SENTENCES = FOLDER / "text" / "kaznerd_IOB2_valid.txt.gz"


def measure(name: str) -> None:
    """One set of questions in a museum that holds nothing else."""
    with tempfile.TemporaryDirectory(prefix="museum-bench-") as folder:
        app = create_app(load_settings(home=Path(folder)))
        with app.app_context():
            upgrade()
            ids = load_demo_records() if name == "demo" else load_sentences(SENTENCES)
            judged = list(chain(*questions(name, ids).values()))
            plain, _ = mean_reciprocal_rank(judged, plain_full_text())
            rank, _ = mean_reciprocal_rank(judged, ours)
            report(f"relevance.{name}, {len(judged)} questions", rank, "mean reciprocal rank", ("FTS5", plain))


def main() -> None:
    measure("demo")
    if SENTENCES.exists():
        measure("kaznerd")


if __name__ == "__main__":
    main()
