"""How Python ends with the calls of fixtures/crashes.json: whether PyTorch itself dies of them.

    pip install torch==2.11.0
    python packages/torch/safety/crashes.py [--write]

Each call is made in a process of its own. With --write the answers go into it. A call that Python survives
may still read outside its tensors: `node safety/fuzz.ts --guard` is what notices.
"""
import json
import os
import pathlib
import re
import resource
import signal
import sys

import torch

torch.set_num_threads(1)  # a forked child has no other threads
SECONDS = 10


def tensor(dtype, shape, fill, view):
    kind = getattr(torch, dtype)
    count = torch.arange(torch.Size(shape).numel()).reshape(shape)
    x = {
        "ones": lambda: torch.ones(shape, dtype=kind),
        "zeros": lambda: torch.zeros(shape, dtype=kind),
        "count": lambda: count.to(kind),
        "negative": lambda: (-count - 1).to(kind),
        "large": lambda: (count + 2**40).to(kind),
        "nan": lambda: torch.full(shape, float("nan")).to(kind),
    }[fill]()
    if view == "transposed" and len(shape) > 1:
        return x.transpose(0, 1)
    if view == "expanded" and shape[:1] == [1]:
        return x.expand(3, *shape[1:])
    if view == "offset" and shape and shape[0] > 1:
        return x.narrow(0, 1, shape[0] - 1)
    return x.requires_grad_() if view == "grad" and re.search("float|complex", dtype) else x


def decode(value):
    if isinstance(value, list):
        return [decode(v) for v in value]
    if not isinstance(value, dict):
        return value
    if "tensor" in value:
        return tensor(*value["tensor"])
    if "number" in value:
        return float(value["number"].replace("Infinity", "inf"))
    if "complex" in value:
        return complex(*value["complex"])
    raise ValueError(value)


def call(op, args):
    options = args[-1]["options"] if args and isinstance(args[-1], dict) and "options" in args[-1] else None
    given = [decode(a) for a in (args if options is None else args[:-1])]
    named = {re.sub("[A-Z]", lambda m: "_" + m[0].lower(), k): decode(v) for k, v in (options or {}).items()}
    for name in ("dtype",):
        if isinstance(named.get(name), str):
            named[name] = getattr(torch, named[name])
    result = getattr(torch.ops.aten, op)(*given, **named)
    for t in result if isinstance(result, (list, tuple)) else [result]:
        if isinstance(t, torch.Tensor) and t.grad_fn is not None:
            t.backward(torch.ones_like(t), retain_graph=True)


def ending(op, args):
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (24 << 30, 24 << 30))
        signal.alarm(SECONDS)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        try:
            call(op, args)
            os._exit(0)
        except BaseException as error:
            os._exit(2 if isinstance(error, TypeError) or "argument" in str(error) else 1)
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        name = signal.Signals(os.WTERMSIG(status)).name
        return "does not end" if name == "SIGALRM" else name
    return ["survives", "error", "error"][os.WEXITSTATUS(status)]


path = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 and sys.argv[1] != "--write" else pathlib.Path(__file__).parent.parent / "fixtures/crashes.json")
crashes = json.loads(path.read_text())
for crash in crashes:
    crash["python"] = ending(crash["op"], crash["args"])
    print(f"{crash['op']}: {crash['end']} here, {crash['python']} in Python")
if "--write" in sys.argv:
    path.write_text("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in crashes) + "\n]\n")
