"""Records what reference libraries say of numbers, quantiles, draws, forecasts and rankings into src/fixtures/predictions.json.

    pip install numpy scikit-learn properscoring ir-measures lifelines
    python packages/evaluate/tools/record_predictions.py

200 random and awkward inputs of each: ties, zeros, constants, one example, weights of nought. Inputs have few digits, so that the
file is small.
"""

import importlib.metadata
import json
import pathlib
import sys
import warnings

import ir_measures
import numpy as np
import properscoring
from lifelines.utils import concordance_index
from sklearn import metrics as m

warnings.filterwarnings("ignore")
rng = np.random.default_rng(20261130)


def some(shape, kind):
    """Numbers of few digits: continuous, coarse (many ties), with zeros, or constant."""
    if kind == 1:
        return rng.integers(0, 4, shape).astype(float)
    if kind == 2:
        return np.round(rng.normal(0, 2, shape), 2) * rng.integers(0, 2, shape)
    if kind == 3:
        return np.full(shape, 2.5)
    return np.round(rng.normal(3, 2, shape), 3)


def clean(value):
    if isinstance(value, dict):
        return {k: clean(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [clean(v) for v in value]
    if isinstance(value, (str, bool)):
        return value
    if isinstance(value, (int, np.integer)):
        return int(value)
    value = float(value)
    if not np.isfinite(value):
        return str(value)
    return int(value) if value.is_integer() and abs(value) < 1e9 else value


def numbers(i):
    n = 1 if i % 20 == 0 else int(rng.integers(2, 14))
    y, p = some(n, i % 4), some(n, (i // 4) % 4)
    w = rng.integers(0, 4, n).astype(float)
    w[0] = 1
    size = np.abs(y) + np.abs(p)
    # The symmetric one is no metric of scikit-learn: the M4 competition's formula, as a share; 0 of 0 and 0 is no error.
    symmetric = np.where(size == 0, 0, 2 * np.abs(y - p) / np.where(size == 0, 1, size))
    return {
        "targets": y,
        "predictions": p,
        "weights": w,
        "plain": {
            "mse": m.mean_squared_error(y, p),
            "mae": m.mean_absolute_error(y, p),
            "r2": m.r2_score(y, p) if n > 1 else np.nan,
            "smape": symmetric.mean(),
            "concordance": concordance_index(y, p) if len(set(y)) > 1 else np.nan,
        },
        "weighted": {
            "mse": m.mean_squared_error(y, p, sample_weight=w),
            "rmse": m.root_mean_squared_error(y, p, sample_weight=w),
            "mae": m.mean_absolute_error(y, p, sample_weight=w),
            "mape": m.mean_absolute_percentage_error(y, p, sample_weight=w),
            "r2": m.r2_score(y, p, sample_weight=w) if (w > 0).sum() > 1 else np.nan,
            "smape": np.average(symmetric, weights=w),
        },
    }


def classes(i):
    n, k = int(rng.integers(2, 12)), int(rng.integers(2, 5))
    p = rng.integers(0, 9, (n, k)).astype(float) + np.eye(k)[rng.integers(0, k, n)]
    p /= p.sum(1, keepdims=True)
    y = rng.integers(0, k, n)
    w = rng.integers(0, 4, n).astype(float)
    w[0] = 1
    labels = list(range(k))
    told = p.argmax(1)
    return {
        "targets": y,
        "probabilities": p,
        "weights": w,
        "weighted": {
            "accuracy": m.accuracy_score(y, told, sample_weight=w),
            "macroF1": m.f1_score(y, told, sample_weight=w, labels=labels, average="macro", zero_division=0),
            "matthews": m.matthews_corrcoef(y, told, sample_weight=w),
            "logLoss": m.log_loss(y, p, sample_weight=w, labels=labels),
            "brierScore": m.brier_score_loss(y, p, sample_weight=w, labels=labels),
        },
    }


def quantiles(i):
    n = 1 if i % 20 == 0 else int(rng.integers(2, 10))
    levels = [[0.1, 0.5, 0.9], [0.05, 0.25, 0.5, 0.75, 0.95], [0.2, 0.8], [0.5]][i % 4]
    y = some(n, (i // 4) % 4)
    q = np.sort(np.round(y[:, None] + rng.normal(0, 1, (n, len(levels))), 2), 1)
    if i % 5 == 0:
        q[:] = y[:, None]
    w = rng.integers(0, 4, n).astype(float)
    w[0] = 1
    loss = [m.mean_pinball_loss(y, q[:, k], sample_weight=w, alpha=a) for k, a in enumerate(levels)]
    inside = (y >= q[:, 0]) & (y <= q[:, -1])
    return {
        "levels": levels,
        "targets": y,
        "quantiles": q,
        "weights": w,
        "weighted": {
            "pinball": np.mean(loss),
            "intervalCoverage": np.average(inside, weights=w),
            "intervalWidth": np.average(q[:, -1] - q[:, 0], weights=w),
        },
    }


def draws(i):
    n, k = int(rng.integers(1, 6)), int(rng.integers(1, 9))
    y, x = some(n, i % 4), some((n, k), (i // 4) % 4)
    return {"targets": y, "draws": x, "crps": properscoring.crps_ensemble(y, x).mean()}


def rankings(i):
    sizes = rng.integers(1, 25, int(rng.integers(1, 5)))
    relevance, scores = [], []
    out = {name: [] for name in ("ndcg", "map", "mrr", "hitRate", "rankedRecall")}
    k = int([1, 3, 5, 10][i % 4])
    for size in sizes:
        grade = rng.integers(0, 4, size) * (rng.random(size) < 0.4)
        tied = i % 3 == 0  # NDCG alone says what ties are worth
        score = rng.integers(0, 4, size).astype(float) if tied else rng.permutation(size).astype(float)
        relevance += list(grade)
        scores += list(score)
        # scikit-learn refuses lists of one item: there the order is right.
        out["ndcg"].append(m.ndcg_score([grade], [score], k=k) if size > 1 else float(grade[0] > 0))
        if tied:
            continue
        qrels = [ir_measures.Qrel("q", str(d), int(g)) for d, g in enumerate(grade)]
        run = [ir_measures.ScoredDoc("q", str(d), float(s)) for d, s in enumerate(score)]
        hits = int((grade > 0).sum())
        if hits == 0:
            for name in ("map", "mrr", "hitRate", "rankedRecall"):
                out[name].append(0.0)
            continue
        parse = ir_measures.parse_measure
        found = ir_measures.calc_aggregate([parse(f"{name}@{k}") for name in ("AP", "RR", "Success", "R")], qrels, run)
        found = {str(measure).split("@")[0]: value for measure, value in found.items()}
        # trec_eval divides by all that are relevant, also where fewer fit into k.
        out["map"].append(found["AP"] * hits / min(hits, k))
        out["mrr"].append(found["RR"])
        out["hitRate"].append(found["Success"])
        out["rankedRecall"].append(found["R"])
    return {
        "k": k,
        "sizes": sizes,
        "relevance": relevance,
        "scores": scores,
        "values": {name: np.mean(values) for name, values in out.items() if values},
    }


def forecasts(i):
    """MASE, sMAPE and OWA as in the M4 competition's own evaluation (github.com/Mcompetitions/M4-methods, ML_benchmarks.py)."""
    series, horizon, season = int(rng.integers(1, 5)), int(rng.integers(1, 7)), int(rng.integers(1, 4))
    scale, mases, smapes, base = [], [], [], []
    rows = {"histories": [], "targets": [], "predictions": [], "benchmark": []}
    for _ in range(series):
        history = np.round(np.abs(rng.normal(10, 3, season + int(rng.integers(2, 9)))) + 1, 2)
        y, p, b = (np.round(np.abs(rng.normal(10, 3, horizon)) + 1, 2) for _ in range(3))
        naive = np.mean([abs(history[t] - history[t - season]) for t in range(season, len(history))])
        smape = lambda a, f: np.mean(2.0 * np.abs(a - f) / (np.abs(a) + np.abs(f)))
        scale.append(naive)
        mases.append((np.mean(np.abs(y - p)) / naive, np.mean(np.abs(y - b)) / naive))
        smapes.append((smape(y, p), smape(y, b)))
        for name, row in zip(rows, (history, y, p, b)):
            rows[name].append(row)
    mase, smape = np.mean(mases, 0), np.mean(smapes, 0)
    return {
        **rows,
        "season": season,
        "scales": scale,
        "values": {
            "mase": mase[0],
            "forecastSmape": smape[0],
            "owa": (mase[0] / mase[1] + smape[0] / smape[1]) / 2,
        },
    }


def main():
    libraries = ["scikit-learn", "numpy", "properscoring", "ir-measures", "pytrec-eval-terrier", "lifelines"]
    makers = [numbers, classes, quantiles, draws, forecasts, rankings]
    out = {
        "recorded by": "packages/evaluate/tools/record_predictions.py",
        "versions": {name: importlib.metadata.version(name) for name in libraries} | {"python": sys.version.split()[0]},
        **{make.__name__: [make(i) for i in range(200)] for make in makers},
    }
    path = pathlib.Path(__file__).parent.parent / "src" / "fixtures" / "predictions.json"
    path.write_text(json.dumps(clean(out), separators=(",", ":")) + "\n")
    print(f"{path.name}: {path.stat().st_size} bytes")


main()
