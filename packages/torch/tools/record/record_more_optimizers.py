"""Six steps of optimizers that need a closure or keep other states, on a small least-squares problem: parameters after each.

    python tools/record/record_more_optimizers.py

writes fixtures/more-optimizers.json.
"""
import json
import pathlib

import torch

torch.set_default_dtype(torch.float64)
CASES = [
    ("LBFGS", {}), ("LBFGS", {"lr": 0.3, "max_iter": 4, "history_size": 2}), ("LBFGS", {"line_search_fn": "strong_wolfe"}),
    ("LBFGS", {"line_search_fn": "strong_wolfe", "max_iter": 3, "history_size": 2, "lr": 0.5}),
    ("Adafactor", {}), ("Adafactor", {"lr": 0.1, "beta2_decay": -0.5, "eps": (1e-6, 1e-2), "d": 1.5, "weight_decay": 0.1}), ("Adafactor", {"maximize": True}),
]


def camel(name):
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


cases = []
for name, options in CASES:
    matrix = torch.nn.Parameter(torch.arange(6.0).reshape(2, 3).sin())
    vector = torch.nn.Parameter(torch.arange(2.0).cos())
    x, y = torch.arange(15.0).reshape(5, 3).cos(), torch.arange(10.0).reshape(5, 2).sin()
    optimizer = getattr(torch.optim, name)([matrix, vector], **options)
    after, losses = [], []

    def closure():
        optimizer.zero_grad()
        loss = ((x @ matrix.T + vector - y) ** 4).sum() + ((x @ matrix.T + vector - y) ** 2).sum()
        loss.backward()
        return loss

    for _ in range(6):
        losses.append(optimizer.step(closure).item())
        after.append([*matrix.detach().flatten().tolist(), *vector.detach().tolist()])
    cases.append({"class": name, "options": {camel(k): v for k, v in options.items()}, "losses": losses, "after": after})

path = pathlib.Path(__file__).parent.parent.parent / "fixtures" / "more-optimizers.json"
path.write_text(json.dumps({"made": "tools/record/record_more_optimizers.py", "torch": torch.__version__, "cases": cases}) + "\n")
print(len(cases), "cases")
