import { type ImageData, type ImageFolder, openImages } from '@capstan/data';
import type { Feed } from './contract.ts';
import { imageFeed } from './images.ts';
import type { TensorData } from './tensor-data.ts';
import { tensorFeed } from './tensors.ts';

/** Opens what a project calls its data; pictures that are open already are taken as they are. */
export async function openFeed(data: ImageFolder | TensorData | ImageData, signal?: AbortSignal): Promise<Feed> {
  if ('kind' in data && data.kind === 'tensors') return tensorFeed(data);
  if ('kind' in data) return imageFeed(await openImages(data, signal ? { signal } : {}));
  return imageFeed(data);
}
