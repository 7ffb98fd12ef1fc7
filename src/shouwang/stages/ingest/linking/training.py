"""Trains weights: on pairs whose truth is known, or by expectation maximisation without it."""

from collections.abc import Mapping, Sequence
from datetime import date

import duckdb
import pyarrow as pa
import splink
from splink import DuckDBAPI, Linker, block_on
from sqlglot import exp

from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.calc.linkage.comparisons import UNIQUE_ID, Chances, splink_settings
from shouwang.calc.linkage.weights import Weights, scaled
from shouwang.lake import sql
from shouwang.lake.rewrite import Progress
from shouwang.stages.ingest.linking.blocking import PAIRS, USED, block
from shouwang.stages.ingest.linking.files import Asked, Laid, laid_out
from shouwang.stages.ingest.linking.limits import Limits, shipped_limits
from shouwang.stages.ingest.linking.matching import Model
from shouwang.stages.ingest.linking.passes import LEFT, RIGHT
from shouwang.stages.ingest.linking.scoring import learn_by_chance, level_counts

# True pairs that what was known before counts for: a level nobody made a mistake in stays possible.
WEIGHT_BEFORE = 500
# Rules by which expectation maximisation blocks at most: each costs a pass over all pairs.
MOST_RULES = 4


class NothingToLearn(ShouwangError):
    """There are no pairs to learn from."""


def train(
    asked: Asked, progress: Progress, *, name: str, day: date, limits: Limits | None = None
) -> Weights:
    """Return weights learnt from files.

    Args:
        name: What the weights are to be called.
        day: The day that they carry.

    Raises:
        InputProblems: if a file, a column or the truth is faulty.
        NothingToLearn: if no pairs can be compared.
    """
    bounds = limits or shipped_limits()
    with laid_out(asked, progress, bounds) as laid:
        model, table = laid.model, RIGHT if asked.right else LEFT
        rows = sql.count(laid.connection, table)
        share = bounds.prior_link if asked.right else bounds.prior_duplicates
        prior = min(share / max(rows, 1), bounds.prior_link)
        chances = learn_by_chance(laid.connection, model.comparisons, model.chances,
                                  table=table, prior=prior, limits=bounds)  # fmt: skip
        progress(_("training"), 0)
        if laid.truth is None:
            learnt = _by_expectation(laid.connection, model, chances, asked, prior, progress)
        else:
            learnt = _by_truth(laid, chances, is_link=asked.right is not None)
        files = [path.name for path in (asked.left, asked.right, asked.truth) if path]
        return Weights(
            name=name,
            trained_on=", ".join(files),
            day=day,
            splink=str(splink.__version__),
            chances=learnt,
        )


def _by_truth(laid: Laid, chances: Chances, *, is_link: bool) -> Chances:
    """Count how often true pairs are at each level."""
    connection, model = laid.connection, laid.model
    pairs = laid.truth or []
    truth = pa.table(
        {"l": [left for left, _right in pairs], "r": [right for _left, right in pairs]}
    )
    connection.register("truth_pairs", truth)
    right = RIGHT if is_link else LEFT
    sql.keep(
        connection,
        PAIRS,
        sql.query(
            "select least(a.row, b.row) as row_l, greatest(a.row, b.row) as row_r "
            "from truth_pairs t join :l a on a.key = t.l join :r b on b.key = t.r",
            l=sql.name(LEFT),
            r=sql.name(right),
        ),
    )
    connection.unregister("truth_pairs")
    if not sql.count(connection, PAIRS):
        raise NothingToLearn(_("the truth names no pairs"))
    counted = level_counts(connection, model.comparisons, chances, tables=(LEFT, right))
    return _with_counts(chances, counted)


def _with_counts(chances: Chances, counted: Mapping[str, Mapping[str, int]]) -> Chances:
    learnt = {}
    for comparison, levels in chances.items():
        seen = sum(counted[comparison].values())
        learnt[comparison] = scaled(
            {
                level: (
                    (counted[comparison].get(level, 0) + m * WEIGHT_BEFORE)
                    / (seen + WEIGHT_BEFORE),
                    u,
                )
                for level, (m, u) in levels.items()
            }
        )
    return learnt


def _by_expectation(
    connection: duckdb.DuckDBPyConnection,
    model: Model,
    chances: Chances,
    asked: Asked,
    prior: float,
    progress: Progress,
) -> Chances:
    """Let Splink find m without the truth, with one blocking rule after the other."""
    right = RIGHT if asked.right else LEFT
    rules = block(connection, left=LEFT, right=right, columns=model.columns,
                  limits=model.limits, progress=progress)  # fmt: skip
    wanted = [rule.key for rule in reversed(rules) if rule.state == USED and rule.pairs]
    settings = splink_settings(model.comparisons, chances, prior=prior)
    columns = [UNIQUE_ID, *sorted(model.columns)]
    everyone = exp.union(sql.select(columns, LEFT), sql.select(columns, RIGHT), distinct=False)
    sql.keep(connection, "everyone", everyone)
    api = DuckDBAPI(connection)
    linker = Linker(api.register("everyone"), settings, log_level=None, validate_settings=False)
    for key in wanted[:MOST_RULES]:
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*key), estimate_without_term_frequencies=True
        )
    return _with_splinks(chances, linker.misc.save_model_to_json()["comparisons"])


def _with_splinks(chances: Chances, trained: Sequence[Mapping[str, object]]) -> Chances:
    learnt = {}
    for comparison in trained:
        name = str(comparison["output_column_name"])
        levels = comparison["comparison_levels"]
        assert isinstance(levels, list)  # noqa: S101 - a Splink model
        found = {each["label_for_charts"]: each.get("m_probability") for each in levels}
        learnt[name] = scaled(
            {level: (found.get(level) or m, u) for level, (m, u) in chances[name].items()}
        )
    return learnt
