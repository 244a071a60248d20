"""What the pages say of training runs, ready for their templates: forms, forecasts, progress, results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from assistant.tuning.forecast import Forecast
from assistant.tuning.metrics import PERPLEXITY_ALONE
from assistant.tuning.options import BaseOptions, LoraOptions, explanation
from assistant.tuning.plan import Plan
from assistant.tuning.runs import ALIVE, Run
from assistant.tuning.studio import short
from storage.database import utc_now
from web.staff.curves import curves, figure
from web.staff.section import Turn
from web.strings import ago, size, text

Options = TypeVar("Options", LoraOptions, BaseOptions)
Told = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Field:
    """A number that a form asks for; its explanation is that of the option, unless `note` names another."""

    name: str
    label: str
    is_whole: bool = True
    note: str = ""


LORA_FIELDS = (
    Field("epochs", "run_epochs", is_whole=False),
    Field("learning_rate", "run_rate", is_whole=False),
    Field("rank", "run_rank"),
    Field("batch", "run_batch"),
    Field("max_length", "run_max_length"),
    Field("patience", "run_patience"),
    Field("seed", "run_seed"),
)
BASE_FIELDS = (
    Field("epochs", "run_epochs", is_whole=False, note="run_epochs_pieces"),
    Field("learning_rate", "run_rate", is_whole=False, note="run_rate_pieces"),
    Field("batch", "run_batch", note="run_batch_pieces"),
    Field("patience", "run_patience", note="run_patience_pieces"),
    Field("seed", "run_seed"),
)

# Of `metrics.figures`, in the order of interest; of these two, less is better.
MEASURES = (
    "perplexity", "exact_match", "token_f1", "citation_precision", "citation_recall", "exact_and_cited",
    "right_refusals", "false_refusals", "planted_resisted",
)  # fmt: skip
LESS_IS_BETTER = ("perplexity", "false_refusals")


def fields(options: LoraOptions | BaseOptions, wanted: Sequence[Field], turn: Turn) -> list[dict[str, str]]:
    """The fields with what was typed into them, else what does well, and what each means."""
    return [
        {
            "name": field.name,
            "label": text(field.label, turn.language),
            "value": turn.field(field.name) or f"{getattr(options, field.name):g}",
            "note": text(field.note, turn.language) if field.note else explanation(field.name, turn.language),
        }
        for field in wanted
    ]


def typed(kind: type[Options], wanted: Sequence[Field], turn: Turn) -> Options:
    """The options that a form says. Raises ValueError for what is no number, TuningError for one out of bounds."""
    values: dict[str, Any] = {}
    for field in wanted:
        given = turn.field(field.name).strip()
        if not given:
            continue
        try:
            values[field.name] = int(given) if field.is_whole else float(given)
        except ValueError:
            raise ValueError(
                text("run_number_form", turn.language, field=text(field.label, turn.language), value=given[:40])
            ) from None
    if kind is BaseOptions and turn.field("size"):
        values["size"] = turn.field("size")
    if kind is LoraOptions:
        values["four_bit"] = turn.field("four_bit") == "yes"
    return kind(**values)


def forecast_words(found: Forecast, language: str) -> dict[str, Any]:
    """What is to be expected, as sentences; those of `warnings` first."""
    count = sum(found.rows.values())
    memory, free = size(found.memory or 0), size(found.free)
    warnings = []
    if not found.is_enough:
        warnings.append(text("run_expect_few", language, count=f"{count:,}", least=found.least))
    if not found.fits:
        warnings.append(text("run_expect_tight", language, memory=memory, free=free))
    told = [text("run_expect_rows", language, **{part: f"{rows:,}" for part, rows in found.rows.items()})]
    if found.dropped:
        told.append(text("run_expect_dropped", language, count=f"{found.dropped:,}"))
    steps = f"{found.steps:,}"
    if found.seconds is None:
        told.append(text("run_expect_fetched", language, steps=steps))
    else:
        told.append(text("run_expect_time", language, steps=steps, time=duration(found.seconds, language)))
        told.append(text("run_expect_measured" if found.is_measured else "run_expect_reckoned", language))
    if found.memory is not None and found.fits:
        told.append(text("run_expect_memory", language, memory=memory, free=free))
    return {"warnings": warnings, "told": told, "is_enough": found.is_enough}


def forecast_base_words(found: Forecast, language: str) -> dict[str, Any]:
    """The same of a new model."""
    memory, free = size(found.memory or 0), size(found.free)
    told = [
        text("run_expect_base", language, steps=f"{found.steps:,}", time=duration(found.seconds or 0.0, language)),
        text("run_expect_reckoned", language),
    ]
    if found.fits:
        told.append(text("run_expect_memory", language, memory=memory, free=free))
        return {"warnings": [], "told": told}
    return {"warnings": [text("run_expect_tight", language, memory=memory, free=free)], "told": told}


def row(run: Run, language: str) -> dict[str, Any]:
    """One line of the list."""
    after = run.latest.get("validation_perplexity")
    return {
        "name": run.name,
        "kind": text("run_kind_" + run.kind, language),
        "state": run.state,
        "percent": _percent(run),
        "perplexity": figure(after) if after is not None else "–",
        "is_alive": run.state in ALIVE,
        **_started(run.plan, language),
    }


def whole(run: Run, told: Told, language: str) -> dict[str, Any]:
    """All that is known of a run."""
    latest, options = run.latest, run.plan.options
    result = run.result or {}
    stage = str(latest.get("stage", "starting"))
    return {
        "run": run,
        "what": text("run_for", language, base=short(run.plan.base))
        if run.kind == "lora" else text("run_from_documents", language),
        "is_alive": run.state in ALIVE,
        "may_stop": run.state == "running" and stage != "measuring",
        "may_resume": run.state in ("stopped", "interrupted", "failed"),
        "may_finish": run.state in ("stopped", "interrupted", "failed") and "validation_loss" in latest
        and latest.get("step", 0) > 0,
        "stage": _stage(stage, latest, language) if run.state in ALIVE else "",
        "percent": _percent(run),
        "where": _where(latest, options, language),
        "problem": run.problem(language),
        "facts": _facts(latest, run.state in ALIVE, language),
        "charts": curves(told, language),
        "rows": _rows(latest, language),
        "dropped": _dropped(latest, language),
        "learned": str(latest.get("learned", "")) if run.kind == "lora" else "",
        "settings": [(option_name(name, language), _option(name, value, language))
                     for name, value in options.items() if value is not False and (name, value) != ("piece", 0)],
        "perplexity": _change(result.get("perplexity")),
        "measures": measures(result.get("metrics"), language),
        "adapter": result.get("adapter") or "",
        "model": run.name if result.get("model") else "",
        "alone": PERPLEXITY_ALONE["zh" if language == "zh" else "en"],
        **_started(run.plan, language),
    }  # fmt: skip


def measures(metrics: Mapping[str, Any] | None, language: str) -> dict[str, Any] | None:
    """Base and adapter beside each other, line by line; None where they were not measured."""
    base, new = (metrics or {}).get("base"), (metrics or {}).get("new")
    if not base or not new:
        return None
    lines = []
    for name in MEASURES:
        before, after = base.get(name), new.get(name)
        if before is None and after is None:
            continue
        lines.append(
            {
                "label": text("measure_" + name, language),
                "before": _measure(name, before),
                "after": _measure(name, after),
                "change": _judged(name, before, after),
            }
        )
    return {"lines": lines, "count": f"{new.get('rows', 0):,}"}


def option_name(name: str, language: str) -> str:
    """What a form calls an option; of one that no form asks for, its own name."""
    known = {field.name: field.label for field in LORA_FIELDS} | {
        "four_bit": "run_four_bit", "size": "run_size", "processes": "run_processes", "steps": "run_step",
        "piece": "run_piece",
    }  # fmt: skip
    return text(known[name], language) if name in known else name


def _option(name: str, value: object, language: str) -> str:
    if name == "size":
        return text(f"run_size_{value}", language)
    return f"{value:g}" if isinstance(value, float) else str(value)


def duration(seconds: float, language: str) -> str:
    """'40 s', '3 min', '2 h 5 min'."""
    if seconds < 90:
        return text("run_seconds", language, seconds=max(1, round(seconds)))
    minutes = round(seconds / 60)
    if minutes < 90:
        return text("run_minutes", language, minutes=minutes)
    return text("run_hours", language, hours=minutes // 60, minutes=minutes % 60)


def _percent(run: Run) -> int | None:
    """How much of the steps is done; None where there is nothing to see yet."""
    step, steps = run.latest.get("step"), run.latest.get("steps")
    return round(100 * step / steps) if step is not None and steps else None


def _stage(stage: str, latest: Mapping[str, Any], language: str) -> str:
    words = text("run_stage_" + stage, language) if stage in ("starting", "preparing", "training", "measuring") else ""
    if stage == "measuring" and latest.get("of"):
        words += " " + text("run_measured_of", language, rows=latest["rows"], of=latest["of"])
    return words


def _where(latest: Mapping[str, Any], options: Mapping[str, Any], language: str) -> list[str]:
    if "step" not in latest or "steps" not in latest:
        return []
    return [
        text("run_step_of", language, step=f"{latest['step']:,}", steps=f"{latest['steps']:,}"),
        text("run_epoch_of", language, epoch=f"{latest.get('epoch', 0):.2f}", epochs=f"{options.get('epochs', 0):g}"),
    ]


def _facts(latest: Mapping[str, Any], is_alive: bool, language: str) -> list[tuple[str, str, str]]:
    """Label and value of the newest figures, and that of the rows held out where it has one."""
    pairs = {
        "run_loss": ("loss", "validation_loss"),
        "run_perplexity": ("perplexity", "validation_perplexity"),
        "run_rate": ("learning_rate",),
        "run_speed": ("tokens_per_second",),
    }
    facts = []
    for key, (name, *watched) in pairs.items():
        known = [figure(latest[one]) for one in watched if one in latest]
        held_out = text("run_held_out", language, value=known[0]) if known else ""
        if name in latest or held_out:
            facts.append((text(key, language), figure(latest[name]) if name in latest else "–", held_out))
    if "memory" in latest:
        facts.append((text("run_memory", language), size(latest["memory"]), ""))
    if "elapsed" in latest:
        facts.append((text("run_elapsed", language), duration(latest["elapsed"], language), ""))
    if is_alive and "seconds_left" in latest and latest["stage"] == "training":
        facts.append((text("run_left", language), duration(latest["seconds_left"], language), ""))
    return facts


def _rows(latest: Mapping[str, Any], language: str) -> str:
    if "train" in latest:
        return text(
            "run_rows_words", language, train=f"{latest['train']:,}", validation=f"{latest['validation']:,}",
            dropped=f"{len(latest['dropped']):,}",
        )  # fmt: skip
    if "held_out" in latest:
        return text(
            "run_texts_words", language, learned=f"{latest['learned']:,}", held_out=f"{latest['held_out']:,}",
            documents=f"{latest['documents']:,}",
        )  # fmt: skip
    return ""


def _dropped(latest: Mapping[str, Any], language: str) -> list[dict[str, str]]:
    """The rows that were left out, each with why."""
    return [
        {"id": one["id"], "why": text("run_left_out_" + ("long" if one["reason"] == "too_long" else "form"), language)}
        for one in latest.get("dropped", [])[:20]
    ]


def _change(perplexity: Mapping[str, Any] | None) -> str:
    if not perplexity or perplexity.get("before") is None or perplexity.get("after") is None:
        return ""
    return f"{figure(perplexity['before'])} → {figure(perplexity['after'])}"


def _measure(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    return figure(value) if name == "perplexity" else f"{100 * value:.0f} %"


def _judged(name: str, before: float | None, after: float | None) -> str:
    if before is None or after is None or before == after:
        return ""
    return "better" if (after < before) == (name in LESS_IS_BETTER) else "worse"


def _started(plan: Plan, language: str) -> dict[str, str]:
    try:
        began = datetime.fromisoformat(plan.created)
    except ValueError:
        return {"time": "–", "time_exact": "", "time_machine": "", "author": plan.author}
    return {
        "time": ago(began, utc_now(), language),
        "time_exact": f"{began:%Y-%m-%d %H:%M} UTC",
        "time_machine": f"{began:%Y-%m-%dT%H:%M:%SZ}",
        "author": plan.author.rpartition(":")[2],
    }
