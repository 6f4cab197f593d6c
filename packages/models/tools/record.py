"""Records what PyTorch's own ResNets compute, for the tests of this package.

Needs torch and torchvision (2.11.0 and 0.26.0 were used) and, for the CIFAR networks, the published weights of
akamaster/pytorch_resnet_cifar10 as safetensors in CAPSTAN_DATA/w-resnet-cifar10/pretrained_models:

    CAPSTAN_DATA=../shared/data python packages/models/tools/record.py

Nothing large is kept: weights follow from a seed, inputs from a formula.
"""

import json
import os
import pathlib
import struct

import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision

here = pathlib.Path(__file__).parent
torch.set_num_threads(1)


def picture(*shape):
    """sin of the position, the same numbers in every language."""
    n = 1
    for size in shape:
        n *= size
    return torch.sin(torch.arange(n, dtype=torch.float64) * 0.37).mul(1.5).float().view(shape)




def torchvision_cases():
    for name, options in [
        ("resnet18", {"classes": 10}),
        ("resnet34", {"classes": 7}),
        ("resnet50", {"classes": 5}),
        ("resnet101", {"classes": 3}),
    ]:
        torch.manual_seed(0)
        model = getattr(torchvision.models, name)(num_classes=options["classes"])
        x = picture(2, 3, 64, 64)
        model.train()
        trained = model(x)
        trained.square().mean().backward()
        yield {
            "architecture": name,
            "options": options,
            "seed": 0,
            "input": [2, 3, 64, 64],
            "parameters": sum(p.numel() for p in model.parameters()),
            "keys": [[key, list(value.shape)] for key, value in model.state_dict().items()],
            "weightSums": {
                key: value.double().sum().item() for key, value in model.named_parameters() if value.ndim > 1
            },
            "train": trained.detach().flatten().tolist(),
            "firstGradientNorm": model.conv1.weight.grad.double().norm().item(),
            "runningMean": model.bn1.running_mean.tolist()[:8],
        }


class Block(nn.Module):
    """akamaster/pytorch_resnet_cifar10, option A."""

    def __init__(self, inputs, planes, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, planes, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.thin = stride != 1 or inputs != planes
        self.pad = planes // 4

    def forward(self, x):
        out = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        short = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.pad, self.pad)) if self.thin else x
        return F.relu(out + short)


class CifarResNet(nn.Module):
    def __init__(self, blocks, classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        stage = lambda i, o, s: nn.Sequential(*[Block(i if k == 0 else o, o, s if k == 0 else 1) for k in range(blocks)])
        self.layer1, self.layer2, self.layer3 = stage(16, 16, 1), stage(16, 32, 2), stage(32, 64, 2)
        self.linear = nn.Linear(64, classes)
        self.apply(lambda m: nn.init.kaiming_normal_(m.weight) if isinstance(m, (nn.Conv2d, nn.Linear)) else None)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.linear(F.avg_pool2d(x, x.size(3)).flatten(1))


def read_safetensors(path):
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    kinds = {"F32": torch.float32, "I64": torch.int64}
    return {
        key: torch.frombuffer(
            bytearray(data[8 + length + value["data_offsets"][0] : 8 + length + value["data_offsets"][1]]),
            dtype=kinds[value["dtype"]],
        ).view(value["shape"])
        for key, value in header.items()
        if key != "__metadata__"
    }


def cifar_cases():
    weights = pathlib.Path(os.environ["CAPSTAN_DATA"]) / "w-resnet-cifar10" / "pretrained_models"
    for depth in (20, 32, 44, 56):
        model = CifarResNet((depth - 2) // 6)
        found = model.load_state_dict(read_safetensors(weights / f"resnet{depth}.safetensors"), strict=False)
        assert not found.unexpected_keys and all("num_batches_tracked" in key for key in found.missing_keys), found
        model.eval()
        with torch.no_grad():
            logits = model(picture(2, 3, 32, 32))
        yield {
            "architecture": f"cifarResnet{depth}",
            "weights": f"resnet{depth}.safetensors",
            "input": [2, 3, 32, 32],
            "parameters": sum(p.numel() for p in model.parameters()),
            "eval": logits.flatten().tolist(),
        }


def main():
    versions = {"torch": torch.__version__, "torchvision": torchvision.__version__}
    out = {"versions": versions, "torchvision": list(torchvision_cases()), "cifar": list(cifar_cases())}
    (here.parent / "fixtures" / "resnets.json").write_text(json.dumps(out) + "\n")


main()
