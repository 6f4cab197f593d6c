import type { Wish } from '@capstan/train';
import type { Context } from '../commands/contract.ts';
import { badFlag } from './bad-flag.ts';
import { text } from './parse.ts';

/** Flags that say what is to be seen in data that are looked at. */
const LOOK = 'target task preset leave-out user item value time file-names group test'.split(' ');

/** Those of them that were given. */
export const lookingFlags = ({ flags }: Context): string[] => LOOK.filter((name) => flags[name] !== undefined);

/** What flags say of the names of recordings; undefined where none does. */
export function recordingsFromFlags(context: Context): Wish['recordings'] {
  const [names, group, test] = ['file-names', 'group', 'test'].map((name) => text(context, name));
  if (names === undefined && group === undefined && test === undefined) return undefined;
  const [, part, values] = /^([^=]+)=(.+)$/s.exec(test ?? '') ?? [];
  if (test !== undefined && (part === undefined || values === undefined))
    throw badFlag('test', 'a part of the names and its values, as take=0,1', test);
  return {
    ...(names === undefined ? {} : { names }),
    ...(group === undefined ? {} : { group }),
    ...(part === undefined || values === undefined ? {} : { test: { [part]: values.split(',') } }),
  };
}
