"""Records the weights that scikit-learn comes to, for the tests of what is fitted whole.

Needs scikit-learn (1.9.1 was used), and pima of the data sets in CAPSTAN_DATA:

    CAPSTAN_DATA=../shared/data python packages/models/tools/record-linear.py

No data are kept: inputs follow from a formula, or are read from the data sets.
"""

import json
import os
import pathlib

import numpy as np
import sklearn
from sklearn.linear_model import Lasso, LinearRegression, LogisticRegression, Ridge
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

here = pathlib.Path(__file__).parent


def formula(rows, columns):
    """sin of the square of the position, the same numbers in every language."""
    return np.sin(np.arange(rows * columns, dtype=float) ** 2 * 0.37).reshape(rows, columns) * 1.5


def scaled(x):
    return (x - x.mean(0)) / x.std(0)


def sets():
    x = formula(120, 5)
    line = x @ np.array([1.0, -2.0, 0.5, 0.0, 0.25]) + 0.3 * np.cos(np.arange(120) * 1.7)
    yield "formula", x, (line > 0).astype(int), np.digitize(line, [-1, 1]), line
    pima = np.loadtxt(pathlib.Path(os.environ["CAPSTAN_DATA"], "pima/pima-indians-diabetes.csv"), delimiter=",")
    x = scaled(pima[:, 1:8])
    yield "pima", x, pima[:, 8].astype(int), np.minimum(pima[:, 0], 2).astype(int), pima[:, 5]


exact = {"tol": 1e-14, "max_iter": 200_000}
cases = []
for name, x, binary, several, line in sets():
    for target, y in [("binary", binary), ("several", several)]:
        for l1, l2 in [(0, 1), (0, 0.1), (3, 0)]:
            if l1:
                # three classes: with an even number the weights of the optimum are not the only ones
                model = LogisticRegression(C=1 / l1, l1_ratio=1, solver="saga", tol=1e-12, max_iter=1_000_000)
            else:
                model = LogisticRegression(C=1 / l2, **exact)
            model.fit(x, y)
            cases.append(
                {"set": name, "target": target, "l1": l1, "l2": l2, "weight": model.coef_.tolist(), "bias": model.intercept_.tolist()}
            )
    inputs = np.delete(x, 4, 1) if name == "pima" else x  # the fifth is what is predicted
    for l1, l2 in [(0, 1), (0, 0), (20, 0)]:
        model = Lasso(alpha=l1 / len(x), tol=1e-15, max_iter=100_000) if l1 else Ridge(alpha=l2) if l2 else LinearRegression()
        model.fit(inputs, line)
        cases.append(
            {"set": name, "target": "line", "l1": l1, "l2": l2, "weight": [model.coef_.tolist()], "bias": [float(model.intercept_)]}
        )
    half = len(x) // 2
    near = KNeighborsClassifier(5).fit(x[:half], several[:half])
    means = KNeighborsRegressor(5).fit(x[:half], line[:half])
    cases.append(
        {
            "set": name,
            "target": "near",
            "shares": near.predict_proba(x[half : half + 20]).tolist(),
            "means": means.predict(x[half : half + 20]).tolist(),
        }
    )

out = here.parent / "fixtures" / "linear.json"
out.write_text(json.dumps({"scikit-learn": sklearn.__version__, "cases": cases}) + "\n")
