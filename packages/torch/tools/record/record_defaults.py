"""The defaults of Python's functions and classes, where PyTorch says them: inspect.signature for what is written in Python, the
first line of the documentation for what is not.

    python tools/record/record_defaults.py

writes fixtures/defaults.json: by group and name the parameters with defaults, as JSON.
"""
import inspect
import json
import math
import pathlib
import re

import torch
from torch import nn
from torch.nn import functional as F

NOTHING = inspect.Parameter.empty
SKIP = {"self", "cls", "args", "kwargs", "size_average", "reduce", "_stacklevel", "foreach", "capturable", "differentiable", "out", "dtype", "layout", "device", "requires_grad", "pin_memory", "memory_format", "generator", "names"}


def value(default):
    if isinstance(default, (bool, int, str)) or default is None:
        return default
    if isinstance(default, float):
        return default if math.isfinite(default) else {"$number": str(default)}
    if isinstance(default, (tuple, list)):
        return [value(v) for v in default]
    return {"$python": repr(default)}


def by_signature(thing):
    found = {}
    for name, parameter in inspect.signature(thing).parameters.items():
        if parameter.default is not NOTHING and name not in SKIP:
            found[name] = value(parameter.default)
    return found


def literal(text):
    text = text.strip()
    try:
        return value(eval(text, {"inf": math.inf, "torch": torch, "float": float, "pi": math.pi}))
    except Exception:
        return {"$python": text}


def by_documentation(thing, name):
    doc = inspect.getdoc(thing) or ""
    found = []
    for line in doc.split("\n"):
        match = re.match(rf"^(?:\.\. function:: |\.\. py:function:: )?(?:torch\.)?(?:\w+\.)*{re.escape(name)}\((.*)\)(?: ->.*)?$", line.strip())
        if match:
            parts, depth, current = [], 0, ""
            for c in match.group(1):
                depth += c in "([{"
                depth -= c in ")]}"
                if c == "," and depth == 0:
                    parts.append(current)
                    current = ""
                else:
                    current += c
            parts.append(current)
            defaults = {}
            for part in parts:
                if "=" in part:
                    key, default = part.split("=", 1)
                    key = key.split(":")[0].strip()
                    if key not in SKIP:
                        defaults[key] = literal(default)
            found.append(defaults)
    return found


def record(module, names=None):
    group = {}
    for name in sorted(names or dir(module)):
        if name.startswith("_"):
            continue
        thing = getattr(module, name, None)
        if not callable(thing) or isinstance(thing, type) and module in (torch, torch.linalg, torch.fft, torch.special):
            continue
        signatures = []
        try:
            signatures = [by_signature(thing)]
        except (ValueError, TypeError):
            signatures = by_documentation(thing, name)
        if module is torch and getattr(thing, "__doc__", None) and not signatures[0:1]:
            signatures = by_documentation(thing, name)
        signatures = [s for s in signatures if s]
        if signatures:
            group[name] = signatures
    return group


made = {
    "torch": record(torch),
    "linalg": record(torch.linalg),
    "fft": record(torch.fft),
    "special": record(torch.special),
    "functional": record(F),
    "nn": {name: [s] for name, cls in sorted(vars(nn).items()) if isinstance(cls, type) and issubclass(cls, nn.Module) for s in [by_signature(cls.__init__)] if s},
    "optim": {name: [s] for name, cls in sorted(vars(torch.optim).items()) if isinstance(cls, type) and issubclass(cls, torch.optim.Optimizer) for s in [by_signature(cls.__init__)] if s},
    "lr_scheduler": {name: [s] for name, cls in sorted(vars(torch.optim.lr_scheduler).items()) if isinstance(cls, type) and not name.startswith("_") and hasattr(cls, "step") for s in [by_signature(cls.__init__)] if s},
    "init": record(nn.init),
    "utils": record(nn.utils),
}
path = pathlib.Path(__file__).parent.parent.parent / "fixtures" / "defaults.json"
path.write_text(json.dumps({"made": "tools/record/record_defaults.py", "torch": torch.__version__, **made}, indent=1) + "\n")
print({k: len(v) for k, v in made.items()})
