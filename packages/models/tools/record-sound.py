"""Records what networks of the papers on sound, written in PyTorch, compute: fixtures/sound.json.

    pip install torch==2.11.0
    python packages/models/tools/record-sound.py

Weights are a formula that both sides know, so that the file holds outputs alone.
"""

import json
import math
import pathlib

import torch
import torch.nn.functional as F
from torch import nn


class Block(nn.Module):  # of TC-ResNet, figure 3 of arXiv:1904.03814
    def __init__(self, inputs, outputs):
        super().__init__()
        stride = 1 if inputs == outputs else 2
        self.conv1 = nn.Conv1d(inputs, outputs, 9, stride=stride, padding=4, bias=False)
        self.bn1 = nn.BatchNorm1d(outputs)
        self.conv2 = nn.Conv1d(outputs, outputs, 9, padding=4, bias=False)
        self.bn2 = nn.BatchNorm1d(outputs)
        if stride == 2:
            self.shortcut = nn.Sequential(nn.Conv1d(inputs, outputs, 1, stride=2, bias=False), nn.BatchNorm1d(outputs))

    def forward(self, x):
        inner = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(inner + (self.shortcut(x) if hasattr(self, "shortcut") else x))


class TcResNet(nn.Module):
    def __init__(self, classes, channels, widths):
        super().__init__()
        self.conv = nn.Conv1d(channels, widths[0], 3, padding=1, bias=False)
        self.blocks = nn.Sequential(*[Block(a, b) for a, b in zip(widths, widths[1:])])
        self.fc = nn.Linear(widths[-1], classes)

    def forward(self, x):
        return self.fc(self.blocks(self.conv(x)).mean(2))


class ConvBlock(nn.Module):  # of CNN6, table 2 of arXiv:1912.10211
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 5, padding=2, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return F.avg_pool2d(F.relu(self.bn1(self.conv1(x))), 2)


class Cnn6(nn.Module):
    def __init__(self, classes, channels, filters):
        super().__init__()
        self.bn0 = nn.BatchNorm2d(channels)
        self.conv_block1 = ConvBlock(1, filters)
        self.conv_block2 = ConvBlock(filters, 2 * filters)
        self.conv_block3 = ConvBlock(2 * filters, 4 * filters)
        self.conv_block4 = ConvBlock(4 * filters, 8 * filters)
        self.fc1 = nn.Linear(8 * filters, 8 * filters)
        self.fc_audioset = nn.Linear(8 * filters, classes)

    def forward(self, x):  # (B, bands, frames); the published one has (B, 1, frames, bands)
        x = self.bn0(x.transpose(1, 2).unsqueeze(1).transpose(1, 3)).transpose(1, 3)
        for block in (self.conv_block1, self.conv_block2, self.conv_block3, self.conv_block4):
            x = block(x)
        x = x.mean(dim=3)
        x = x.max(dim=2).values + x.mean(dim=2)
        return self.fc_audioset(F.relu(self.fc1(x)))


def feed_forward(width):
    return nn.Sequential(
        nn.LayerNorm(width), nn.Linear(width, 4 * width), nn.SiLU(), nn.Dropout(0), nn.Linear(4 * width, width)
    )


class Layer(nn.Module):  # of the conformer, figure 1 of arXiv:2005.08100; attention is PyTorch's own
    def __init__(self, width, heads, size):
        super().__init__()
        self.ffn1 = feed_forward(width)
        self.attention_norm = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.conv_norm = nn.LayerNorm(width)
        self.conv = nn.Sequential(
            nn.Conv1d(width, 2 * width, 1),
            nn.GLU(1),
            nn.Conv1d(width, width, size, padding=size // 2, groups=width),
            nn.BatchNorm1d(width),
            nn.SiLU(),
            nn.Conv1d(width, width, 1),
        )
        self.ffn2 = feed_forward(width)
        self.norm = nn.LayerNorm(width)
        self.heads = heads

    def forward(self, x):
        x = x + 0.5 * self.ffn1(x)
        y = self.attention_norm(x).transpose(0, 1)
        said, _ = F.multi_head_attention_forward(
            y, y, y, y.shape[2], self.heads, self.qkv.weight, self.qkv.bias, None, None, False, 0.0,
            self.out.weight, self.out.bias, training=False, need_weights=False,
        )  # fmt: skip
        x = x + said.transpose(0, 1)
        x = x + self.conv(self.conv_norm(x).transpose(1, 2)).transpose(1, 2)
        x = x + 0.5 * self.ffn2(x)
        return self.norm(x)


class Conformer(nn.Module):
    def __init__(self, classes, channels, width, layers, heads, size):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv1d(channels, width, 3, stride=2, padding=1),
            nn.SiLU(),
            nn.Conv1d(width, width, 3, stride=2, padding=1),
            nn.SiLU(),
        )
        self.layers = nn.Sequential(*[Layer(width, heads, size) for _ in range(layers)])
        self.fc = nn.Linear(width, classes)

    def forward(self, x):
        return self.fc(self.layers(self.stem(x).transpose(1, 2)).mean(1))


def sine(shape, step, start, scale, base):
    count = math.prod(shape)
    numbers = [base + scale * math.sin(i * step + start) for i in range(count)]
    return torch.tensor(numbers, dtype=torch.float64).to(torch.float32).view(*shape)


def fill(model):
    """Each value by the place of its name among the sorted names."""
    state = model.state_dict()
    with torch.no_grad():
        for i, key in enumerate(sorted(state)):
            value = state[key]
            if value.dim() == 0:
                continue
            if value.dim() == 1:
                value.copy_(sine(value.shape, 0.7, i, 0.25, 0 if key.endswith(("bias", "mean")) else 1))
            else:
                value.copy_(sine(value.shape, 0.7, i, 1 / math.sqrt(math.prod(value.shape[1:])), 0))


def record(architecture, options, model):
    fill(model)
    x = sine([2, options["channels"], 37], 0.37, 0, 1.5, 0)
    keys = [f"{key} {','.join(map(str, value.shape))}" for key, value in model.state_dict().items()]
    return {
        "architecture": architecture,
        "options": options,
        "frames": 37,
        "parameters": sum(p.numel() for p in model.parameters()),
        "keys": sorted(keys),
        "eval": model.eval()(x).flatten().tolist(),
    }


def main():
    torch.set_num_threads(1)
    base = {"classes": 3, "channels": 20}
    widths = [24, 36, 36, 48, 48, 72, 72]
    cases = [
        record("tcResnet8", base, TcResNet(3, 20, [16, 24, 32, 48])),
        record("tcResnet14", base, TcResNet(3, 20, widths)),
        record("cnn6", {**base, "filters": 4}, Cnn6(3, 20, 4)),
        record("conformer", {**base, "width": 24, "layers": 2, "size": 7}, Conformer(3, 20, 24, 2, 4, 7)),
    ]
    path = pathlib.Path(__file__).parent.parent / "fixtures" / "sound.json"
    path.write_text(json.dumps({"torch": torch.__version__.split("+")[0], "cases": cases}) + "\n")


if __name__ == "__main__":
    main()
