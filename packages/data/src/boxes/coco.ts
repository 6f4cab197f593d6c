import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, normalize } from 'node:path';
import { faultLines, jsonFault, readBySchema } from '@capstan/base';
import { z } from 'zod';
import { DataError } from '../errors.ts';
import { type Annotated, fitBox } from './box.ts';
import { cocoSegmentation } from './coco-mask.ts';

const id = z.union([z.number(), z.string()]);
/** What is read of COCO's instances format; a file may hold more. */
export const cocoSchema = z.object({
  images: z.array(z.object({ id, file_name: z.string(), height: z.number().positive(), width: z.number().positive() })),
  annotations: z.array(
    z.object({
      ...{ image_id: id, category_id: id, bbox: z.array(z.number()).length(4), iscrowd: z.number().optional() },
      segmentation: z.unknown().optional(),
    }),
  ),
  categories: z.array(z.object({ id, name: z.string() })),
});

/**
 * Reads a COCO file of boxes and masks (`cocoMask` draws them); pictures lie under `root`. Boxes that are empty, outside, or of an unknown picture or
 * category are left out and named in `faults`, as are pictures that are not there (those of no picture, of the first).
 *
 * @throws {DataError} annotation-invalid — with every fault at once
 * @example const images = coco('instances.json', 'images');
 */
export function coco(file: string, root: string): Annotated[] {
  let text: string | undefined;
  let json: unknown;
  try {
    text = readFileSync(file, 'utf8');
    json = JSON.parse(text);
  } catch (cause) {
    const reason = text === undefined ? 'it is not there, or cannot be read' : `it is no JSON: ${jsonFault(text)}`;
    throw new DataError('annotation-invalid', reason, { file, hint: 'Write or fetch it again', cause });
  }
  const { images, annotations, categories } = readBySchema(cocoSchema, json, (faults) => {
    const hint = 'expected is the COCO instances format';
    const reason = `it does not fit; ${hint}:\n${faultLines(faults, 'the file', 8)}`;
    return new DataError('annotation-invalid', reason, { file, hint, fields: { faults } });
  });
  const names = new Map(categories.map((category) => [category.id, category.name]));
  const out = new Map<number | string, Annotated>();
  for (const { id: key, file_name: name, height, width } of images) {
    const inside = normalize(name);
    if (isAbsolute(inside) || inside.startsWith('..')) {
      throw new DataError('annotation-invalid', `the picture ${name} lies outside the folder`, { file });
    }
    out.set(key, { file: join(root, inside), height, width, boxes: [], faults: [] });
  }
  const [first] = out.values();
  for (const { image_id, category_id, bbox, iscrowd, segmentation } of annotations) {
    const image = out.get(image_id);
    const label = names.get(category_id);
    if (!image) first?.faults.push(`a box of the unknown picture ${image_id}`);
    else if (label === undefined) image.faults.push(`a box of the unknown category ${category_id}`);
    else {
      const [left, top, width, height] = bbox as [number, number, number, number]; // four: checked by the schema
      const mask = cocoSegmentation.safeParse(segmentation);
      const isGiven = segmentation !== undefined && !(Array.isArray(segmentation) && segmentation.length === 0);
      if (isGiven && !mask.success) image.faults.push(`${label}: its segmentation is neither outlines nor runs`);
      const box = fitBox(
        {
          ...{ label, left, top, right: left + width, bottom: top + height },
          ...(iscrowd ? { isCrowd: true as const } : {}),
          ...(mask.success ? { mask: mask.data } : {}),
        },
        image.height,
        image.width,
      );
      if (typeof box === 'string') image.faults.push(box);
      else image.boxes.push(box);
    }
  }
  for (const image of out.values()) if (!existsSync(image.file)) image.faults.push('the picture is not there');
  return [...out.values()];
}
