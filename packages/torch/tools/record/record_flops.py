"""Records what PyTorch's FlopCounterMode counts, for src/flops.test.ts.

    python tools/record_flops.py

It does not see attention on a CPU (2.11): those cases are recorded on the meta device, where attention is the flash kernel.
"""
import json
import pathlib

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode, sdpa_backward_flop_count


def count(body):
    with FlopCounterMode(display=False) as mode:
        body()
    counts = mode.get_flop_counts().get("Global", {})
    return {str(name).replace("aten.", "aten::"): flops for name, flops in counts.items()}


def module(name, args, shape, **options):
    made = getattr(nn, name)(*args, **options)
    x = torch.ones(*shape, requires_grad=True)

    def step():
        out = made(x)
        out.sum().backward()

    return {
        "kind": "module", "class": name, "args": args, "shape": list(shape),
        "options": {("outputPadding" if key == "output_padding" else key): value for key, value in options.items()},
        "forward": count(lambda: made(x.detach())), "step": count(step),
    }


def function(name, *shapes):
    tensors = [torch.ones(*shape) for shape in shapes]
    return {"kind": "function", "function": name, "shapes": [list(s) for s in shapes], "forward": count(lambda: getattr(torch, name)(*tensors))}


def attention(q, k, v):
    meta = [torch.ones(*shape, device="meta") for shape in (q, k, v)]
    forward = count(lambda: torch.ops.aten._scaled_dot_product_flash_attention(*meta))
    return {
        "kind": "attention", "shapes": [q, k, v], "forward": sum(forward.values()),
        "backward": sdpa_backward_flop_count((*q[:-1], v[-1]), q, k, v),
    }


CASES = [
    module("Linear", [12, 7], (5, 12)),
    module("Linear", [12, 7], (2, 3, 12)),
    module("Linear", [12, 7], (5, 12), bias=False),
    module("Conv1d", [3, 8, 5], (2, 3, 20), stride=2),
    module("Conv2d", [3, 8, 3], (2, 3, 9, 11), padding=1),
    module("Conv2d", [3, 8, 3], (2, 3, 9, 11), stride=2, dilation=2, bias=False),
    module("Conv2d", [3, 8, 3], (3, 9, 11)),
    module("Conv3d", [2, 4, 3], (2, 2, 6, 7, 8)),
    module("ConvTranspose1d", [4, 4, 3], (2, 4, 9), stride=2),
    module("ConvTranspose2d", [8, 4, 3], (2, 8, 6, 6), stride=2, output_padding=1),
    module("ConvTranspose2d", [8, 8, 3], (2, 8, 6, 6), padding=1),
    module("ConvTranspose2d", [8, 8, 3], (8, 6, 6), stride=2),
    module("ConvTranspose3d", [4, 2, 3], (1, 4, 4, 4, 4)),
    module("Conv2d", [8, 8, 3], (2, 8, 6, 6), padding=1, groups=4),
    function("mm", (3, 4), (4, 5)),
    function("bmm", (2, 3, 4), (2, 4, 5)),
    function("addmm", (5,), (3, 4), (4, 5)),
    function("baddbmm", (2, 3, 5), (2, 3, 4), (2, 4, 5)),
    function("matmul", (6, 2, 3, 4), (4, 5)),
    function("mv", (3, 4), (4,)),
    attention([2, 4, 16, 32], [2, 4, 16, 32], [2, 4, 16, 32]),
    attention([2, 4, 16, 32], [2, 4, 24, 32], [2, 4, 24, 32]),
]

path = pathlib.Path(__file__).parent.parent.parent / "fixtures" / "flops.json"
path.write_text(json.dumps({"torch": torch.__version__, "cases": CASES}, indent=1) + "\n")
