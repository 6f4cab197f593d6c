"""Records PyTorch's own numbers, for the oracle tests of nn, optim and data.

    python tools/record.py [group ...]

writes fixtures/<group>.safetensors (every tensor) and fixtures/<group>.json (what to build, call and compare).
A group is a file record_<group>.py beside this one, with a function `record(book)`.
"""
import importlib
import json
import math
import os
import platform
import struct
import sys

import numpy
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = os.path.join(HERE, "..", "..", "fixtures")
GROUPS = ["modules", "layers", "losses", "functional", "initial", "optimizers", "schedules", "training", "data"]

DTYPES = {
    torch.float64: "F64", torch.float32: "F32", torch.bfloat16: "BF16", torch.float16: "F16",
    torch.int64: "I64", torch.int32: "I32", torch.uint8: "U8", torch.bool: "BOOL",
}


def camel(name):
    """max_pool2d → maxPool2d, T_max → tMax; a trailing underscore stays."""
    tail = "_" if name.endswith("_") else ""
    head, *rest = name.rstrip("_").split("_")
    if len(head) == 1 or not head.isupper():
        head = head[0].lower() + head[1:]
    return head + "".join(part[0].upper() + part[1:] for part in rest) + tail


class Module:
    """A module that is itself an argument: Sequential's children, an encoder's layer."""

    def __init__(self, name, *args, **options):
        self.name, self.args, self.options = name, args, options

    def build(self):
        return getattr(torch.nn, self.name)(*[built(a) for a in self.args], **{k: built(v) for k, v in self.options.items()})


def built(value):
    if isinstance(value, Module):
        return value.build()
    if isinstance(value, (list, tuple)) and any(isinstance(v, Module) for v in value):
        return [built(v) for v in value]
    return value


class Book:
    """One group of cases: tensors by reference, cases as JSON."""

    def __init__(self, group):
        self.group, self.cases, self.tensors, self.seen = group, [], {}, {}

    def ref(self, tensor):
        tensor = tensor.detach().contiguous()
        raw = tensor.reshape(-1).view(torch.uint8).numpy().tobytes() if tensor.numel() else b""
        key = (tensor.dtype, tuple(tensor.shape), raw)
        if key not in self.seen:
            name = str(len(self.tensors))
            self.tensors[name] = (tensor, raw)
            self.seen[key] = name
        return self.seen[key]

    def encode(self, value):
        if isinstance(value, torch.Tensor):
            return {"$tensor": self.ref(value), **({"grad": True} if value.requires_grad else {})}
        if isinstance(value, Module):
            out = {"$module": value.name, "args": self.encode(list(value.args))}
            return {**out, "options": self.options(value.options)} if value.options else out
        if isinstance(value, torch.dtype):
            return str(value).removeprefix("torch.")
        if isinstance(value, float) and not math.isfinite(value):
            return {"$number": "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"}
        if isinstance(value, torch.Size):
            return list(value)
        if isinstance(value, (list, tuple)):
            return [self.encode(v) for v in value]
        if isinstance(value, dict):
            return {k: self.encode(v) for k, v in value.items()}
        return value

    def options(self, options):
        return {camel(k): self.encode(v) for k, v in options.items()}

    def add(self, case):
        self.cases.append({k: v for k, v in case.items() if v not in (None, {}, [])})

    def save(self):
        header, offset, blobs = {}, 0, []
        for name, (tensor, raw) in self.tensors.items():
            header[name] = {"dtype": DTYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, offset + len(raw)]}
            offset += len(raw)
            blobs.append(raw)
        head = json.dumps(header, separators=(",", ":")).encode()
        head += b" " * (-len(head) % 8)
        with open(os.path.join(FIXTURES, self.group + ".safetensors"), "wb") as file:
            file.write(struct.pack("<Q", len(head)) + head + b"".join(blobs))
        made = {"script": f"tools/record_{self.group}.py", "torch": torch.__version__.split("+")[0], "numpy": numpy.__version__,
                "python": platform.python_version(), "cpu": torch.backends.cpu.get_cpu_capability(), "cases": len(self.cases)}
        with open(os.path.join(FIXTURES, self.group + ".json"), "w") as file:
            lines = ",\n".join(json.dumps(c, separators=(",", ":")) for c in self.cases)
            file.write('{"made":' + json.dumps(made) + ',\n"cases":[\n' + lines + "\n]}\n")
        print(f"{self.group}: {len(self.cases)} cases, {len(self.tensors)} tensors, {offset / 1e6:.2f} MB")

    # What a module or function is given: floating tensors marked `grad` get gradients.

    def module(self, name, *args, inputs, options=None, call=None, dtypes=("float32", "float64"), train=True, seed=0, grads=True, perturb=True):
        """Builds nn.<name>(*args, **options), shakes its parameters, runs it on inputs and records everything.

        `inputs(make, dtype)` returns the positional arguments; `call` the keyword arguments of forward.
        """
        for dtype_name in dtypes:
            dtype = getattr(torch, dtype_name)
            torch.manual_seed(seed + 1)
            module = Module(name, *args, **(options or {})).build()
            if perturb:
                with torch.no_grad():
                    for p in module.parameters():
                        p.add_(torch.randn(p.shape) * 0.1)
            module = module.to(dtype).train(train)
            low = dtype_name in ("bfloat16", "float16")
            values = inputs(Make(seed + 2, dtype))
            keywords = call(Make(seed + 3, dtype)) if call else {}
            before = {k: self.ref(v) for k, v in module.state_dict().items()}
            encoded, keys = self.encode(values), self.options(keywords)
            torch.manual_seed(seed)
            outputs = module(*values, **keywords)
            case = {
                "name": f"{name}({', '.join(map(short, args))}{'' if not options else ', ' + short(options)}) {dtype_name}{'' if train else ' eval'}",
                "kind": "module", "class": name, "args": self.encode(list(args)), "options": self.options(options or {}), "dtype": dtype_name,
                "train": train, "seed": seed, "state": before, "inputs": encoded, "call": keys,
            }
            case.update(self.results(outputs, grads and not low, dict(module.named_parameters()), (values, keywords)))
            after = {k: self.ref(v) for k, v in module.state_dict().items()}
            case["after"] = {k: v for k, v in after.items() if v != before[k]}
            self.add(case)

    def function(self, name, args, options=None, dtypes=("float32", "float64"), seed=0, grads=True, label="", call=None, given=None):
        """Calls torch.nn.functional.<name>(*args, **options) and records outputs and gradients.

        `given` renames keywords to what Python's signature wants when it differs from the schema's.
        """
        for dtype_name in dtypes:
            dtype = getattr(torch, dtype_name)
            low = dtype_name in ("bfloat16", "float16")
            make = Make(seed + 2, dtype)
            values, keywords = args(make), options(make) if callable(options) else dict(options or {})
            encoded, keys = self.encode(values), self.options(keywords)
            torch.manual_seed(seed)
            fn = call or getattr(torch.nn.functional, name)
            outputs = fn(*values, **(given(keywords) if given else keywords))
            plain = {k: v for k, v in keywords.items() if not isinstance(v, torch.Tensor)}
            case = {"name": f"{camel(name)}{' ' + label if label else ''}{' ' + short(plain) if plain else ''} {dtype_name}", "kind": "function",
                    "function": camel(name), "dtype": dtype_name, "seed": seed, "args": encoded, "options": keys}
            case.update(self.results(outputs, grads and not low, {}, (values, keywords)))
            self.add(case)

    def results(self, outputs, grads, parameters, given):
        found = [t for t in flat(outputs) if isinstance(t, torch.Tensor)]
        case = {"outputs": [self.ref(t) for t in found]}
        if not grads or not any(t.requires_grad for t in found):
            return case
        torch.manual_seed(99)
        pairs = [(t, torch.randn(t.shape, dtype=torch.float64).to(t.dtype)) for t in found if t.requires_grad]
        case["cotangents"] = [self.ref(dict((id(a), c) for a, c in pairs)[id(t)]) if t.requires_grad else None for t in found]
        torch.autograd.backward([t for t, _ in pairs], [c for _, c in pairs])
        leaves = [t for t in flat(given) if isinstance(t, torch.Tensor) and t.requires_grad]
        case["gradInputs"] = [self.ref(t.grad) if t.grad is not None else None for t in leaves]
        case["gradParams"] = {k: self.ref(p.grad) for k, p in parameters.items() if p.grad is not None}
        return case


def flat(value):
    if isinstance(value, (list, tuple)):
        return [x for v in value for x in flat(v)]
    if isinstance(value, dict):
        return [x for v in value.values() for x in flat(v)]
    return [value]


def short(value):
    if isinstance(value, torch.Tensor):
        return f"[{'×'.join(map(str, value.shape))}]"
    if isinstance(value, Module):
        return value.name
    if isinstance(value, dict):
        return ", ".join(f"{camel(k)}={short(v)}" for k, v in value.items() if v is not None)
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(short, value)) + "]"
    return str(value).removeprefix("torch.")


class Make:
    """Seeded tensors of one floating dtype; drawn in float64, so that every dtype sees the same numbers."""

    def __init__(self, seed, dtype):
        self.g, self.dtype = torch.Generator().manual_seed(seed), dtype

    def randn(self, *shape, grad=True, scale=1.0):
        return (torch.randn(shape, generator=self.g, dtype=torch.float64) * scale).to(self.dtype).requires_grad_(grad)

    def rand(self, *shape, grad=True, low=0.0, high=1.0):
        return (torch.rand(shape, generator=self.g, dtype=torch.float64) * (high - low) + low).to(self.dtype).requires_grad_(grad)

    def log_softmax(self, *shape, dim=-1, grad=True):
        return torch.randn(shape, generator=self.g, dtype=torch.float64).log_softmax(dim).to(self.dtype).requires_grad_(grad)

    def softmax(self, *shape, dim=-1, grad=False):
        return torch.randn(shape, generator=self.g, dtype=torch.float64).softmax(dim).to(self.dtype).requires_grad_(grad)

    def ints(self, high, *shape, low=0):
        return torch.randint(low, high, shape, generator=self.g)

    def signs(self, *shape):
        return (torch.randint(0, 2, shape, generator=self.g) * 2 - 1).to(self.dtype)

    def mask(self, *shape, p=0.3):
        return torch.rand(shape, generator=self.g) < p

    def distinct(self, *shape, grad=True):
        """No two equal: no tie for max pooling to break."""
        n = math.prod(shape)
        return (torch.randperm(n, generator=self.g).to(torch.float64).reshape(shape) / n * 4 - 2).to(self.dtype).requires_grad_(grad)


if __name__ == "__main__":
    sys.modules["record"] = sys.modules["__main__"]
    sys.path.insert(0, HERE)
    torch.set_num_threads(1)
    os.makedirs(FIXTURES, exist_ok=True)
    for group in sys.argv[1:] or GROUPS:
        book = Book(group)
        importlib.import_module("record_" + group).record(book)
        book.save()
