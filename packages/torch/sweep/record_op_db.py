"""Records PyTorch's own operator database, op_db, for op-db.ts: every entry by its public name, every sample with what it gives.

    python packages/torch/sweep/record_op_db.py FOLDER            # all dtypes, up to 12 samples of each (about 60 MB)
    python packages/torch/sweep/record_op_db.py FOLDER --small    # up to 2 samples of float32 and int64: the committed fixture

writes FOLDER/op-db.jsonl (a line an entry) and FOLDER/op-db.bin (elements). Tensors that are not contiguous are recorded with
their strides. An entry whose two runs with one seed differ, or which draws, is compared by shape and dtype alone.
"""
import inspect
import json
import math
import os
import signal
import sys
import warnings

import torch
from torch.testing._internal.common_methods_invocations import op_db

warnings.simplefilter("ignore")
torch.set_num_threads(1)
FOLDER, SMALL = sys.argv[1], "--small" in sys.argv
DTYPES = [torch.float32, torch.int64] if SMALL else [torch.float32, torch.float64, torch.int64, torch.int32, torch.bool, torch.complex64, torch.float16]
PER_DTYPE, MAX_ELEMENTS = (2, 64) if SMALL else (12, 20000)
SEED = 7
NAMES = {getattr(torch, n): n for n in "float32 float64 int64 int32 int16 int8 uint8 bool float16 bfloat16 complex64 complex128 complex32 uint16 uint32 uint64".split()}
FORMATS = {torch.contiguous_format: "contiguous", torch.preserve_format: "preserve", torch.channels_last: "channelsLast", torch.channels_last_3d: "channelsLast3d"}
# Drawn from a generator, or memory that nobody has written.
RANDOM = ("dropout", "empty", "bernoulli", "normal", "rand", "multinomial", "uniform", "exponential", "geometric", "cauchy", "log_normal", "lowrank", "resize_", "fractional_max_pool", "rrelu", "gumbel", "poisson")


class Skip(Exception):
    pass


class Timeout(Exception):
    pass


blob = open(os.path.join(FOLDER, "op-db.bin"), "wb")
written = 0


def elements(t):
    global written
    data = t.detach().resolve_conj().resolve_neg().contiguous()
    raw = bytes(data.view(torch.uint8).numpy().tobytes()) if data.numel() and data.dim() else data.reshape(-1).view(torch.uint8).numpy().tobytes() if data.numel() else b""
    at = written
    blob.write(raw)
    written += len(raw)
    return at, len(raw)


def pack(value):
    if isinstance(value, torch.Tensor):
        if value.layout != torch.strided or type(value) not in (torch.Tensor, torch.nn.Parameter) or value.dtype not in NAMES or value.device.type != "cpu" or value.is_nested:
            raise Skip("sparse, nested, or of a dtype without a name")
        if value.numel() > MAX_ELEMENTS:
            raise Skip("large")
        at, length = elements(value)
        packed = {"t": [NAMES[value.dtype], list(value.shape), at, length]}
        if not value.is_contiguous() and value.numel() and all(s > 0 or n == 1 for s, n in zip(value.stride(), value.shape)):
            packed["stride"] = list(value.stride())
        return packed
    if isinstance(value, (list, tuple)):
        return {"l": [pack(v) for v in value]}
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2 ** 53 else {"i": str(value)}
    if isinstance(value, float):
        return value if math.isfinite(value) else {"f": str(value)}
    if isinstance(value, complex):
        return {"c": [value.real, value.imag]}
    if isinstance(value, torch.dtype):
        return {"s": NAMES[value]} if value in NAMES else None
    if isinstance(value, torch.device):
        return {"s": str(value)}
    if value in FORMATS:
        return {"s": FORMATS[value]}
    if isinstance(value, torch.layout):
        if value != torch.strided:
            raise Skip("sparse layouts")
        return {"s": "strided"}
    if isinstance(value, slice):
        return {"slice": [value.start, value.stop, value.step]}
    if value is Ellipsis:
        return {"e": True}
    raise Skip(f"an argument of type {type(value).__name__}")


def named(fn, args, kwargs):
    """Of a function written in Python: what it requires by position, the rest by name."""
    try:
        parameters = list(inspect.signature(fn).parameters.values())
    except (ValueError, TypeError):
        return list(args), kwargs
    if any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in parameters) and not getattr(fn, "__module__", "").endswith("functional"):
        return list(args), kwargs
    if any(p.kind == p.VAR_POSITIONAL for p in parameters):
        return list(args), kwargs
    required = [p for p in parameters if p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    if not parameters or len(args) > len(parameters):
        return list(args), kwargs
    positional, options = list(args[: len(required)]), dict(kwargs)
    for parameter, value in zip(parameters[len(required):], args[len(required):]):
        options[parameter.name] = value
    for parameter in required[len(positional):]:
        if parameter.name in options:
            positional.append(options.pop(parameter.name))
    return positional, options


def public(op):
    """The function by its public name, for its signature."""
    target = torch
    for part in op.name.split("."):
        target = getattr(target, part, None)
    return target


def alarm(_signal, _frame):
    raise Timeout()


signal.signal(signal.SIGALRM, alarm)
counts = {"entries": 0, "samples": 0}
with open(os.path.join(FOLDER, "op-db.jsonl"), "w") as out:
    seen = {}
    for op in op_db:
        number = seen.get((op.name, op.variant_test_name), 0)
        seen[(op.name, op.variant_test_name)] = number + 1
        entry = {"name": op.name, "variant": op.variant_test_name, "samples": [], "skipped": {}}
        fn = public(op)
        loose = any(word in op.name for word in RANDOM)
        for dtype in DTYPES:
            if dtype not in op.supported_dtypes("cpu"):
                continue
            kept = 0
            try:
                signal.alarm(30)
                torch.manual_seed(SEED)
                for sample in op.sample_inputs("cpu", dtype, requires_grad=False):
                    if kept >= PER_DTYPE:
                        break
                    mark = written
                    try:
                        args, kwargs = named(fn, (sample.input, *sample.args), sample.kwargs) if callable(fn) and "lowrank" not in op.name else ([sample.input, *sample.args], sample.kwargs)
                        if op.name == "__getitem__" and not isinstance(args[1], tuple):
                            args[1] = (args[1],)
                        packed_args, packed_kwargs = [pack(a) for a in args], {k: pack(v) for k, v in kwargs.items()}
                        torch.manual_seed(SEED)
                        result = op(sample.input, *sample.args, **sample.kwargs)
                        entry["samples"].append({"args": packed_args, "kwargs": packed_kwargs, "result": pack(tuple(result) if isinstance(result, tuple) else result), "loose": loose or bool(sample.kwargs.get("dropout_p"))})
                        kept += 1
                    except Timeout:
                        raise
                    except Skip as skip:
                        entry["skipped"][str(skip)] = entry["skipped"].get(str(skip), 0) + 1
                    except Exception as error:
                        reason = f"Python: {type(error).__name__}"
                        entry["skipped"][reason] = entry["skipped"].get(reason, 0) + 1
            except Timeout:
                entry["skipped"]["slow in Python"] = 1
            except Exception as error:
                entry["skipped"][f"no samples of {dtype}: {type(error).__name__}"] = 1
            finally:
                signal.alarm(0)
        counts["entries"] += 1
        counts["samples"] += len(entry["samples"])
        out.write(json.dumps(entry, separators=(",", ":")) + "\n")
print(counts, written, "bytes")
