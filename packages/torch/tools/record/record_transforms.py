"""What torch.func, parametrizations, state-dict hooks, SparseAdam and lobpcg give in PyTorch.

    python tools/record/record_transforms.py

writes fixtures/transforms.json.
"""
import json
import pathlib

import torch
from torch import func, nn
from torch.nn import functional as F
from torch.nn.utils import parametrizations, parametrize

torch.set_default_dtype(torch.float64)


def wave(*shape, phase=0.0):
    return (torch.arange(torch.Size(shape).numel()) * 0.7 + phase).sin().reshape(shape)


def fill(module):
    with torch.no_grad():
        for i, tensor in enumerate([*module.parameters(), *(b for b in module.buffers() if b.is_floating_point())]):
            tensor.copy_(wave(*tensor.shape, phase=i))
    return module


x, y = wave(4, 3), wave(4, 2, phase=1.0)
net = fill(nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 2)))
weights = {k: v.detach() for k, v in net.named_parameters()}
loss = lambda w, a, b: F.mse_loss(func.functional_call(net, w, (a,)), b)
each = func.vmap(func.grad(loss), in_dims=(None, 0, 0))(weights, x, y)
transforms = {
    "dots": func.vmap(torch.dot)(x, wave(4, 3, phase=2.0)),
    "outDim": func.vmap(lambda a: a * 2, out_dims=1)(x),
    "nested": func.vmap(lambda a: func.vmap(lambda b: a * b)(x[0]))(x[:, 0]),
    "third": func.grad(func.grad(func.grad(lambda a: a.sin())))(torch.tensor(0.3)),
    "argnums": func.grad(lambda a, b: (a * b).sin().sum(), argnums=1)(x, wave(4, 3, phase=2.0)),
    "jacrev": func.jacrev(lambda a: (a @ x).tanh())(wave(4)),
    "jacfwd": func.jacfwd(lambda a: (a @ x).tanh())(wave(4)),
    "jacfwd of the second": func.jacfwd(lambda a, b: a @ b, argnums=1)(x, wave(3, 2)),
    "jacfwd of jacrev": func.jacfwd(func.jacrev(lambda a: (a @ x).tanh().sum()))(wave(4)),
    "jacfwd twice": func.jacfwd(func.jacfwd(lambda a: (a ** 3).sum()))(wave(4)),
    "jvp": func.jvp(lambda a, b: a.sin() @ b, (x, wave(3, 2)), (wave(4, 3, phase=2.0), wave(3, 2, phase=1.0)))[1],
    "jvp of a network": func.jvp(lambda a: F.mse_loss(net(a), y), (x,), (wave(4, 3, phase=2.0),))[1],
    "jvp in vmap": func.vmap(lambda a, b: func.jvp(torch.sin, (a,), (b,))[1])(x, wave(4, 3, phase=2.0)),
    "hessian": func.hessian(lambda a: (a @ x).tanh().sum())(wave(4)),
    "vjp": func.vjp(lambda a: a.sin() * a, wave(3))[1](torch.tensor([1.0, -2, 3]))[0],
    "conv": func.vmap(lambda image, kernel: F.conv2d(image[None], kernel))(wave(2, 1, 4, 4), wave(2, 1, 1, 2, 2)),
    **{f"each {k}": v for k, v in each.items()},
    "ensemble": func.vmap(lambda w: func.functional_call(net, w, (x,)))({k: torch.stack([v, 2 * v]) for k, v in weights.items()}),
}


def normed(make, **options):
    """Keys, the weight, an output and gradients of a layer whose weight is normed, twice in training and once after."""
    layer = fill(make())
    if "orthogonal" in options:
        with torch.no_grad():
            layer.parametrizations.weight.original.diagonal().sign_()  # what householder takes its signs from
    before = {k: v.tolist() for k, v in layer.state_dict().items()}
    weight, outputs = layer.weight.tolist() if parametrize.is_parametrized(layer) else None, []  # else of before fill()
    for mode in (True, True, False):
        layer.train(mode)
        out = layer(options["x"])
        outputs.append(out.tolist())
    out.sin().sum().backward()
    return {"keys": list(layer.state_dict()), "state": before, "weight": weight, "outputs": outputs,
            "gradients": {k: p.grad.tolist() for k, p in layer.named_parameters()}, "repr": str(layer)}


import warnings

warnings.simplefilter("ignore")
norms = {
    "weightNorm": normed(lambda: parametrizations.weight_norm(nn.Linear(3, 2)), x=x),
    "weightNorm of all": normed(lambda: parametrizations.weight_norm(nn.Linear(3, 2), dim=None), x=x),
    "weightNorm by old keys": normed(lambda: nn.utils.weight_norm(nn.Linear(3, 2)), x=x),
    "spectralNorm": normed(lambda: parametrizations.spectral_norm(nn.Linear(3, 2)), x=x),
    "spectralNorm by old keys": normed(lambda: nn.utils.spectral_norm(nn.Linear(3, 2)), x=x),
    "spectralNorm by old keys of a transposed convolution": normed(lambda: nn.utils.spectral_norm(nn.ConvTranspose1d(3, 2, 2), n_power_iterations=2), x=wave(1, 3, 5)),
    **{f"orthogonal {name}": normed(lambda: parametrizations.orthogonal(nn.Linear(*size), **options), x=wave(4, size[0]), orthogonal=True) for name, size, options in (
        ("square", (3, 3), {}), ("wide", (3, 2), {}), ("tall", (2, 3), {}), ("by cayley", (3, 2), {"orthogonal_map": "cayley"}),
        ("by matrix_exp, tall", (2, 3), {"orthogonal_map": "matrix_exp"}), ("around nothing", (3, 2), {"use_trivialization": False}),
        ("around nothing, by matrix_exp", (2, 3), {"orthogonal_map": "matrix_exp", "use_trivialization": False}))},
    "spectralNorm of a transposed convolution": normed(lambda: parametrizations.spectral_norm(nn.ConvTranspose1d(3, 2, 2), n_power_iterations=2), x=wave(1, 3, 5)),
}

table = nn.Embedding(5, 3, sparse=True)
with torch.no_grad():
    table.weight.copy_(wave(5, 3))
sparse = {}
for name, options in {"plain": {}, "others": {"lr": 0.1, "betas": (0.7, 0.9), "eps": 1e-3}, "maximize": {"maximize": True}}.items():
    with torch.no_grad():
        table.weight.copy_(wave(5, 3))
    optimizer, after = torch.optim.SparseAdam(table.parameters(), **options), []
    for ids in ([0, 2, 2], [1], [2, 4]):
        optimizer.zero_grad()
        (table(torch.tensor(ids)) ** 3).sum().backward()
        optimizer.step()
        after.append(table.weight.tolist())
    sparse[name] = {"options": {k: list(v) if isinstance(v, tuple) else v for k, v in options.items()}, "after": after}

square = lambda *shape: (torch.arange(torch.Size(shape).numel()) ** 2 * 0.37).sin().reshape(shape)  # of full rank
A = square(9, 9)
A = A @ A.T + torch.diag(torch.arange(9.0))
B = torch.diag(1 + torch.arange(9.0) / 9)
start = square(9, 3)
eigen = {
    "largest": torch.lobpcg(A, X=start, niter=200)[0], "smallest": torch.lobpcg(A, X=start, niter=200, largest=False)[0],
    "general": torch.lobpcg(A, B=B, X=start, niter=200)[0], "sparse": torch.lobpcg(A.to_sparse(), X=start, niter=200)[0],
    "preconditioned": torch.lobpcg(A, X=start, iK=torch.diag(1 / A.diagonal()), niter=200, largest=False)[0],
}


def plain(value):
    return value.tolist() if isinstance(value, torch.Tensor) else {k: plain(v) for k, v in value.items()} if isinstance(value, dict) else value


path = pathlib.Path(__file__).parent.parent.parent / "fixtures" / "transforms.json"
groups = {"transforms": transforms, "norms": norms, "sparseAdam": sparse, "lobpcg": eigen}
body = ",\n".join(f'"{group}": {{\n' + ",\n".join(f"{json.dumps(k)}: {json.dumps(plain(v))}" for k, v in cases.items()) + "\n}" for group, cases in groups.items())
path.write_text(f'{{"made": "tools/record/record_transforms.py", "torch": "{torch.__version__}",\n{body}\n}}\n')
print({group: len(cases) for group, cases in groups.items()})
