"""Ten steps of every optimizer under its options: parameters after each step, from given gradients."""
import torch

from record import camel

STEPS = 10
SHAPES = [(3, 4), (5,), (2, 3, 2)]
MATRICES = [(4, 6), (6, 4), (5, 5)]

CASES = {
    "SGD": [{"lr": 0.1}, {"lr": 0.1, "momentum": 0.9}, {"lr": 0.1, "momentum": 0.9, "nesterov": True}, {"lr": 0.1, "momentum": 0.8, "dampening": 0.3},
            {"lr": 0.1, "weight_decay": 0.1}, {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.05, "maximize": True}],
    "Adam": [{}, {"lr": 0.01, "betas": (0.8, 0.95), "eps": 1e-6}, {"lr": 0.01, "amsgrad": True}, {"lr": 0.01, "weight_decay": 0.1}, {"lr": 0.01, "maximize": True}],
    "AdamW": [{}, {"lr": 0.01, "betas": (0.8, 0.95), "eps": 1e-6, "weight_decay": 0.2}, {"lr": 0.01, "amsgrad": True, "weight_decay": 0.0}, {"lr": 0.01, "maximize": True}],
    "RMSprop": [{}, {"lr": 0.02, "alpha": 0.9, "eps": 1e-6}, {"momentum": 0.9}, {"centered": True}, {"centered": True, "momentum": 0.5, "weight_decay": 0.1}, {"maximize": True}],
    "Adagrad": [{}, {"lr": 0.1, "lr_decay": 0.1}, {"lr": 0.1, "initial_accumulator_value": 0.5, "eps": 1e-6}, {"lr": 0.1, "weight_decay": 0.1}, {"maximize": True}],
    "Adadelta": [{}, {"lr": 0.5, "rho": 0.8, "eps": 1e-4, "weight_decay": 0.1}, {"maximize": True}],
    "Adamax": [{}, {"lr": 0.05, "betas": (0.8, 0.9), "eps": 1e-5, "weight_decay": 0.1}, {"maximize": True}],
    "NAdam": [{}, {"lr": 0.02, "betas": (0.8, 0.95), "momentum_decay": 0.01, "weight_decay": 0.1}, {"lr": 0.02, "weight_decay": 0.1, "decoupled_weight_decay": True}],
    "RAdam": [{}, {"lr": 0.02, "betas": (0.8, 0.95), "weight_decay": 0.1}, {"lr": 0.02, "weight_decay": 0.1, "decoupled_weight_decay": True}],
    "Rprop": [{}, {"lr": 0.02, "etas": (0.4, 1.3), "step_sizes": (1e-5, 0.5)}, {"maximize": True}],
    "ASGD": [{}, {"lr": 0.05, "lambd": 1e-2, "alpha": 0.5, "t0": 3.0, "weight_decay": 0.1}],
    "Muon": [{}, {"lr": 0.02, "momentum": 0.8, "nesterov": False, "weight_decay": 0.05}, {"lr": 0.02, "ns_steps": 3, "adjust_lr_fn": "match_rms_adamw"}],
}


def record(book):
    for name, options_list in CASES.items():
        for options in options_list:
            for dtype in (torch.float32, torch.float64):
                steps(book, name, options, dtype)
        for dtype in (torch.float32, torch.float64):
            steps(book, name, options_list[-1], dtype, groups=[{"lr": 0.03}, {}])
            steps(book, name, options_list[0], dtype, skip=3)
    clipping(book)


def steps(book, name, options, dtype, groups=None, skip=None):
    """`groups`: the first parameter in a group of its own; `skip`: the second parameter has no gradient at that step."""
    g = torch.Generator().manual_seed(11)
    start = [torch.randn(s, generator=g, dtype=torch.float64).to(dtype) for s in (MATRICES if name == "Muon" else SHAPES)]
    grads = [torch.randn((STEPS, *t.shape), generator=g, dtype=torch.float64).to(dtype) for t in start]
    parameters = [torch.nn.Parameter(t.clone()) for t in start]
    given = [{"params": parameters[:1], **groups[0]}, {"params": parameters[1:], **groups[1]}] if groups else parameters
    single = {} if name == "Muon" else {"foreach": False}
    optimizer = getattr(torch.optim, name)(given, **options, **single)
    after = [[] for _ in parameters]
    for i in range(STEPS):
        for j, p in enumerate(parameters):
            p.grad = None if i == skip and j == 1 else grads[j][i].clone()
        optimizer.step()
        for j, p in enumerate(parameters):
            after[j].append(p.detach().clone())
    state = optimizer.state_dict()["state"]
    book.add({
        "name": f"{name}({', '.join(f'{camel(k)}={v}' for k, v in options.items())}{' groups' if groups else ''}{f' without a gradient at step {skip}' if skip else ''}) {str(dtype)[6:]}",
        "kind": "optimizer", "class": name, "options": book.options(options), "dtype": str(dtype)[6:], "skip": skip,
        "groups": [{camel(k): v for k, v in group.items()} for group in groups or []],
        "parameters": [book.ref(t) for t in start], "grads": [book.ref(t) for t in grads], "after": [book.ref(torch.stack(a)) for a in after],
        "state": {str(i): {k: book.ref(torch.as_tensor(v)) for k, v in s.items() if v is not None} for i, s in state.items()},
    })


def clipping(book):
    for dtype in (torch.float32, torch.float64):
        for name, args, options in [("clip_grad_norm_", [1.0], {}), ("clip_grad_norm_", [1.0], {"norm_type": 1.0}), ("clip_grad_norm_", [0.5], {"norm_type": float("inf")}),
                                    ("clip_grad_norm_", [1000.0], {}), ("clip_grad_value_", [0.4], {})]:
            g = torch.Generator().manual_seed(5)
            grads = [torch.randn(s, generator=g, dtype=torch.float64).to(dtype) for s in SHAPES]
            parameters = [torch.nn.Parameter(torch.zeros(s, dtype=dtype)) for s in SHAPES]
            for p, grad in zip(parameters, grads):
                p.grad = grad.clone()
            norm = getattr(torch.nn.utils, name)(parameters, *args, **options)
            book.add({"name": f"{camel(name)}({args[0]}, {options}) {str(dtype)[6:]}", "kind": "clip", "function": camel(name), "args": args, "options": book.options(options),
                      "dtype": str(dtype)[6:], "grads": [book.ref(t) for t in grads], "after": [book.ref(p.grad) for p in parameters], "outputs": [book.ref(norm)] if norm is not None else []})
