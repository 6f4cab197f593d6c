"""Records what PyTorch's aten operators return, for sweep.test.ts.

    pip install torch==2.11.0 numpy expecttest
    python packages/torch/sweep/record.py

Arguments come from PyTorch's own operator database: every sample is run under a dispatch mode, which sees the aten
calls it makes, and given to the operator's own overloads. A call is kept if two runs with one seed agree bit by bit.
Writes fixtures/sweep.json (calls), fixtures/sweep.bin (elements) and coverage.md (what is covered, what is not, and why).
"""
import collections
import json
import os
import re
import signal
import time

import torch

torch.set_num_threads(1)  # a forked child has no other threads
from torch.testing._internal.common_methods_invocations import op_db
from torch.utils._python_dispatch import TorchDispatchMode

HERE = os.path.dirname(os.path.abspath(__file__))
SEED, PER_OVERLOAD, MAX_BYTES, BUDGET = 7, 2, 3000, 3_200_000
SECONDS = float(os.environ.get("SWEEP_SECONDS", "120"))
NAMES = {torch.float32: "float32", torch.float64: "float64", torch.int64: "int64", torch.int32: "int32", torch.int16: "int16",
         torch.int8: "int8", torch.uint8: "uint8", torch.bool: "bool", torch.float16: "float16", torch.bfloat16: "bfloat16",
         torch.complex64: "complex64", torch.complex128: "complex128"}
FORMATS = {torch.contiguous_format: "contiguous", torch.preserve_format: "preserve", torch.channels_last: "channelsLast",
           torch.channels_last_3d: "channelsLast3d"}


with open(os.path.join(HERE, "../src/engine/refused.ts")) as file:
    REFUSED = set(re.findall(r"\b[a-z_0-9]+\b", " ".join(re.findall(r"'([a-z_0-9 ]+)'", file.read()))))


# Python turns a tensor of one element into a number where an overload wants one, so a call was recorded that nobody
# would write; or two overloads cannot be told apart by their arguments; or the result is a dtype's number.
LEFT_OUT = {("bernoulli", "float_out"), ("_native_batch_norm_legit", "no_stats"), ("_native_batch_norm_legit", "no_stats_out"),
            ("normal", "out"), ("normal", "Tensor_float_out"), ("as_tensor", "bool"), ("len", "Tensor"), ("cpu", ""),
            ("result_type", "Tensor"), ("pow", "int_to_int")}


SCRIPT_ONLY = set(
    "as_tensor tensor dim is_contiguous is_non_overlapping_and_dense get_device element_size numel is_strides_like_format "
    "storage_offset result_type len cpu".split())


class Skip(Exception):
    pass


def copied(value):
    if isinstance(value, torch.Tensor):
        if value.layout != torch.strided or value.device.type != "cpu" or value.dtype not in NAMES or type(value) not in (torch.Tensor, torch.nn.Parameter):
            raise Skip("sparse, quantized, nested or of a dtype without a name")
        if value.numel() > 2000:
            raise Skip("large")
        return value.detach().resolve_conj().resolve_neg().clone(memory_format=torch.contiguous_format)
    if isinstance(value, (list, tuple)):
        return [copied(v) for v in value]
    return value


def whole(value, kind):
    """JavaScript has one kind of number: a whole float given as a Scalar is an integer there, so here too."""
    if isinstance(value, float) and value.is_integer() and kind in ("NumberType", "Optional[NumberType]"):
        return int(value)
    return value


class Book:
    def __init__(self):
        self.blob, self.seen, self.cases = bytearray(), {}, []
        self.count, self.reasons, self.tried = collections.Counter(), {}, set()

    def tensor(self, t):
        if t.layout != torch.strided or t.device.type != "cpu" or t.dtype not in NAMES:
            raise Skip("a result is sparse, quantized or on another device")
        t = t.detach().resolve_conj().resolve_neg().contiguous()
        shape = list(t.shape)
        plain = torch.view_as_real(t).contiguous() if t.is_complex() else t
        data = bytes(plain.reshape(-1).view(torch.uint8).numpy().tobytes()) if t.numel() else b""
        if len(data) > MAX_BYTES:
            raise Skip("large")
        if data not in self.seen:
            self.blob.extend(b"\0" * (-len(self.blob) % 8))
            self.seen[data] = len(self.blob)
            self.blob.extend(data)
        return {"t": [NAMES[t.dtype], shape, self.seen[data], len(data)]}

    def encode(self, value):
        if value is None or isinstance(value, (bool, str)):
            return value
        if isinstance(value, torch.Tensor):
            return self.tensor(value)
        if isinstance(value, int):
            if abs(value) > 2**53 - 1:
                raise Skip("an integer beyond 2^53")
            return value
        if isinstance(value, float):
            return value if value == value and abs(value) != float("inf") else {"f": str(value)}
        if isinstance(value, complex):
            return {"c": [value.real, value.imag]}
        if isinstance(value, torch.dtype):
            if value not in NAMES:
                raise Skip("dtype without a name")
            return {"s": NAMES[value]}
        if isinstance(value, torch.memory_format):
            return {"s": FORMATS[value]}
        if isinstance(value, torch.device):
            return {"s": str(value)}
        if isinstance(value, torch.layout):
            if value != torch.strided:
                raise Skip("sparse layout")
            return {"s": "strided"}
        if isinstance(value, (list, tuple)):
            return {"l": [self.encode(v) for v in value]}
        raise Skip(f"takes or returns a {type(value).__name__}")

    def tried_alone(self, func, args, kwargs):
        """Adds a call that may crash the process: first in a child, where that does no harm."""
        child = os.fork()
        if child == 0:
            signal.alarm(5)
            self.add(func, args, kwargs)
            os._exit(0)
        if os.WIFSIGNALED(os.waitpid(child, 0)[1]):
            self.reasons[func._schema.name[6:]] = "crashes or hangs from Python as well, with arguments made from the schema"
        else:
            self.add(func, args, kwargs)

    def add(self, func, args, kwargs):
        schema = func._schema
        if not schema.name.startswith("aten::"):
            return
        key = (schema.name[6:], schema.overload_name)
        if "Tensor" not in str(schema):
            return  # TorchScript's arithmetic of plain numbers, which only libtorch_python has
        if key[0] in REFUSED:
            self.reasons[key[0]] = "refused: src/refused.ts says why"
            return
        if key in LEFT_OUT or (key == ("to", "dtype") and 1 in args[1:2]):
            return
        if key[0] in SCRIPT_ONLY:
            self.reasons[key[0]] = "TorchScript's own, which only libtorch_python has, or the result is a dtype"
            return
        self.tried.add(key[0])
        if self.count[key] >= PER_OVERLOAD or len(self.blob) > BUDGET:
            return
        try:
            kinds = {a.name: str(a.type) if not isinstance(a.type, torch.NumberType) else "NumberType" for a in schema.arguments}
            order = [a for a in schema.arguments if not a.kwarg_only]
            args = [whole(copied(v), kinds[a.name]) for v, a in zip(args, order)]
            kwargs = {k: whole(copied(v), kinds.get(k)) for k, v in kwargs.items()}
            inputs = self.encode(args), {k: self.encode(v) for k, v in kwargs.items() if v is not None}
            runs = []
            for _ in range(2):
                a, k = copied(args), {name: copied(v) for name, v in kwargs.items()}
                torch.manual_seed(SEED)
                with torch.no_grad():
                    result = func(*a, **k)
                results = list(result) if len(schema.returns) > 1 else [] if not schema.returns else [result]
                runs.append(json.dumps([self.encode(results)["l"], self.encode(a)["l"]]))
            loose = "empty" in key[0] or key[0] in ("resize_", "resize", "resize_as_", "new_empty_strided", "set_", "_efficientzerotensor")
            if runs[0] != runs[1] and not loose:
                raise Skip("two runs with one seed differ")
            results, after = json.loads(runs[0])
            changed = {i: v for i, (v, w) in enumerate(zip(after, inputs[0]["l"])) if v != w and not loose}
            case = {"op": key[0], "overload": key[1], "args": inputs[0]["l"], "results": results}
            if inputs[1]:
                case["options"] = inputs[1]
            if changed:
                case["after"] = changed
            if loose:
                case["loose"] = True
            self.count[key] += 1
            self.cases.append(case)
        except Skip as skip:
            self.reasons.setdefault(key[0], str(skip))
        except Exception as error:
            self.reasons.setdefault(key[0], f"no valid arguments found ({type(error).__name__}: {str(error).splitlines()[0][:90] if str(error) else ''})")


book = Book()


class Capture(TorchDispatchMode):
    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        self.calls.append((func, args, kwargs or {}))
        return func(*args, **(kwargs or {}))


def packet(name):
    try:
        return getattr(torch.ops.aten, name)
    except AttributeError:
        return None


def variants(name, args, kwargs):
    """The overload that takes a sample's arguments, its in-place form and its form with given outputs."""
    for form in (name, name + "_"):
        target = packet(form)
        if target is None:
            continue
        for overload in target.overloads():
            func = getattr(target, overload)
            if any(a.name in ("out", "names", "dimname") for a in func._schema.arguments):
                continue
            if book.count[(form, func._schema.overload_name)] < PER_OVERLOAD:
                yield func, args, kwargs


def main():
    started = time.time()
    todo = []
    for info in op_db:
        kinds = [d for d in (torch.float32, torch.int64, torch.complex64, torch.bool, torch.bfloat16) if d in info.dtypes][:3]
        for i, dtype in enumerate(kinds):
            todo.append((i, info, dtype))
    todo.sort(key=lambda item: item[0])
    for round_, info, dtype in todo:
        if time.time() - started > SECONDS:
            break
        try:
            torch.manual_seed(1)
            grad = round_ == 0 and dtype.is_floating_point and info.supports_autograd
            samples = []
            for sample in info.sample_inputs("cpu", dtype, requires_grad=grad):
                samples.append(sample)
                if len(samples) == 12:
                    break
        except Exception:
            continue
        size = lambda s: s.input.numel() if isinstance(s.input, torch.Tensor) else 10**5
        for sample in sorted((s for s in samples if not isinstance(s.input, torch.Tensor) or 0 < s.input.numel() < 600), key=size)[:4]:
            args, kwargs = (sample.input, *sample.args), dict(sample.kwargs)
            mode = Capture()
            mode.calls = []
            try:
                with mode:
                    result = info(*args, **kwargs)
                    outs = [r for r in (result if isinstance(result, (list, tuple)) else [result]) if isinstance(r, torch.Tensor) and r.requires_grad]
                    if outs:
                        torch.autograd.backward(outs, [torch.ones_like(o) for o in outs])
            except Exception:
                pass
            for call in mode.calls[:200]:
                book.add(*call)
            for name in {info.aten_name or info.name, info.name.replace(".", "_"), info.name.split(".")[-1], *(a.name for a in info.aliases or ())}:
                for call in variants(name.replace("nn.functional.", ""), args, kwargs):
                    book.add(*call)
    # In-place and out forms of every call recorded so far.
    for case in list(book.cases):
        base = getattr(packet(case["op"]), case["overload"] or "default")
        schema = base._schema
        if case["op"].endswith("_") or any(a.is_out for a in schema.arguments) or len(schema.returns) == 0 or case.get("loose"):
            continue
        args = [decode(v) for v in case["args"]]
        options = {k: decode(v) for k, v in case.get("options", {}).items() if k not in ("dtype", "layout", "device", "pin_memory")}
        for name in (case["op"], case["op"] + "_"):
            target = packet(name)
            for overload in target.overloads() if target else []:
                func = getattr(target, overload)
                outs = [a for a in func._schema.arguments if a.is_out]
                if book.count[(name, func._schema.overload_name)] or (name == case["op"] and not outs):
                    continue
                results = [decode(r) for r in case["results"]]
                if outs and (len(outs) != len(results) or not all(isinstance(r, torch.Tensor) for r in results)):
                    continue
                given = dict(options, **{a.name: torch.empty(0, dtype=r.dtype) for a, r in zip(outs, results)})
                book.tried_alone(func, args, given)
    # What is left: small arguments made from the schema alone.
    for schema in torch._C._jit_get_all_schemas():
        if schema.name.startswith("aten::") and (name := schema.name[6:]).isidentifier() and name not in {k[0] for k in book.count}:
            if name.startswith("_") or any(w in name for w in ("cuda", "cudnn", "miopen", "mkldnn", "quant", "sparse", "fbgemm", "nested", "mps", "xpu", "to_padded", "rename", "align", "refine")):
                continue
            guess(name, schema)
    names = sorted({c["op"] for c in book.cases})
    with open(os.path.join(HERE, "fixtures/sweep.bin"), "wb") as file:
        file.write(book.blob)
    with open(os.path.join(HERE, "fixtures/sweep.json"), "w") as file:
        file.write('{"made":"packages/torch/sweep/record.py","torch":"%s","seed":%d,"cases":[\n' % (torch.__version__, SEED))
        file.write(",\n".join(json.dumps(c, separators=(",", ":")) for c in book.cases) + "\n]}\n")
    coverage(set(names))
    print(len(names), "operators", len(book.cases), "calls", len(book.blob), "bytes", round(time.time() - started), "s")


def decode(value):
    if isinstance(value, dict):
        if "t" in value:
            dtype, shape, at, length = value["t"]
            kind = next(k for k, v in NAMES.items() if v == dtype)
            if not length:
                return torch.empty(shape, dtype=kind)
            return torch.frombuffer(bytearray(book.blob[at:at + length]), dtype=kind).reshape(shape)
        if "l" in value:
            return [decode(v) for v in value["l"]]
        if "f" in value:
            return float(value["f"])
        if "c" in value:
            return complex(*value["c"])
        text = value["s"]
        return next((k for k, v in [*NAMES.items(), *FORMATS.items()] if v == text), text)
    return value


def guess(name, schema):
    try:
        func = getattr(packet(name), schema.overload_name or "default")
    except Exception:
        return
    for tensor in (torch.tensor([[0.5, 1.5], [2.5, 0.25]]), torch.tensor([[1, 2], [3, 0]])):
        args, known = [], True
        for a in schema.arguments:
            kind = str(a.type)
            if a.has_default_value() or a.kwarg_only:
                break
            if kind == "Tensor":
                args.append(tensor)
            elif kind in ("int", "SymInt"):
                args.append(1)
            elif kind in ("float", "number", "Scalar"):
                args.append(0.5)
            elif kind == "bool":
                args.append(True)
            elif kind == "List[int]":
                args.append([2, 2])
            elif kind == "List[Tensor]":
                args.append([tensor, tensor])
            elif kind.startswith("Optional"):
                args.append(None)
            else:
                known = False
        if known and args:
            book.tried_alone(func, args, {})


def coverage(covered):
    every = sorted({s.name[6:] for s in torch._C._jit_get_all_schemas() if s.name.startswith("aten::") and "." not in s.name and s.name[6:].isidentifier()})

    def reason(name):
        if name in book.reasons:
            return book.reasons[name]
        for words, text in ((("cuda", "cudnn", "cutlass", "cslt"), "needs CUDA"), (("miopen", "hip"), "needs ROCm"), (("mps",), "needs MPS"),
                            (("xpu",), "needs XPU"), (("quant", "fbgemm", "fake_", "int4", "int8", "choose_qparams", "q_"), "quantized"),
                            (("sparse", "coalesce", "indices", "crow", "ccol"), "sparse layouts"), (("mkldnn",), "oneDNN's own layout"),
                            (("nested", "jagged"), "nested tensors"), (("vulkan", "metal"), "needs a phone's engine"),
                            (("sym_", "functional_", "assert", "_test", "_debug"), "internal: tracing and tests"),
                            (("rename", "align", "names", "refine"), "named dimensions")):
            if any(word in name for word in words):
                return text
        return "internal" if name.startswith("_") else "the operator database has no sample"

    left = collections.defaultdict(list)
    for name in every:
        if name not in covered:
            left[reason(name)].append(name)
    lines = ["# Operators compared with PyTorch", "", f"Written by `packages/torch/sweep/record.py` with PyTorch {torch.__version__}; do not edit.", "",
             f"{len(covered)} aten operators ({len(book.count)} overloads, {len(book.cases)} calls) are called through `torch.ops` with recorded arguments",
             "and compared with what PyTorch returned, by `packages/torch/sweep/sweep.test.ts`. Not covered, by reason:", ""]
    for text in sorted(left, key=lambda t: (-len(left[t]), t)):
        lines.append(f"- {text.replace('|', ' ').replace('<', '(').replace('>', ')')}: {', '.join('`' + n + '`' for n in left[text])}")
    with open(os.path.join(HERE, "coverage.md"), "w") as file:
        file.write("\n".join(lines) + "\n")


main()
