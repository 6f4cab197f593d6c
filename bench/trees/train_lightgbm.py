"""The peer of train.ts: LightGBM from Python on the same rows, the same settings. Answers a line `go` with seconds."""

import hashlib
import json
import sys
import time

import lightgbm as lgb
import numpy as np

path, rows, columns, settings = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), json.loads(sys.argv[4])
values = np.fromfile(path, dtype=np.float64)
data, label = values[: rows * columns].reshape(rows, columns), values[rows * columns :]
rounds = settings.pop("num_iterations")
print("ready", flush=True)
for line in sys.stdin:
    started = time.perf_counter()
    train = lgb.Dataset(data, label, params=settings)
    booster = lgb.train(settings, train, rounds)
    text = booster.model_to_string()
    seconds = time.perf_counter() - started
    with open(sys.argv[5], "w") as out:
        out.write(hashlib.sha256(text[: text.index("\nparameters:")].encode()).hexdigest())
    print(seconds, flush=True)
