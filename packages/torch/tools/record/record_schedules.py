"""Learning rates (and momentum where it cycles) over fifty steps of every schedule, for an optimizer with two groups."""
import math
import warnings

import torch

from record import camel

STEPS = 50
LAMBDAS = {"decay": lambda e: 0.95 ** e, "inverse": lambda e: 1 / (1 + e), "wave": lambda e: 0.9 + 0.1 * math.cos(e)}

CASES = [
    ("StepLR", {"step_size": 7}), ("StepLR", {"step_size": 10, "gamma": 0.5}),
    ("MultiStepLR", {"milestones": [5, 20, 20, 33], "gamma": 0.5}), ("ExponentialLR", {"gamma": 0.93}),
    ("ConstantLR", {}), ("ConstantLR", {"factor": 0.5, "total_iters": 9}), ("LinearLR", {}), ("LinearLR", {"start_factor": 0.1, "end_factor": 0.8, "total_iters": 20}),
    ("PolynomialLR", {"total_iters": 30, "power": 2.0}), ("PolynomialLR", {}),
    ("CosineAnnealingLR", {"T_max": 50}), ("CosineAnnealingLR", {"T_max": 12, "eta_min": 0.01}),
    ("CosineAnnealingWarmRestarts", {"T_0": 8}), ("CosineAnnealingWarmRestarts", {"T_0": 5, "T_mult": 2, "eta_min": 0.001}),
    ("OneCycleLR", {"max_lr": 0.5, "total_steps": 60}), ("OneCycleLR", {"max_lr": [0.5, 0.1], "epochs": 5, "steps_per_epoch": 11, "anneal_strategy": "linear", "pct_start": 0.25}),
    ("OneCycleLR", {"max_lr": 0.4, "total_steps": 55, "three_phase": True, "div_factor": 10.0, "final_div_factor": 100.0, "base_momentum": 0.8, "max_momentum": 0.99}),
    ("OneCycleLR", {"max_lr": 0.4, "total_steps": 55, "cycle_momentum": False}),
    ("CyclicLR", {"base_lr": 0.01, "max_lr": 0.2, "step_size_up": 8}), ("CyclicLR", {"base_lr": 0.01, "max_lr": 0.2, "step_size_up": 6, "step_size_down": 9, "mode": "triangular2"}),
    ("CyclicLR", {"base_lr": 0.01, "max_lr": 0.2, "step_size_up": 6, "mode": "exp_range", "gamma": 0.97, "cycle_momentum": False}),
    ("LambdaLR", {"lr_lambda": "decay"}), ("LambdaLR", {"lr_lambda": ["inverse", "wave"]}), ("MultiplicativeLR", {"lr_lambda": "wave"}),
    ("ReduceLROnPlateau", {}), ("ReduceLROnPlateau", {"mode": "max", "factor": 0.5, "patience": 2}),
    ("ReduceLROnPlateau", {"factor": 0.5, "patience": 1, "threshold": 0.1, "threshold_mode": "abs", "cooldown": 3, "min_lr": 0.02}),
    ("ReduceLROnPlateau", {"factor": 0.3, "patience": 0, "min_lr": [0.001, 0.0001], "eps": 1e-4}),
    ("SWALR", {"swa_lr": 0.02}), ("SWALR", {"swa_lr": [0.02, 0.2], "anneal_epochs": 7, "anneal_strategy": "linear"}), ("SWALR", {"swa_lr": 0.02, "anneal_epochs": 0}),
    ("SequentialLR", {"schedulers": [("LinearLR", {"start_factor": 0.1, "total_iters": 10}), ("CosineAnnealingLR", {"T_max": 40})], "milestones": [10]}),
    ("SequentialLR", {"schedulers": [("ConstantLR", {"factor": 0.1, "total_iters": 4}), ("ExponentialLR", {"gamma": 0.9}), ("StepLR", {"step_size": 5})], "milestones": [5, 25]}),
    ("ChainedScheduler", {"schedulers": [("ConstantLR", {"factor": 0.1, "total_iters": 6}), ("ExponentialLR", {"gamma": 0.95})]}),
    ("ChainedScheduler", {"schedulers": [("LinearLR", {"start_factor": 0.2, "total_iters": 10}), ("MultiStepLR", {"milestones": [20, 30]})]}),
]


def record(book):
    warnings.simplefilter("ignore")
    for name, options in CASES:
        run(book, name, options, "SGD", {"lr": 0.1, "momentum": 0.9})
    for name, options in CASES[14:18]:
        run(book, name, options, "Adam", {"lr": 0.1})


def run(book, name, options, optimizer_name, optimizer_options):
    a, b = torch.nn.Parameter(torch.zeros(1)), torch.nn.Parameter(torch.zeros(1))
    optimizer = getattr(torch.optim, optimizer_name)([{"params": [a]}, {"params": [b], "lr": 0.05}], **optimizer_options)
    scheduler = build(name, options, optimizer)
    metrics = [1 / (1 + 0.3 * i) + 0.15 * math.sin(i) for i in range(STEPS)]
    lrs, momenta = [], []
    for i in range(STEPS):
        lrs.append([float(g["lr"]) for g in optimizer.param_groups])
        momenta.append([g["betas"][0] if "betas" in g else g["momentum"] for g in optimizer.param_groups])
        optimizer.step()
        scheduler.step(metrics[i]) if name == "ReduceLROnPlateau" else scheduler.step()
    cycles = any(m != momenta[0] for m in momenta)
    book.add({"name": f"{name}({', '.join(f'{camel(k)}={v}' for k, v in options.items())}) on {optimizer_name}", "kind": "schedule", "class": name, "options": encode(options),
              "optimizer": optimizer_name, "optimizerOptions": book.options(optimizer_options), "metrics": metrics if name == "ReduceLROnPlateau" else None,
              "lrs": [book.ref(torch.tensor(lrs, dtype=torch.float64))][0], "momenta": book.ref(torch.tensor(momenta, dtype=torch.float64)) if cycles else None})


def build(name, options, optimizer):
    kind = getattr(torch.optim.lr_scheduler, name, None) or getattr(torch.optim.swa_utils, name)
    options = dict(options)
    if "lr_lambda" in options:
        given = options["lr_lambda"]
        options["lr_lambda"] = LAMBDAS[given] if isinstance(given, str) else [LAMBDAS[f] for f in given]
    if "schedulers" in options:
        schedulers = [build(n, o, optimizer) for n, o in options["schedulers"]]
        return kind(schedulers, optimizer=optimizer) if name == "ChainedScheduler" else kind(optimizer, schedulers, options["milestones"])
    return kind(optimizer, **options)


def encode(options):
    nested = {"schedulers": [{"class": n, "options": encode(o)} for n, o in options["schedulers"]]} if "schedulers" in options else {}
    return {**{camel(k): v for k, v in options.items()}, **nested}
