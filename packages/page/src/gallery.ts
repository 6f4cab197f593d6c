import { PageError } from './errors.ts';
import { html, type Markup } from './markup.ts';
import { clip, percent } from './number.ts';

/** A picture for the report, with what it shows and what the model said. */
export interface ReportImage {
  /** A thumbnail as a data URL: `data:image/png;base64,…`; PNG, JPEG, WebP or GIF. */
  image: string;
  truth: string;
  predicted: string;
  /** The probability of the predicted class. */
  confidence: number;
  file?: string;
}

/**
 * Draws pictures as cards; wrong ones say what was seen and what was said.
 *
 * @throws {PageError} image-invalid — for anything that is not a base64 picture: a report never loads from elsewhere
 * @example
 * gallery(images.filter((image) => image.truth !== image.predicted))
 */
export function gallery(images: readonly ReportImage[]): Markup {
  return html`<div class="gallery">${images.map((item, i) => {
    checkImage(item, i);
    const wrong = item.truth !== item.predicted;
    return html`<figure class="${wrong ? 'wrong' : 'right'}"><img src="${item.image}" alt="${item.truth}" title="${item.file ?? ''}"><figcaption><span class="said">${
      wrong
        ? html`<b>${clip(item.truth, 20)}</b> taken for <em>${clip(item.predicted, 20)}</em>`
        : html`<b>${clip(item.truth, 30)}</b>`
    }</span><span class="sure"><i style="width:${Math.round(item.confidence * 100)}%"></i></span><span class="share">${percent(item.confidence, 1)}</span></figcaption></figure>`;
  })}</div>`;
}

function checkImage({ image, confidence }: ReportImage, index: number): void {
  checkSource(image, index);
  if (!(confidence >= 0 && confidence <= 1))
    throw new PageError(
      'image-invalid',
      `images[${index}].confidence: expected a probability from 0 to 1, received ${confidence}.`,
      { fields: { index } },
    );
}

/** Lets through what is a picture in itself. @throws {PageError} image-invalid — a report never loads from elsewhere */
export function checkSource(image: string, index: number): void {
  if (!/^data:image\/(png|jpeg|webp|gif);base64,[A-Za-z0-9+/]+={0,2}$/.test(image))
    throw new PageError(
      'image-invalid',
      `images[${index}].image: expected data:image/png;base64,… (or jpeg, webp, gif), received ${JSON.stringify(image.slice(0, 40))}…. Read the file and encode it: \`data:image/png;base64,\${bytes.toString('base64')}\`.`,
      { fields: { index } },
    );
}
