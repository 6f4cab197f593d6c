import { isPlain } from '@capstan/base';
import type { Json } from '@capstan/ledger';
import { feed } from '../contract.ts';
import { openInteractionFeed } from './interaction-feed.ts';
import {
  type InteractionFile,
  type InteractionFileOptions,
  interactionFile,
  placedInteractions,
} from './interaction-file.ts';

/** Interactions of users with items in files. */
export const interactions = feed<InteractionFile>({
  kind: 'interactionFile',
  about: "Who had what, how good it was and when: MovieLens's files, or a table with such columns.",
  gives: () => 'users',
  open: (data, { signal }) => openInteractionFeed(data, { signal }),
  params: ({ path, options }) => ({ path, ...JSON.parse(JSON.stringify(options)) }) as { [name: string]: Json }, // as: they are JSON
  write: (data) => ({ ...placedInteractions(data) }),
  read: ({ path, options }) =>
    typeof path === 'string' && isPlain(options) ? interactionFile(path, options as InteractionFileOptions) : undefined, // as: checked there
});
