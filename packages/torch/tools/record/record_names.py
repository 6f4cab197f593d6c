"""What functions and methods give whose names or forms Python's layer adds: the call here, the call in Python, its result.

    python tools/record/record_names.py

writes fixtures/names.json; a result is nested lists, a list of them where there are several.
"""
import json
import math
import pathlib

import torch
from torch import nn
from torch.nn import functional as F

CASES = [
    ("torch.unique(torch.tensor([3, 1, 2, 3, 1]))", "torch.unique(torch.tensor([3., 1, 2, 3, 1]))"),
    ("torch.unique(torch.tensor([3, 1, 2, 3, 1]), { returnInverse: true, returnCounts: true })", "torch.unique(torch.tensor([3., 1, 2, 3, 1]), return_inverse=True, return_counts=True)"),
    ("torch.unique(torch.tensor([3, 1, 3]), { returnCounts: true })", "torch.unique(torch.tensor([3., 1, 3]), return_counts=True)"),
    ("torch.unique(torch.tensor([[1, 2], [0, 1], [1, 2]]), { dim: 0, returnInverse: true })", "torch.unique(torch.tensor([[1., 2], [0, 1], [1, 2]]), dim=0, return_inverse=True)"),
    ("torch.tensor([2, 2, 1]).unique()", "torch.tensor([2., 2, 1]).unique()"),
    ("torch.uniqueConsecutive(torch.tensor([1, 1, 2, 2, 1]))", "torch.unique_consecutive(torch.tensor([1., 1, 2, 2, 1]))"),
    ("torch.uniqueConsecutive(torch.tensor([1, 1, 2, 2, 1]), { returnInverse: true, returnCounts: true })", "torch.unique_consecutive(torch.tensor([1., 1, 2, 2, 1]), return_inverse=True, return_counts=True)"),
    ("torch.uniqueConsecutive(torch.tensor([[1, 2], [1, 2], [0, 2]]), { dim: 0 })", "torch.unique_consecutive(torch.tensor([[1., 2], [1, 2], [0, 2]]), dim=0)"),
    ("torch.viewAsReal(torch.stft(torch.arange(100).float().sin(), 10, { returnComplex: true }))", "torch.view_as_real(torch.stft(torch.arange(100).float().sin(), 10, return_complex=True))"),
    ("torch.viewAsReal(torch.stft(torch.arange(100).float().sin(), 10, { center: false, returnComplex: true }))", "torch.view_as_real(torch.stft(torch.arange(100).float().sin(), 10, center=False, return_complex=True))"),
    ("torch.viewAsReal(torch.arange(60).float().cos().stft(16, { hopLength: 4, winLength: 12, window: torch.hannWindow(12), normalized: true, padMode: 'constant', returnComplex: true }))", "torch.view_as_real(torch.arange(60).float().cos().stft(16, hop_length=4, win_length=12, window=torch.hann_window(12), normalized=True, pad_mode='constant', return_complex=True))"),
    ("torch.norm(torch.tensor([[3, 4], [5, 12]]))", "torch.norm(torch.tensor([[3., 4], [5, 12]]))"),
    ("torch.norm(torch.tensor([[3, 4], [5, 12]]), 'fro', 1)", "torch.norm(torch.tensor([[3., 4], [5, 12]]), 'fro', 1)"),
    ("torch.norm(torch.tensor([[3, 4], [5, 12]]), 'nuc')", "torch.norm(torch.tensor([[3., 4], [5, 12]]), 'nuc')"),
    ("torch.norm(torch.tensor([[3, -4], [5, 12]]), 1, 0, { keepdim: true })", "torch.norm(torch.tensor([[3., -4], [5, 12]]), 1, 0, keepdim=True)"),
    ("torch.norm(torch.tensor([[3, -4], [5, 12]]), Infinity)", "torch.norm(torch.tensor([[3., -4], [5, 12]]), float('inf'))"),
    ("torch.tensor([[3, -4], [5, 12]]).norm({ p: 3, dim: [0, 1] })", "torch.tensor([[3., -4], [5, 12]]).norm(p=3, dim=[0, 1])"),
    ("torch.cdist(torch.tensor([[0, 0], [3, 4]]), torch.tensor([[6, 8]]))", "torch.cdist(torch.tensor([[0., 0], [3, 4]]), torch.tensor([[6., 8]]))"),
    ("torch.cdist(torch.tensor([[0, 0], [3, 4]]), torch.tensor([[6, 8]]), { p: 1, computeMode: 'donot_use_mm_for_euclid_dist' })", "torch.cdist(torch.tensor([[0., 0], [3, 4]]), torch.tensor([[6., 8]]), p=1, compute_mode='donot_use_mm_for_euclid_dist')"),
    ("torch.einsum('ij,jk->ik', torch.tensor([[1, 2]]), torch.tensor([[3], [4]]))", "torch.einsum('ij,jk->ik', torch.tensor([[1., 2]]), torch.tensor([[3.], [4]]))"),
    ("torch.meshgrid(torch.tensor([1, 2]), torch.tensor([3, 4, 5]))", "torch.meshgrid(torch.tensor([1., 2]), torch.tensor([3., 4, 5]), indexing='ij')"),
    ("torch.meshgrid([torch.tensor([1, 2]), torch.tensor([3, 4, 5])], { indexing: 'xy' })", "torch.meshgrid([torch.tensor([1., 2]), torch.tensor([3., 4, 5])], indexing='xy')"),
    ("torch.tensordot(torch.arange(24).float().reshape(2, 3, 4), torch.arange(24).float().reshape(3, 4, 2), 2)", "torch.tensordot(torch.arange(24.).reshape(2, 3, 4), torch.arange(24.).reshape(3, 4, 2), 2)"),
    ("torch.tensordot(torch.arange(6).float().reshape(2, 3), torch.arange(6).float().reshape(2, 3), [[0], [0]])", "torch.tensordot(torch.arange(6.).reshape(2, 3), torch.arange(6.).reshape(2, 3), ([0], [0]))"),
    ("torch.nonzero(torch.tensor([[0, 1], [2, 0]]))", "torch.nonzero(torch.tensor([[0, 1], [2, 0]]))"),
    ("torch.nonzero(torch.tensor([[0, 1], [2, 0]]), { asTuple: true })", "torch.nonzero(torch.tensor([[0, 1], [2, 0]]), as_tuple=True)"),
    ("torch.unravelIndex(torch.tensor([5, 11, -1], { dtype: 'int64' }), [3, 4])", "torch.unravel_index(torch.tensor([5, 11, -1]), (3, 4))"),
    ("torch.tensor([1, 2, 3]).where(torch.tensor([true, false, true]), 0)", "torch.tensor([1., 2, 3]).where(torch.tensor([True, False, True]), 0)"),
    ("torch.tensor([1.7, -2.3]).int()", "torch.tensor([1.7, -2.3]).int()"),
    ("torch.tensor([1.7, 200]).byte()", "torch.tensor([1.7, 200]).byte()"),
    ("[...torch.tensor([[1, 2], [3, 4]])]", "list(torch.tensor([[1., 2], [3, 4]]))"),
    ("torch.ones([2, 3]).size()", "list(torch.ones([2, 3]).size())"),
    ("torch.ones([2, 3]).size(-1)", "torch.ones([2, 3]).size(-1)"),
    ("torch.ones([2, 3]).nbytes", "torch.ones([2, 3]).nbytes"),
    ("torch.viewAsReal(torch.tensor([[new torch.Complex(1, 2), new torch.Complex(3, 4)]]).H.resolveConj())", "torch.view_as_real(torch.tensor([[1 + 2j, 3 + 4j]]).H.resolve_conj())"),
    ("torch.tensor([1, 5, 3]).topk(2).values", "torch.tensor([1., 5, 3]).topk(2).values"),
    ("torch.tensor([1, 5, 3]).topk(2).indices", "torch.tensor([1., 5, 3]).topk(2).indices"),
    ("torch.tensor([[1, 5], [3, 2]]).max(1).values", "torch.tensor([[1., 5], [3, 2]]).max(1).values"),
    ("torch.sort(torch.tensor([2, 1])).indices", "torch.sort(torch.tensor([2., 1])).indices"),
    ("torch.linalg.slogdet(torch.tensor([[2, 0], [0, 3]])).logabsdet", "torch.linalg.slogdet(torch.tensor([[2., 0], [0, 3]])).logabsdet"),
    *[(f"torch.finfo('{d}').{a}", f"torch.finfo(torch.{d}).{b}") for d in ("float16", "bfloat16", "float32", "float64", "complex64", "float8_e4m3fn", "float8_e5m2") for a, b in (("eps", "eps"), ("max", "max"), ("min", "min"), ("tiny", "tiny"), ("smallestNormal", "smallest_normal"), ("bits", "bits"))],
    *[(f"torch.finfo('{d}').resolution", f"torch.finfo(torch.{d}).resolution") for d in ("float16", "bfloat16", "float32", "float64")],
    *[(f"Number(torch.iinfo('{d}').{a})", f"float(torch.iinfo(torch.{d}).{a})") for d in ("uint8", "int8", "int16", "int32", "int64", "uint64") for a in ("min", "max")],
    *[(f"torch.signal.windows.{js}({m}, {{ sym: {str(s).lower()} }})", f"torch.signal.windows.{py}({m}, sym={s})") for js, py in (("hann", "hann"), ("hamming", "hamming"), ("blackman", "blackman"), ("bartlett", "bartlett"), ("cosine", "cosine"), ("exponential", "exponential"), ("gaussian", "gaussian"), ("kaiser", "kaiser"), ("nuttall", "nuttall"), ("generalHamming", "general_hamming")) for m in (0, 1, 2, 9, 10) for s in (True, False)],
    ("torch.signal.windows.generalCosine(8, { a: [0.5, 0.3, 0.2] })", "torch.signal.windows.general_cosine(8, a=[0.5, 0.3, 0.2])"),
    ("torch.signal.windows.gaussian(8, { std: 3, dtype: 'float64' })", "torch.signal.windows.gaussian(8, std=3.0, dtype=torch.float64)"),
    ("torch.signal.windows.kaiser(8, { beta: 4 })", "torch.signal.windows.kaiser(8, beta=4.0)"),
    ("torch.signal.windows.exponential(8, { tau: 3, sym: false, center: 2 })", "torch.signal.windows.exponential(8, tau=3.0, sym=False, center=2.0)"),
    ("(([, s]) => s)(torch.svdLowrank(torch.arange(12).float().reshape(4, 3).sin(), { q: 3 }))", "torch.linalg.svdvals(torch.arange(12.).reshape(4, 3).sin())"),
    ("(([u, s, v]) => u.mul(s).matmul(v.t()))(torch.svdLowrank(torch.arange(12).float().reshape(3, 4).sin()))", "torch.arange(12.).reshape(3, 4).sin()"),
    ("(([, s]) => s)(torch.pcaLowrank(torch.arange(12).float().reshape(4, 3).sin(), { q: 3 }))", "torch.linalg.svdvals((lambda a: a - a.mean(0))(torch.arange(12.).reshape(4, 3).sin()))"),
    *[(f"torch.F.{js}(torch.tensor([-2, -0.5, 0, 1.5]))", f"F.{py}(torch.tensor([-2, -0.5, 0, 1.5]))") for js, py in (("relu_", "relu_"), ("elu_", "elu_"), ("selu_", "selu_"), ("celu_", "celu_"), ("leakyRelu_", "leaky_relu_"), ("hardtanh_", "hardtanh_"), ("rrelu_", "rrelu_"))],
    ("torch.jacobian((x) => x.exp().mul(x.at(0)), torch.tensor([1, 2, 3]))", "torch.autograd.functional.jacobian(lambda x: x.exp() * x[0], torch.tensor([1., 2, 3]))"),
    ("torch.jacobian((x, y) => x.mul(y), [torch.tensor([1, 2]), torch.tensor([3, 4])])", "torch.autograd.functional.jacobian(lambda x, y: x * y, (torch.tensor([1., 2]), torch.tensor([3., 4])))"),
    ("torch.hessian((x) => x.pow(3).sum().add(x.at(0).mul(x.at(1))), torch.tensor([1, 2]))", "torch.autograd.functional.hessian(lambda x: x.pow(3).sum() + x[0] * x[1], torch.tensor([1., 2]))"),
    ("torch.hessian((x, y) => x.pow(2).mul(y).sum(), [torch.tensor([1, 2]), torch.tensor([3, 4])])", "torch.autograd.functional.hessian(lambda x, y: (x ** 2 * y).sum(), (torch.tensor([1., 2]), torch.tensor([3., 4])))"),
    ("torch.vjp((x) => x.sin().mul(x), torch.tensor([1, 2]), torch.tensor([0.5, -1]))[1][0]", "torch.autograd.functional.vjp(lambda x: x.sin() * x, torch.tensor([1., 2]), torch.tensor([0.5, -1]))[1]"),
    ("torch.jvp((x) => x.sin().mul(x), torch.tensor([1, 2]), torch.tensor([0.5, -1]))", "torch.autograd.functional.jvp(lambda x: x.sin() * x, torch.tensor([1., 2]), torch.tensor([0.5, -1]))"),
    ("torch.jvp((x) => x.sum().mul(2), torch.tensor([1, 2]), torch.tensor([0.5, -1]))", "torch.autograd.functional.jvp(lambda x: x.sum() * 2, torch.tensor([1., 2]), torch.tensor([0.5, -1]))"),
    ("torch.jacobian(() => torch.ones([2]), torch.tensor([1, 2]))", "torch.autograd.functional.jacobian(lambda x: torch.ones(2), torch.tensor([1., 2]))"),
    ("((p) => [p.data, p.batchSizes])(torch.nn.utils.rnn.packSequence([torch.tensor([1, 2, 3]), torch.tensor([4, 5])]))", "(lambda p: [p.data, p.batch_sizes])(nn.utils.rnn.pack_sequence([torch.tensor([1., 2, 3]), torch.tensor([4., 5])]))"),
    ("torch.nn.utils.rnn.unpackSequence(torch.nn.utils.rnn.packSequence([torch.tensor([4, 5]), torch.tensor([1, 2, 3])], { enforceSorted: false }))", "nn.utils.rnn.unpack_sequence(nn.utils.rnn.pack_sequence([torch.tensor([4., 5]), torch.tensor([1., 2, 3])], enforce_sorted=False))"),
    ("torch.nn.utils.rnn.unpadSequence(torch.tensor([[1, 4], [2, 5], [3, 0]]), torch.tensor([3, 2], { dtype: 'int64' }))", "nn.utils.rnn.unpad_sequence(torch.tensor([[1., 4], [2, 5], [3, 0]]), torch.tensor([3, 2]))"),
    ("torch.masked.sum(torch.tensor([[1, 2], [3, 4]]), { dim: 1, mask: torch.tensor([[true, false], [false, false]]) })", "torch.masked.sum(torch.tensor([[1., 2], [3, 4]]), 1, mask=torch.tensor([[True, False], [False, False]]))"),
    ("torch.broadcastShapes([3, 1], [1, 4], [4])", "list(torch.broadcast_shapes((3, 1), (1, 4), (4,)))"),
    ("torch.F.threshold_(torch.tensor([-2, 1]), 0, 7)", "F.threshold_(torch.tensor([-2., 1]), 0, 7)"),
]


def plain(value):
    if isinstance(value, torch.Tensor):
        return plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return {"$number": {"inf": "Infinity", "-inf": "-Infinity"}.get(str(value), "NaN")}
    return value


cases = [{"call": js, "python": py, "result": plain(eval(py))} for js, py in CASES]
path = pathlib.Path(__file__).parent.parent.parent / "fixtures" / "names.json"
lines = ",\n".join(json.dumps(case) for case in cases)
path.write_text(f'{{"made": "tools/record/record_names.py", "torch": "{torch.__version__}", "cases": [\n{lines}\n]}}\n')
print(len(cases), "cases")
