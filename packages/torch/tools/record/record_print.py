"""Records how PyTorch prints tensors, for src/print.test.ts."""
import json
import pathlib

import torch

torch.manual_seed(0)
CASES = [
    torch.tensor(3.0), torch.tensor(3), torch.tensor(True), torch.tensor(1e-7), torch.tensor(-2.5),
    torch.tensor([]), torch.empty(0, 3), torch.zeros(2, 0, 3, dtype=torch.int64),
    torch.arange(5), torch.arange(5.0), torch.tensor([True, False]), torch.tensor([True, True]),
    torch.randn(2, 3), torch.randn(2, 3, 4), torch.randn(1, 2, 3, 4), torch.randn(3) * 1e6, torch.randn(3) * 1e-6,
    torch.tensor([1.0, 1e9]), torch.tensor([0.5, 1e5]), torch.tensor([1e-5, 1.0]), torch.tensor([1.0, float("nan"), float("inf")]),
    torch.tensor([-float("inf"), 0.25]), torch.tensor([float("nan")]), torch.tensor([0.0, -0.0]),
    torch.randn(30), torch.arange(100), torch.arange(1001), torch.zeros(100, 100), torch.randn(20, 60), torch.arange(3000.0).view(3, 10, 100),
    torch.randn(2, 2, dtype=torch.float64), torch.arange(4, dtype=torch.int32), torch.arange(3, dtype=torch.uint8),
    torch.tensor([1 + 2j, 3.5 - 1j]), torch.tensor([[1 + 2j]], dtype=torch.complex128), torch.randn(3).to(torch.bfloat16),
    torch.randn(3).half(), torch.tensor([-1, 10, 100]), torch.tensor([12345.678, 0.001]), torch.eye(8), torch.arange(12).view(3, 4) * 1000,
    torch.ones(1, 1, 1), torch.tensor([[1e10, 2e10]]), torch.randn(5, 25),
]


def entry(t):
    flat = torch.view_as_real(t).flatten() if t.is_complex() else t.flatten()
    values = [str(v) for v in flat.to(torch.float64).tolist()] if t.is_floating_point() or t.is_complex() else [str(int(v)) for v in flat]
    return {"dtype": str(t.dtype).removeprefix("torch."), "shape": list(t.shape), "values": values, "text": repr(t).replace("dtype=torch.", "dtype=")}


path = pathlib.Path(__file__).parent.parent.parent / "fixtures" / "print.json"
path.write_text(json.dumps({"torch": torch.__version__, "cases": [entry(t) for t in CASES]}, separators=(",", ":")) + "\n")
