"""The order in which samplers, loaders and splits take examples, from a seed."""
import torch
from torch.utils.data import BatchSampler, DataLoader, DistributedSampler, RandomSampler, SequentialSampler, SubsetRandomSampler, WeightedRandomSampler, random_split


def record(book):
    def order(name, kind, make, **facts):
        torch.manual_seed(3)
        made = make()
        book.add({"name": name, "kind": kind, "seed": 3, "orders": [list(map(plain, made)) for _ in range(2)], **facts})

    order("RandomSampler", "random", lambda: RandomSampler(range(23)), length=23)
    order("RandomSampler, 50 of 23", "random", lambda: RandomSampler(range(23), num_samples=50), length=23, options={"numSamples": 50})
    order("RandomSampler with replacement", "random", lambda: RandomSampler(range(23), replacement=True), length=23, options={"replacement": True})
    order("RandomSampler with replacement, 70", "random", lambda: RandomSampler(range(23), replacement=True, num_samples=70), length=23, options={"replacement": True, "numSamples": 70})
    order("RandomSampler with a generator", "random", lambda: RandomSampler(range(9), generator=torch.Generator().manual_seed(5)), length=9, generator=5)
    order("SubsetRandomSampler", "subset", lambda: SubsetRandomSampler([4, 8, 15, 16, 23, 42]), indices=[4, 8, 15, 16, 23, 42])
    weights = [0.1, 3.0, 0.5, 2.0, 0.0, 1.0]
    order("WeightedRandomSampler", "weighted", lambda: WeightedRandomSampler(weights, 12), weights=weights, numSamples=12)
    order("WeightedRandomSampler without replacement", "weighted", lambda: WeightedRandomSampler(weights, 4, replacement=False), weights=weights, numSamples=4, options={"replacement": False})
    for drop in (False, True):
        order(f"BatchSampler, dropLast {drop}", "batch", lambda d=drop: BatchSampler(SequentialSampler(range(11)), 4, d), length=11, batchSize=4, dropLast=drop)
        order(f"DataLoader, dropLast {drop}", "loader", lambda d=drop: DataLoader(range(23), batch_size=5, shuffle=True, drop_last=d), length=23, batchSize=5, dropLast=drop)
    for rank in (0, 2):
        for options in ({}, {"shuffle": False}, {"seed": 7}, {"drop_last": True}):
            for length in (10, 2):
                sampler = DistributedSampler(range(length), num_replicas=3, rank=rank, **options)
                orders = []
                for epoch in range(2):
                    sampler.set_epoch(epoch)
                    orders.append(list(sampler))
                book.add({"name": f"DistributedSampler {rank} of 3, {length}, {options}", "kind": "distributed", "length": length, "rank": rank, "numReplicas": 3,
                          "options": {{"drop_last": "dropLast"}.get(k, k): v for k, v in options.items()}, "orders": orders})
    for lengths in ([7, 3], [0.8, 0.1, 0.1], [0.5, 0.25, 0.25]):
        n = sum(lengths) if lengths[0] > 1 else 23
        torch.manual_seed(3)
        book.add({"name": f"random_split {lengths}", "kind": "split", "seed": 3, "length": n, "lengths": lengths, "orders": [list(s.indices) for s in random_split(range(n), lengths)]})


def plain(value):
    return value.tolist() if isinstance(value, torch.Tensor) else value
