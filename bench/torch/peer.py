"""The peer of bench/torch: the same work in PyTorch. Usage: peer.py CASE [--threads N]"""
import os
import sys
import threading
import time

import torch
import torch.nn.functional as F
from torch import nn


def answer(work, chunk):
    if os.environ.pop("SECOND_THREAD", None):
        thread = threading.Thread(target=lambda: answer(work, chunk))
        thread.start()
        return thread.join()
    print("ready", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        chunk()
        print((time.perf_counter() - start) / work, flush=True)


def training(model, inputs, targets, optimizer, loss, steps):
    def chunk():
        for _ in range(steps):
            optimizer.zero_grad()
            loss(model(inputs), targets).backward()
            optimizer.step()

    for _ in range(3):
        chunk()
    answer(steps, chunk)


def mlp():
    model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10))
    training(model, torch.randn(64, 784), torch.randint(0, 10, (64,)),
             torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9), F.cross_entropy, 200)


def resnet18(stem="small", classes=10):
    import torchvision
    model = torchvision.models.resnet18(num_classes=classes)
    model.conv1 = nn.Conv2d(3, 64, 3, 1, 1, bias=False)
    model.maxpool = nn.Identity()
    return model


def resnet():
    model = resnet18()
    training(model, torch.randn(64, 3, 32, 32), torch.randint(0, 10, (64,)),
             torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9), F.cross_entropy, 2)


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.ln1, self.ln2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.heads = heads

    def forward(self, x):
        b, t, c = x.shape
        q, k, v = self.qkv(self.ln1(x)).view(b, t, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(y.transpose(1, 2).reshape(b, t, c))
        return x + self.down(F.gelu(self.up(self.ln2(x))))


class GPT(nn.Module):
    def __init__(self, vocabulary=65, width=128, layers=4, heads=4, context=64):
        super().__init__()
        self.tokens, self.positions = nn.Embedding(vocabulary, width), nn.Embedding(context, width)
        self.blocks = nn.Sequential(*[Block(width, heads) for _ in range(layers)])
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, vocabulary, bias=False)

    def forward(self, ids):
        x = self.tokens(ids) + self.positions(torch.arange(ids.shape[1], device=ids.device))
        return self.head(self.norm(self.blocks(x)))


def gpt(compiled=False):
    model = GPT()
    run = torch.compile(model) if compiled else model
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, fused=True)
    training(run, torch.randint(0, 65, (12, 64)), torch.randint(0, 65, (12, 64)), optimizer,
             lambda y, t: F.cross_entropy(y.view(-1, 65), t.view(-1)), 10)


def lstm():
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.lstm, self.head = nn.LSTM(128, 128, 2, batch_first=True), nn.Linear(128, 10)

        def forward(self, x):
            return self.head(self.lstm(x)[0][:, -1])

    model = Net()
    training(model, torch.randn(32, 64, 128), torch.randint(0, 10, (32,)),
             torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9), F.cross_entropy, 5)


def add():
    a, b = torch.tensor(1.0), torch.tensor(2.0)

    def chunk():
        for _ in range(20000):
            torch.add(a, b)

    chunk()
    answer(20000, chunk)


def inference(model, x, steps, warm=1):
    model.eval()

    @torch.inference_mode()
    def chunk():
        for _ in range(steps):
            model(x)

    for _ in range(warm):
        chunk()
    answer(steps, chunk)


def resnet18_1():
    import torchvision
    inference(torchvision.models.resnet18(), torch.randn(1, 3, 224, 224), 8)


def resnet50(batch):
    import torchvision
    inference(torchvision.models.resnet50(), torch.randn(batch, 3, 224, 224), 4 if batch == 1 else 1)


CASES = {
    "mlp": mlp,
    "resnet18": resnet,
    "gpt": gpt,
    "gpt-compile": lambda: gpt(True),
    "lstm": lstm,
    "add": add,
    "resnet18-1": resnet18_1,
    "resnet50-1": lambda: resnet50(1),
    "resnet50-8": lambda: resnet50(8),
    "gpt-inference": lambda: inference(GPT(), torch.randint(0, 65, (1, 64)), 100, 15),
}

if __name__ == "__main__":
    torch.manual_seed(0)
    CASES[sys.argv[1]]()
