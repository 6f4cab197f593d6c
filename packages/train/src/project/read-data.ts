import { checkOptions, expected, isPlain, kinds, nearest, type Shape, shown } from '@capstan/base';
import { boxFolder, imageFolder, recordingFolder } from '@capstan/data';
import { optionFault, TrainError } from '../errors.ts';
import { type InteractionFileOptions, interactionFile } from '../feeds/interactions/interaction-file.ts';
import { feeds } from '../feeds/open-feed.ts';
import { type TableFileOptions, tableFile } from '../feeds/table/table-file.ts';

const { anything, text } = kinds;

/** The fields of the kinds that have no class of their own. */
const FIELDS: Readonly<Record<string, Shape>> = {
  imageFolder: { kind: text, root: text, options: anything },
  recordingFolder: { kind: text, root: text, options: anything },
  boxFolder: { kind: text, root: text, options: anything },
  tableFile: { kind: text, path: text, options: anything },
  interactionFile: { kind: text, path: text, options: anything },
  tensors: {
    kind: text,
    train: anything,
    validation: anything,
    test: anything,
    targets: text,
    classes: kinds.listOf(text),
    pipeline: anything,
  },
};

/**
 * Checks a project's data, which may have been written by hand.
 *
 * @throws {TrainError} bad-project, unknown-option, wrong-option — where fields of the project are wrong, there is no such option, or an option is of another kind
 * @throws {DataError} option-invalid — what `imageFolder` refuses
 */
export function readData(value: unknown): void {
  if (typeof value !== 'object' || value === null || !('kind' in value) || typeof value.kind !== 'string')
    throw new TrainError('bad-project', expected("a source of data, such as imageFolder('photos')", value));
  const { kind, root, path, options }: Record<'root' | 'path' | 'options', unknown> & { kind: string } = {
    ...{ root: undefined, path: undefined, options: undefined },
    ...{ ...value, kind: value.kind },
  };
  const known = Object.values(feeds).map((feed): string => feed.kind);
  if (!known.includes(kind)) {
    const meant = nearest(kind, known);
    const hint = meant === undefined ? '' : ` Did you mean '${meant}'?`;
    throw new TrainError('bad-project', `There are no data of the kind ${shown(kind)}: ${known.join(', ')}.${hint}`);
  }
  const shape = FIELDS[kind];
  if (shape) checkOptions(kind, shape, value, optionFault);
  if (kind === 'tableFile') {
    if (typeof path !== 'string' || !isPlain(options) || typeof options.target !== 'string')
      throw new TrainError('bad-project', `Expected tableFile(path, { target: 'COLUMN' }), received ${shown(value)}.`);
    tableFile(path, options as unknown as TableFileOptions); // as: checked there
  }
  if (kind === 'recordingFolder') {
    if (typeof root !== 'string' || !isPlain(options))
      throw new TrainError('bad-project', `Expected recordingFolder(folder, options), received ${shown(value)}.`);
    recordingFolder(root, options);
  }
  if (kind === 'interactionFile') {
    if (typeof path !== 'string' || !isPlain(options))
      throw new TrainError('bad-project', `Expected interactionFile(path, options), received ${shown(value)}.`);
    interactionFile(path, options as InteractionFileOptions); // as: checked there
  }
  if (kind !== 'imageFolder' && kind !== 'boxFolder') return;
  if (typeof root !== 'string' || !isPlain(options))
    throw new TrainError('bad-project', `Expected ${kind}(folder, options), received ${shown(value)}.`);
  if (kind === 'boxFolder') boxFolder(root, options);
  else imageFolder(root, options);
}
