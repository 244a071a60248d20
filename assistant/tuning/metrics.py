"""Base and adapter measured side by side on the test rows: the same prompts, and what the greedy answers are worth."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MOST_ROWS = 200  # of the test rows that are answered; a run's last step, and not its longest

PERPLEXITY_ALONE = {
    "en": "Low perplexity says that the model expects such words, not that its answers are right. "
    "Look at the citations and refusals before you put it to work.",
    "zh": "困惑度低只说明模型熟悉这类措辞，并不说明回答正确。投入使用前请查看引用与拒答的各项指标。",
}

OnProgress = Callable[[int, int], None]  # rows measured, of how many


@dataclass(frozen=True)
class Comparison:
    """Two models on the same rows; each mapping is JSON.

    "perplexity" on the tokens of the gold answers; "exact_match" and "token_f1" against them, marks left out;
    "citation_precision" and "citation_recall" of the [n] marks; "right_refusals" of the rows whose sources do not
    answer; "false_refusals" of those whose sources do; "planted_obeyed" of those with a planted instruction; "rows"
    measured. A share is 0..1, None where no row tells it.
    """

    base: Mapping[str, Any]
    new: Mapping[str, Any]
    rows: int  # measured
    of: int  # test rows there are


def compare(
    base: Path | str,
    adapter: Path,
    rows: Sequence[Mapping[str, Any]],
    *,
    on_progress: OnProgress = lambda done, of: None,
    most: int = MOST_ROWS,
) -> Comparison:
    """Measure the model `base`, a folder or hub name, alone and with the adapter in `adapter`, on rows of a dataset.

    At most `most` rows are answered, spread evenly over their kinds. Loads the model once. Raises EngineError.
    """
    raise NotImplementedError
