"""Writes fixtures/exchange.safetensors with Python's safetensors: every dtype, no dimension, no elements; and the values
that they hold as JSON, for safety/exchange.test.ts.

    pip install torch==2.11.0 safetensors==0.8.0
    python packages/torch/tools/record/record_safetensors.py
"""
import json
import pathlib

import safetensors
import torch
from safetensors.torch import save_file

WHOLE = ["uint8", "int8", "int16", "int32", "int64", "uint16", "uint32", "uint64"]
REAL = ["float16", "bfloat16", "float32", "float64", "float8_e4m3fn", "float8_e5m2"]
tensors = {name: torch.tensor([[0, 1, 2], [3, 100, 127]]).to(getattr(torch, name)) for name in WHOLE}
tensors |= {name: torch.tensor([[0.0, -0.5, 1.5], [3.0, 0.0625, float("nan")]]).to(getattr(torch, name)) for name in REAL}
tensors["bool"] = torch.tensor([True, False, True])
tensors["complex64"] = torch.tensor([1 + 2j, -0.5j])
tensors["extremes"] = torch.tensor([-2**63, 2**63 - 1])
tensors["infinite"] = torch.tensor([float("inf"), -float("inf"), -0.0])
tensors["scalar"] = torch.tensor(3.25)
tensors["empty"] = torch.zeros(0, 4)
tensors["wide"] = torch.zeros(2, 0, 3, dtype=torch.int16)
tensors["näme ✓ \"quoted\" \\ \u0000 .0"] = torch.ones(1)


def values(t):
    if t.is_complex():
        return [[str(v.real), str(v.imag)] for v in t.flatten().tolist()]
    if t.is_floating_point():
        return [str(v) for v in t.to(torch.float64).flatten().tolist()]
    return [str(int(v)) for v in t.flatten().tolist()]


folder = pathlib.Path(__file__).parent.parent.parent / "fixtures"
save_file(tensors, folder / "exchange.safetensors", metadata={"format": "pt", "naïve": "✓"})
expected = {name: {"dtype": str(t.dtype)[6:], "shape": list(t.shape), "values": values(t)} for name, t in tensors.items()}
head = {"made": "tools/record_safetensors.py", "torch": torch.__version__, "safetensors": safetensors.__version__}
(folder / "exchange.json").write_text(json.dumps({**head, "tensors": expected}, indent=1) + "\n")
print(len(tensors), "tensors")
