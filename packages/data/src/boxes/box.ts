import type { CocoSegmentation } from './coco-mask.ts';

/** A box on a picture, in pixels, edges exclusive: a box from 0 to 10 is 10 wide. */
export type Box = {
  label: string;
  left: number;
  top: number;
  right: number;
  bottom: number;
  /** COCO's `iscrowd`: a group in one box, which is no example of one thing. */
  isCrowd?: true;
  /** COCO's segmentation, which `cocoMask` turns into pixels. */
  mask?: CocoSegmentation;
  /** VOC's `difficult`: left out of the usual scores. */
  isDifficult?: true;
};

/** A picture's file and the boxes on it; `faults` says what was wrong with its annotation and left out. */
export type Annotated = { file: string; height: number; width: number; boxes: Box[]; faults: string[] };

/** Cuts a box at the edges; the reason when nothing of it is left. */
export function fitBox(box: Box, height: number, width: number): Box | string {
  const name = `${box.label} (${box.left}, ${box.top}, ${box.right}, ${box.bottom})`;
  if (![box.left, box.top, box.right, box.bottom].every(Number.isFinite)) return `${name}: not four numbers`;
  const [left, top] = [Math.max(0, box.left), Math.max(0, box.top)];
  const [right, bottom] = [Math.min(width, box.right), Math.min(height, box.bottom)];
  return right > left && bottom > top ? { ...box, left, top, right, bottom } : `${name}: empty, or outside the picture`;
}
