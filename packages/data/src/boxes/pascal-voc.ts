import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DataError } from '../errors.ts';
import { type Annotated, type Box, fitBox } from './box.ts';

const mostBytes = 16_000_000;

/**
 * Reads a folder of Pascal VOC annotations (`Annotations/*.xml`, `JPEGImages/`), by name. Boxes that are empty or
 * outside are left out and named in `faults`, as is a picture that is not there.
 *
 * @throws {DataError} folder-missing — where there is no such folder
 * @throws {DataError} annotation-invalid — for a file that is no annotation
 * @example const cells = pascalVoc('../shared/data/bccd/BCCD');
 */
export function pascalVoc(root: string): Annotated[] {
  const folder = join(root, 'Annotations');
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.xml'));
  } catch (cause) {
    const hint = 'Give the folder that holds Annotations and JPEGImages';
    throw new DataError('folder-missing', 'there are no annotations', { file: folder, hint, cause });
  }
  return names.sort().map((name) => {
    const file = join(folder, name);
    const text = readFileSync(file);
    if (text.length > mostBytes) throw invalid(file, 'larger than 16 MB');
    return parseVoc(text.toString('utf8'), file, root);
  });
}

/** One annotation; `file` names it in errors. */
export function parseVoc(xml: string, file: string, root: string): Annotated {
  if (!xml.includes('<annotation')) throw invalid(file, 'no <annotation> in it');
  const head = xml.split('<object')[0]!;
  const [width, height] = [Number(field(head, 'width')), Number(field(head, 'height'))];
  if (!(width > 0 && height > 0)) throw invalid(file, 'its <size> is missing');
  const named = field(head, 'filename') ?? '';
  // A file name is a name: what leads elsewhere is not followed.
  const picture = join(root, 'JPEGImages', basename(named.replaceAll('\\', '/')));
  const boxes: Box[] = [];
  const faults: string[] = [];
  for (const whole of xml.split('<object').slice(1)) {
    const object = whole.replace(/<part>[\s\S]*?<\/part>/g, ''); // a head is not the person
    const [left, top, right, bottom] = ['xmin', 'ymin', 'xmax', 'ymax'].map((tag) => number(field(object, tag)));
    // VOC counts pixels from 1, both ends within.
    const box = {
      label: field(object, 'name') ?? '',
      left: left! - 1,
      top: top! - 1,
      right: right!,
      bottom: bottom!,
      ...(field(object, 'difficult') === '1' ? { isDifficult: true as const } : {}),
    };
    const fitted = box.label === '' ? 'a box without a name' : fitBox(box, height, width);
    if (typeof fitted === 'string') faults.push(fitted);
    else boxes.push(fitted);
  }
  if (!existsSync(picture)) faults.push('the picture is not there');
  return { file: picture, height, width, boxes, faults };
}

function number(text: string | undefined): number {
  return text === undefined || text.trim() === '' ? Number.NaN : Number(text);
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function field(xml: string, tag: string): string | undefined {
  const start = xml.indexOf(`<${tag}>`);
  const end = xml.indexOf(`</${tag}>`, start);
  if (start < 0 || end < 0) return undefined;
  const text = xml.slice(start + tag.length + 2, end).trim();
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => entities[name]!);
}

function invalid(file: string, reason: string): DataError {
  return new DataError('annotation-invalid', reason, { file, hint: 'Replace or delete it' });
}
