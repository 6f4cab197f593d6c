"""Records SciPy's answers into src/market/fixtures/scipy.json and src/talent/fixtures/scipy.json.

    python packages/capital/tools/record_market.py

The price meter is a port of identify_intersection and calculate_unweighted_ecdfs of R's pricesensitivitymeter 1.3.3
(max-alletsee/pricesensitivitymeter@8188de1, R/psm_utils.R, R/psm_data_processing.R); R itself was not at hand.
"""

import json
import pathlib

import numpy as np
import scipy
from scipy import integrate, optimize, stats

rng = np.random.default_rng(7)
here = pathlib.Path(__file__).parent.parent / "src"


def price_meter(count):
    columns = [rng.normal(m, s, count).round(2) for m, s in ((8.5, 1), (10, 1), (12, 0.75), (13, 1))]
    rows = np.stack(columns, 1)
    valid = rows[(np.diff(rows, axis=1) > 0).all(1)]
    grid = np.unique(valid)

    def ecdf(values):
        out = np.searchsorted(np.sort(values), grid, side="right") / len(values)
        out[grid >= values.max()] = 1
        out[grid <= values.min()] = 0
        return out

    too_cheap, cheap, expensive, too_expensive = (ecdf(valid[:, i]) for i in range(4))
    too_cheap, cheap = 1 - too_cheap, 1 - cheap

    def cross(a, b):
        diff = a - b
        i = np.flatnonzero(np.diff(np.sign(diff)) != 0)[0]
        return float(grid[i] - diff[i] * (grid[i + 1] - grid[i]) / (diff[i + 1] - diff[i]))

    return {
        "answers": rows.tolist(),
        "invalid": int(count - len(valid)),
        "narrow": {"pmc": cross(expensive, too_cheap), "pme": cross(too_expensive, cheap)},
        "wide": {"pmc": cross(1 - cheap, too_cheap), "pme": cross(too_expensive, 1 - expensive)},
        "ipp": cross(expensive, cheap),
        "opp": cross(too_expensive, too_cheap),
    }


def conjoint(questions, truth):
    truth = np.array(truth)
    levels = np.stack([rng.integers(0, 2, (questions, 3)), rng.integers(0, 2, (questions, 3)), rng.choice([10, 20, 30, 40], (questions, 3))], 2)
    levels[:, 2] = 0  # none of these
    utility = levels @ truth + rng.gumbel(size=(questions, 3))
    chosen = utility.argmax(1)

    def negative(beta):
        u = levels @ beta
        return float((np.log(np.exp(u).sum(1)) - u[np.arange(questions), chosen]).sum())

    fit = optimize.minimize(negative, np.zeros(3), method="BFGS", options={"gtol": 1e-9})
    h = 1e-4
    hessian = np.array([[(negative(fit.x + h * (a + b)) - negative(fit.x + h * (a - b)) - negative(fit.x - h * (a - b)) + negative(fit.x - h * (a + b))) / (4 * h * h) for b in np.eye(3)] for a in np.eye(3)])
    errors = np.sqrt(np.diag(np.linalg.inv(hessian)))
    return {"levels": levels.tolist(), "chosen": chosen.tolist(), "beta": fit.x.tolist(), "errors": errors.tolist(), "logLikelihood": -fit.fun}


def test_of_two(a, b):
    fa, fb = (stats.beta(1 + s, 1 + n - s) for n, s in (a, b))
    better = integrate.quad(lambda x: fb.pdf(x) * fa.cdf(x), 0, 1, points=[fa.mean(), fb.mean()], limit=500)[0]
    loss = integrate.quad(lambda x: fb.cdf(x) * (1 - fa.cdf(x)), 0, 1, points=[fa.mean(), fb.mean()], limit=500)[0]
    return {"a": a, "b": b, "better": better, "lossOfB": loss}


def learning_curve(truth, counts, test):
    a, b, c = truth
    errors = [float(rng.binomial(test, a * n**-b + c) / test) for n in counts]
    sigma = [max(e * (1 - e), 1 / test) ** 0.5 / test**0.5 for e in errors]
    fit, _ = optimize.curve_fit(lambda n, a, b, c: a * n**-b + c, counts, errors, p0=(1, 0.5, 0.01), sigma=sigma, bounds=([0, 0.01, 0], [np.inf, 3, 1]), xtol=1e-14, ftol=1e-14, gtol=1e-14, max_nfev=100000)
    return {"points": [{"n": n, "error": e, "tested": test} for n, e in zip(counts, errors)], "a": fit[0], "b": fit[1], "c": fit[2]}


def write(name, cases):
    (here / name / "fixtures" / "scipy.json").write_text(json.dumps({"versions": {"numpy": np.__version__, "scipy": scipy.__version__}, **cases}) + "\n")


write(
    "market",
    {
        "prices": price_meter(250),
        "conjoint": conjoint(400, (0.8, 0.5, -0.05)),
        "tests": [test_of_two((1000, 100), (1000, 130)), test_of_two((50, 0), (40, 3)), test_of_two((200_000, 20_000), (200_000, 20_300))],
    },
)
write("talent", {"curves": [learning_curve((2.0, 0.35, 0.02), [200, 400, 800, 1600, 3200, 6400, 12800], 5000), learning_curve((5.0, 0.5, 0.0), [100, 300, 1000, 3000, 10000], 10000)]})
