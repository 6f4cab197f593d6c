"""The peer of gpu.ts: the same work in PyTorch. Usage: gpu_peer.py CASE"""
import os
import sys

import torch
import torch.nn.functional as F
from torch import nn

from peer import GPT, answer, resnet18

device = os.environ.get("BENCH_DEVICE", "cuda")
synchronize = torch.cuda.synchronize if device != "cpu" else lambda: None


def training(model, optimizer, loss, steps):
    def chunk():
        for _ in range(steps):
            optimizer.zero_grad()
            loss().backward()
            optimizer.step()
        synchronize()

    model.train()
    for _ in range(3):
        chunk()
    answer(steps, chunk)


def bf16():
    return torch.autocast("cpu" if device == "cpu" else "cuda", dtype=torch.bfloat16)


def resnet():
    torch.backends.cudnn.benchmark = True
    model = resnet18().to(device, memory_format=torch.channels_last)
    inputs = torch.randn(512, 3, 32, 32, device=device).contiguous(memory_format=torch.channels_last)
    targets = torch.randint(0, 10, (512,), device=device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, nesterov=True, fused=True)

    def loss():
        with bf16():
            return F.cross_entropy(model(inputs), targets, label_smoothing=0.2)

    training(model, optimizer, loss, 20)


LARGE = dict(vocabulary=50304, width=768, layers=12, heads=12, context=1024)


def gpt(shape, batch, context, steps):
    model = GPT(**shape).to(device)
    vocabulary = shape.get("vocabulary", 65)
    inputs = torch.randint(0, vocabulary, (batch, context), device=device)
    targets = torch.randint(0, vocabulary, (batch, context), device=device).view(-1)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, fused=True)

    def loss():
        with bf16():
            return F.cross_entropy(model(inputs).view(-1, vocabulary), targets)

    training(model, optimizer, loss, steps)


def mlp():
    model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10)).to(device)
    inputs, targets = torch.randn(64, 784, device=device), torch.randint(0, 10, (64,), device=device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, fused=True)
    training(model, optimizer, lambda: F.cross_entropy(model(inputs), targets), 200)


def inference():
    model = GPT(**LARGE).to(device, torch.bfloat16).eval()
    inputs = torch.randint(0, LARGE["vocabulary"], (1, LARGE["context"]), device=device)

    @torch.inference_mode()
    def chunk():
        for _ in range(50):
            model(inputs)
        synchronize()

    for _ in range(3):
        chunk()
    answer(50, chunk)


CASES = {
    "resnet": resnet,
    "gpt": lambda: gpt(LARGE, 8, 1024, 4),
    "gpt-small": lambda: gpt({}, 12, 64, 50),
    "mlp": mlp,
    "gpt-inference": inference,
}

torch.manual_seed(0)
CASES[sys.argv[1]]()
