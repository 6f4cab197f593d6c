"""Records which dtype PyTorch's type promotion gives, for src/promotion.test.ts: every pair of dtypes as tensors with and
without dimensions, every dtype with every kind of number, by several kinds of operators. null is an error.

    pip install torch==2.11.0
    python packages/torch/tools/record/record_promotion.py
"""
import json
import pathlib

import torch

NAMES = ["bool", "uint8", "int8", "int16", "int32", "int64", "uint16", "uint32", "uint64", "float16", "bfloat16", "float32", "float64", "complex64", "complex128"]
SHAPES = {"dim": (2,), "zero": ()}
SCALARS = {"boolean": True, "integer": 2, "fraction": 2.5, "complex": 1 + 2j}
OPERATORS = {
    "add": torch.add, "mul": torch.mul, "div": torch.div, "floor_divide": torch.floor_divide, "pow": torch.pow, "eq": torch.eq,
    "bitwise_and": torch.bitwise_and, "maximum": torch.maximum, "where": lambda a, b: torch.where(torch.tensor([True, False]), a, b),
    "cat": lambda a, b: torch.cat([a, b]), "add_": lambda a, b: a.add_(b), "matmul": torch.matmul,
}


def result(function, *make):
    try:
        return str(function(*(m() for m in make)).dtype)[6:]
    except Exception:
        return None


def tensor(name, shape):
    return lambda: torch.ones(shape, dtype=getattr(torch, name))


tables = []
for op, function in OPERATORS.items():
    for left, a in SHAPES.items():
        for right, b in SHAPES.items():
            results = [[result(function, tensor(x, a), tensor(y, b)) for y in NAMES] for x in NAMES]
            tables.append({"op": op, "left": left, "right": right, "results": results})
        if op not in ("cat", "matmul", "maximum"):
            results = [[result(function, tensor(x, a), lambda: s) for s in SCALARS.values()] for x in NAMES]
            tables.append({"op": op, "left": left, "right": "scalar", "results": results})

path = pathlib.Path(__file__).parent.parent.parent / "fixtures" / "promotion.json"
head = json.dumps({"made": "tools/record_promotion.py", "torch": torch.__version__, "dtypes": NAMES, "scalars": list(SCALARS)})
lines = ",\n".join(json.dumps(t, separators=(",", ":")) for t in tables)
path.write_text(f'{head[:-1]}, "tables": [\n{lines}\n]}}\n')
print(len(tables), "tables", path.stat().st_size, "bytes")
