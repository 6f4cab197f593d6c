"""Records what PyTorch's indexing selects and assigns, for src/indexing.test.ts: random indices of every kind, errors
included.

    pip install torch==2.11.0
    python packages/torch/tools/record/record_indexing.py
"""
import json
import pathlib
import random

import torch

random.seed(11)
SHAPES = [[], [1], [4], [0], [3, 4], [2, 3, 4], [1, 3], [2, 0, 3], [2, 3, 2, 3], [4, 4]]
COUNT = 900


def whole(size):
    reach = size + (random.random() < 0.04)  # one beyond, now and then
    return random.randint(-reach, max(reach - 1, 0)) if reach else 0


def piece(shape, dim):
    """One index: its JSON, what Python takes, and how many dimensions it consumes."""
    size = shape[dim] if dim < len(shape) else 1
    kind = random.choices(["int", "slice", "null", "list", "tensor", "mask", "bool"], [5, 7, 2, 2, 3, 2, 0.5])[0]
    if kind == "int":
        i = whole(size)
        return i, i, 1
    if kind == "slice":
        bound = lambda: None if random.random() < 0.4 else random.randint(-size - 2, size + 2)
        step = random.choice([1, 1, 1, 2, 3, -1 if random.random() < 0.2 else 1])
        s = [bound(), bound(), step]
        return {"slice": s}, slice(*s), 1
    if kind == "null":
        return None, None, 0
    if kind == "list":
        values = [whole(size) for _ in range(random.choice([1, 2, 2, 3]))]
        return {"list": values}, values, 1
    if kind == "tensor":
        sizes = random.choice([[], [1], [2], [2], [2, 1], [2, 2], [0]])
        values = torch.tensor([whole(size) for _ in range(torch.Size(sizes).numel())], dtype=torch.int64).reshape(sizes)
        return {"tensor": values.tolist(), "shape": sizes}, values, 1
    if kind == "mask":
        dims = random.choice([1, 1, 2])
        sizes = shape[dim:dim + dims]
        if random.random() < 0.04:
            sizes = [s + 1 for s in sizes]
        values = torch.tensor([random.random() < 0.6 for _ in range(torch.Size(sizes).numel())], dtype=torch.bool).reshape(sizes)
        return {"mask": values.tolist(), "shape": list(sizes)}, values, len(sizes)
    b = random.random() < 0.5
    return b, b, 0


def indices(shape):
    coded, given, dim = [], [], 0
    for _ in range(random.choice([1, 1, 2, 2, 3, 4])):
        if random.random() < 0.12:
            coded.append("...")
            given.append(...)
            dim = max(dim, len(shape) - random.randint(0, 1))
            continue
        c, g, used = piece(shape, dim)
        coded.append(c)
        given.append(g)
        dim += used
    return coded, tuple(given)


def attempt(body):
    try:
        t = body()
        return {"shape": list(t.shape), "values": t.flatten().tolist()}
    except Exception as error:
        return {"error": type(error).__name__}


cases, seen = [], set()
while len(cases) < COUNT:
    shape = random.choice(SHAPES)
    coded, given = indices(shape)
    key = json.dumps([shape, coded])
    if key in seen:
        continue
    seen.add(key)
    case = {"shape": shape, "index": coded, "selected": attempt(lambda: torch.arange(torch.Size(shape).numel()).reshape(shape)[given])}
    if "shape" in case["selected"]:
        picked = case["selected"]["shape"]
        # A number; a tensor of the selected shape; one that is broadcast to it.
        for name, sizes in (("number", None), ("whole", picked), ("row", picked[-1:])):
            if name == "row" and (len(picked) < 2 or random.random() < 0.5):
                continue

            def assigned():
                x = torch.arange(torch.Size(shape).numel()).reshape(shape)
                x[given] = -1 if sizes is None else -torch.arange(1, torch.Size(sizes).numel() + 1).reshape(sizes)
                return x

            # Which of several writes to one element stays is not defined.
            if len(set(case["selected"]["values"])) == len(case["selected"]["values"]) or name == "number":
                case[name] = attempt(assigned)
    cases.append(case)

path = pathlib.Path(__file__).parent.parent.parent / "fixtures" / "indexing.json"
lines = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
path.write_text('{"made": "tools/record_indexing.py", "torch": "%s", "cases": [\n%s\n]}\n' % (torch.__version__, lines))
errors = sum("error" in c["selected"] for c in cases)
print(len(cases), "cases", errors, "errors", path.stat().st_size, "bytes")
