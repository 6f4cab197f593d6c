"""Records SciPy's nonlinear fits of Bass's model into src/market/size/fixtures/bass.json.

    python packages/capital/tools/record_bass.py
"""

import json
import pathlib

import numpy as np
import scipy
from scipy.optimize import curve_fit

# Sales a year, in thousands, as in https://rpubs.com/chengjun/bass_model.
PUBLISHED = [840, 1470, 2110, 4000, 7590, 10950, 10530, 9470, 7790, 5890]


def adopted(t, p, q):
    decay = np.exp(-(p + q) * t)
    return (1 - decay) / (1 + q / p * decay)


def rate(t, p, q):
    share = adopted(t, p, q)
    return (p + q * share) * (1 - share)


def fits(sales):
    sales = np.array(sales, float)
    t = np.arange(1, len(sales) + 1.0)
    curves = {
        "interval": lambda t, p, q, m: m * (adopted(t, p, q) - adopted(t - 1, p, q)),
        "rate": lambda t, p, q, m: m * rate(t, p, q),
    }
    out = {}
    for name, curve in curves.items():
        start = [0.01, 0.4, sales.sum() * 1.1]
        at, covariance = curve_fit(curve, t, sales, p0=start, xtol=1e-14, ftol=1e-14, gtol=1e-14, maxfev=20000)
        out[name] = {"at": at.tolist(), "errors": np.sqrt(np.diag(covariance)).tolist()}
    return out


rng = np.random.default_rng(11)
cases = [PUBLISHED]
for p, q, market, periods in [(0.03, 0.38, 1e5, 9), (0.005, 0.6, 2e6, 14), (0.08, 0.2, 500, 12)]:
    t = np.arange(1, periods + 1.0)
    sales = market * (adopted(t, p, q) - adopted(t - 1, p, q))
    cases.append((sales * rng.normal(1, 0.05, periods)).round(1).tolist())

path = pathlib.Path(__file__).parent.parent / "src/market/size/fixtures/bass.json"
path.parent.mkdir(exist_ok=True)
recorded = {"scipy": scipy.__version__, "numpy": np.__version__, "cases": [{"sales": s, **fits(s)} for s in cases]}
path.write_text(json.dumps(recorded, indent=1) + "\n")
