import { checkSource } from './gallery.ts';
import { html, type Markup } from './markup.ts';
import { clip, percent } from './number.ts';

/** A box on a picture, in shares of its width and height. */
export interface DrawnBox {
  box: readonly [left: number, top: number, right: number, bottom: number];
  label: string;
  /** There and found; there and not found; found and not there. */
  is: 'right' | 'missed' | 'wrong';
  score?: number;
}

/** A picture with what was found on it. */
export interface BoxPicture {
  /** As a data URL. */
  image: string;
  /** Of the picture as it is shown, in pixels. */
  width: number;
  height: number;
  boxes: readonly DrawnBox[];
  file?: string;
}

const COLOURS = { right: 'var(--s2)', missed: 'var(--s1)', wrong: 'var(--wrong)' } as const;

/**
 * Draws pictures with boxes: what is right in green, what is missed in orange and dashed, what is not there in red; what each is,
 * with its score, says the pointer.
 *
 * @throws {PageError} image-invalid — for anything that is not a base64 picture: a report never loads from elsewhere
 * @example boxGallery([{ image, width: 320, height: 240, boxes: [{ box: [0.1, 0.1, 0.4, 0.5], label: 'cell', is: 'right', score: 0.9 }] }])
 */
export function boxGallery(pictures: readonly BoxPicture[]): Markup {
  return html`<div class="pair">${pictures.map(({ image, width, height, boxes, file }, i) => {
    checkSource(image, i);
    const count = (is: DrawnBox['is']) => boxes.filter((each) => each.is === is).length;
    return html`<figure class="card"><figcaption>${clip(file ?? '', 40)} · ${count('right')} right, ${count('missed')} missed, ${count('wrong')} not there</figcaption><svg viewBox="0 0 ${width} ${height}" style="width:100%;height:auto" role="img" aria-label="${file ?? 'picture'}"><image href="${image}" width="${width}" height="${height}"/>${boxes.map((each) => drawn(each, width, height))}</svg></figure>`;
  })}</div>`;
}

function drawn({ box, label, is, score }: DrawnBox, width: number, height: number): Markup {
  const [left, top, right, bottom] = [box[0] * width, box[1] * height, box[2] * width, box[3] * height];
  const round = (value: number) => Number(value.toFixed(1));
  const tip = `${label}${score === undefined ? '' : ` ${percent(score)}`}: ${is === 'wrong' ? 'not there' : is}`;
  return html`<rect x="${round(left)}" y="${round(top)}" width="${round(right - left)}" height="${round(bottom - top)}" style="fill:transparent;stroke:${COLOURS[is]};stroke-width:1.6${is === 'missed' ? ';stroke-dasharray:4 3' : ''}"><title>${tip}</title></rect>`;
}
