import type { ImageData } from '@capstan/data';
import { TrainError } from '../errors.ts';
import type { DataOf, Feed, FeedKind } from './contract.ts';
import { imageFeed } from './images.ts';
import * as feeds from './index.ts';

export { feeds };

/** What a project can be trained on. */
export type ProjectData = DataOf<typeof feeds>;

const byKind = new Map<string, FeedKind>(
  Object.values(feeds).map((each) => [each.kind, each as unknown as FeedKind]), // each is only given data of its kind
);

/** The kind of feed that data are for. @throws {TrainError} bad-project — naming the kinds that there are */
export function feedOf({ kind }: { kind: string }): FeedKind {
  const found = byKind.get(kind);
  if (found) return found;
  throw new TrainError(
    'bad-project',
    `data: expected one of ${[...byKind.keys()].join(', ')}, received the kind ${JSON.stringify(kind)}. Make them with imageFolder(), boxFolder(), recordingFolder(), tableFile(), interactionFile(), tensorData() or tableData().`,
    { fields: { kind } },
  );
}

/**
 * Opens what a project calls its data; what is open already is taken as it is.
 *
 * @example const feed = await openFeed(tableFile('loans.csv', { target: 'defaulted' }));
 */
export async function openFeed(data: ProjectData | ImageData | Feed, signal?: AbortSignal): Promise<Feed> {
  if ('batches' in data) return data;
  if (!('kind' in data)) return imageFeed(data);
  return feedOf(data).open(data, signal ? { signal } : {});
}
