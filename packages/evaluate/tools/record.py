"""Records scikit-learn's answers into src/fixtures/scikit-learn.json.

    python packages/evaluate/tools/record.py

The cases are real predictions (digits, breast cancer, diabetes; all come with scikit-learn) and edges: a class that never occurs,
one class only, ties, all wrong, one example.
"""

import json
import pathlib
import sys
import warnings

import numpy as np
import sklearn
from sklearn import metrics as m
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits
from sklearn.calibration import calibration_curve
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")


def predictions(load, test, scale=True, digits=None, **options):
    """Probabilities of a deliberately weak logistic regression on held-out examples."""
    x, y = load(return_X_y=True)
    x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=test, random_state=0, stratify=y)
    if scale:
        scaler = StandardScaler().fit(x_train)
        x_train, x_test = scaler.transform(x_train), scaler.transform(x_test)
    p = LogisticRegression(**options).fit(x_train, y_train).predict_proba(x_test)
    if digits is not None:  # ties on purpose; rows still add up to 1
        p = np.round(p, digits)
        p[np.arange(len(p)), p.argmax(1)] += 1 - p.sum(1)
        p = np.round(p, digits + 2)
    return p, y_test


def clean(value):
    """JSON without NaN and infinity: they become strings."""
    if isinstance(value, dict):
        return {k: clean(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [clean(v) for v in value]
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    value = float(value)
    return value if np.isfinite(value) else str(value)


def averages(y, p, labels, **options):
    out = {}
    for average in (None, "macro", "weighted", "micro"):
        precision, recall, f1, support = m.precision_recall_fscore_support(
            y, p, labels=labels, average=average, **options
        )
        name = average or "perClass"
        out[name] = {"precision": precision, "recall": recall, "f1": f1}
        if average is None:
            out[name]["support"] = support
    return out


def labelled(y, pred, classes):
    labels = list(range(classes))
    return {
        "confusion": m.confusion_matrix(y, pred, labels=labels),
        "accuracy": m.accuracy_score(y, pred),
        "balancedAccuracy": m.balanced_accuracy_score(y, pred),
        "balancedAccuracyAdjusted": m.balanced_accuracy_score(y, pred, adjusted=True),
        "matthews": m.matthews_corrcoef(y, pred),
        "kappa": {
            str(w).lower(): m.cohen_kappa_score(y, pred, labels=labels, weights=w) for w in (None, "linear", "quadratic")
        },
        "zeroDivision0": averages(y, pred, labels, zero_division=0),
        "zeroDivision1": averages(y, pred, labels, zero_division=1),
        "zeroDivisionNaN": averages(y, pred, labels, zero_division=np.nan),
    }


def binary(y, scores):
    fpr, tpr, thresholds = m.roc_curve(y, scores)
    full = m.roc_curve(y, scores, drop_intermediate=False)
    precision, recall, at = m.precision_recall_curve(y, scores)
    return {
        "roc": {"fpr": fpr, "tpr": tpr, "thresholds": thresholds},
        "rocFull": {"fpr": full[0], "tpr": full[1], "thresholds": full[2]},
        "rocAuc": m.roc_auc_score(y, scores) if len(set(y)) > 1 else np.nan,
        "precisionRecall": {"precision": precision, "recall": recall, "thresholds": at},
        "averagePrecision": m.average_precision_score(y, scores),
    }


def probabilistic(y, p):
    y, p = np.asarray(y), np.asarray(p, dtype=np.float64)
    classes = p.shape[1]
    labels = list(range(classes))
    one_hot = np.eye(classes)[y]
    areas = [
        m.roc_auc_score(one_hot[:, c], p[:, c]) if 0 < one_hot[:, c].sum() < len(y) else np.nan for c in labels
    ]
    pred = p.argmax(1)
    confidence, right = p.max(1), pred == y
    bins = np.linspace(0, 1, 16)
    # calibration_curve puts a value on an edge into the bin below, as ours does.
    true, mean = calibration_curve(right, confidence, n_bins=15)
    which = np.searchsorted(bins[1:-1], confidence)
    ece = sum(
        abs(right[which == b].mean() - confidence[which == b].mean()) * (which == b).mean()
        for b in range(15)
        if (which == b).any()
    )
    out = {
        "targets": y,
        "probabilities": p,
        **labelled(y, pred, classes),
        "auc": {"perClass": areas},
        "averagePrecision": [m.average_precision_score(one_hot[:, c], p[:, c]) for c in labels],
        "logLoss": m.log_loss(y, p, labels=labels),
        "logLoss32": m.log_loss(y, p.astype(np.float32), labels=labels),
        "brier": m.brier_score_loss(y, p, labels=labels),
        "calibration": {"true": true, "mean": mean, "ece": ece},
    }
    if classes > 2:
        out["topK"] = {k: m.top_k_accuracy_score(y, p, k=k, labels=labels) for k in range(1, min(classes, 6))}
        if not np.isnan(areas).any():
            out["auc"]["macro"] = m.roc_auc_score(y, p, multi_class="ovr", average="macro")
            out["auc"]["weighted"] = m.roc_auc_score(y, p, multi_class="ovr", average="weighted")
    else:
        out["binary"] = binary(y, p[:, 1])
    return out


def regression(y, p):
    return {
        "targets": y,
        "predictions": p,
        "mse": m.mean_squared_error(y, p),
        "rmse": m.root_mean_squared_error(y, p),
        "mae": m.mean_absolute_error(y, p),
        "r2": m.r2_score(y, p),
        "mape": m.mean_absolute_percentage_error(y, p),
    }


def main():
    digits, digits_y = predictions(load_digits, 250, digits=4, C=0.001)
    cancer, cancer_y = predictions(load_breast_cancer, 200, scale=False, max_iter=20)
    coarse = np.round(cancer[:, 1], 1)
    x, y = load_diabetes(return_X_y=True)
    line = LinearRegression().fit(x[:300], y[:300]).predict(x[300:])
    third = [1 / 3, 1 / 3, 1 / 3]
    out = {
        "recorded by": "packages/evaluate/tools/record.py",
        "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "python": sys.version.split()[0]},
        "probabilistic": {
            "digits": probabilistic(digits_y, digits),
            "breast cancer": probabilistic(cancer_y, cancer),
            "breast cancer, coarse": probabilistic(cancer_y, np.stack([1 - coarse, coarse], 1)),
            "absent class": probabilistic([0, 0, 2, 2, 2], [[0.7, 0.2, 0.1], [0.2, 0.5, 0.3], [0.1, 0.1, 0.8], [0.5, 0.25, 0.25], [0.0, 0.0, 1.0]]),
            "one class only": probabilistic([1, 1, 1], [[0.1, 0.9, 0.0], [0.3, 0.4, 0.3], [0.05, 0.9, 0.05]]),
            "all ties": probabilistic([0, 1, 2, 0], [third] * 4),
            "all wrong": probabilistic([0, 1, 2, 0, 1], [[0, 1, 0], [0, 0, 1], [1, 0, 0], [0, 0, 1], [1, 0, 0]]),
            "one example, right": probabilistic([1], [[0.25, 0.75]]),
            "one example, wrong": probabilistic([0], [[0.25, 0.75]]),
        },
        "regression": {
            "diabetes": regression(y[300:], line),
            "constant, missed": regression([3, 3, 3], [1, 2, 3]),
            "constant, hit": regression([3, 3], [3, 3]),
            "zeros": regression([0, 1, 2], [0.5, 1, 2]),
            "one example": regression([2.5], [2]),
            "far from zero": regression([1e8 + 1, 1e8 + 2, 1e8 + 4], [1e8 + 1.5, 1e8 + 2, 1e8 + 3]),
        },
    }
    path = pathlib.Path(__file__).parent.parent / "src" / "fixtures" / "scikit-learn.json"
    path.write_text(json.dumps(clean(out), separators=(",", ":")) + "\n")
    print(f"{path.name}: {path.stat().st_size} bytes")


main()
