// torch.data: what stands beside tensors; files are read by @capstan/data.
export { type Collated, collate } from './collate.ts';
export { ConcatDataset, type Dataset, type IterableDataset, Subset, TensorDataset } from './dataset.ts';
export { DataLoader, type DataLoaderOptions } from './loader.ts';
export {
  BatchSampler,
  DistributedSampler,
  RandomSampler,
  type Sampler,
  SequentialSampler,
  SubsetRandomSampler,
  WeightedRandomSampler,
} from './sampler.ts';
export { randomSplit } from './split.ts';
