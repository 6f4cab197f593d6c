"""numpy's side of simulate.ts: see runway.ts."""

import sys
import time

import numpy as np

PATHS = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
MONTHS = 36
Z95 = 1.6448536269514722


def lognormal(rng, low, high):
    """Low and high are the 5th and the 95th percentile."""
    mu = (np.log(low) + np.log(high)) / 2
    return np.exp(rng.normal(mu, (np.log(high) - np.log(low)) / (2 * Z95), PATHS))


def runway(rng):
    burn = lognormal(rng, 110_000, 160_000)
    growth = lognormal(rng, 0.01, 0.06)
    income = lognormal(rng, 20_000, 40_000)
    luck = rng.normal(0, 80_000, (MONTHS, PATHS))
    cash = np.full(PATHS, 1_800_000.0)
    low = cash.copy()
    ruin = np.empty(MONTHS)
    for month in range(MONTHS):
        cash += income - burn + luck[month]
        income = income * (1 + growth)
        np.minimum(low, cash, out=low)
        ruin[month] = (low <= 0).mean()
    return [ruin[-1], *np.quantile(cash, [0.05, 0.5, 0.95])]


rng = np.random.default_rng(0)
if sys.argv[2:] == ["print"]:
    print(*runway(rng))
else:
    for _ in range(10):
        runway(rng)
    print("ready", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        runway(rng)
        print(time.perf_counter() - start, flush=True)
