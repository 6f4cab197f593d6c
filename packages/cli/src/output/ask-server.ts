import { readFile } from 'node:fs/promises';
import { shown } from '@capstan/base';
import type { ImageData } from '@capstan/data';
import { CliError } from '../errors.ts';
import { inColour } from './colour.ts';
import { drawPicture } from './draw-picture.ts';

/** A held-out picture, and what the server said of it. */
export interface Asked {
  picture: string[];
  truth: string;
  label: string;
  confidence: number;
  ms: number;
}

/** Characters of a drawn picture, and of the gap to the next. */
const WIDTH = 20;
const GAP = 2;

/** Sends a held-out picture of each class to the server over HTTP. */
export async function askServer(url: string, data: ImageData, { colour }: { colour: boolean }): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (const number of data.classes.keys()) {
    const index = data.test.labels.indexOf(number);
    if (index >= 0) asked.push(await ask(url, data, index, colour));
  }
  return asked;
}

/** Whether a terminal can show shades of grey. */
export const showsShades = (out: NodeJS.WriteStream): boolean => inColour(out) && out.getColorDepth() >= 8;

/** Draws pictures with what the server said of them below. */
export function drawAnswers(out: NodeJS.WriteStream, asked: readonly Asked[]): void {
  const columns = Math.max(1, Math.min(5, Math.floor(((out.columns ?? 110) + GAP) / (WIDTH + GAP))));
  for (let from = 0; from < asked.length; from += columns) {
    const row = asked.slice(from, from + columns);
    for (let line = 0; line < row[0]!.picture.length; line++) {
      out.write(`${row.map(({ picture }) => picture[line]!).join(' '.repeat(GAP))}\n`);
    }
    out.write(`${row.map((one) => answer(one).padEnd(WIDTH)).join(' '.repeat(GAP))}\n\n`);
  }
  const { right, medianMs } = sumUp(asked);
  out.write(`${right} of ${asked.length} right; ${medianMs.toFixed(1)} ms from question to answer\n`);
}

/** How many answers were right, and how long one took. */
export function sumUp(asked: readonly Asked[]): { asked: number; right: number; medianMs: number } {
  const times = asked.map(({ ms }) => ms).sort((a, b) => a - b);
  const right = asked.filter(({ label, truth }) => label === truth).length;
  return { asked: asked.length, right, medianMs: times[times.length >> 1] ?? Number.NaN };
}

async function ask(url: string, data: ImageData, index: number, colour: boolean): Promise<Asked> {
  const { test, classes, preprocessing } = data;
  const bytes = await readFile(test.path(index));
  const begun = performance.now();
  const response = await fetch(`${url}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'image/png' },
    body: bytes,
  });
  const body: unknown = await response.json();
  const ms = performance.now() - begun;
  if (!response.ok || !isPrediction(body)) {
    throw new CliError('answer-unreadable', `The server answered ${response.status} to a picture: ${shown(body)}`, {
      fields: { status: response.status, body },
    });
  }
  const picture = await drawPicture(bytes, preprocessing, { width: WIDTH, colour });
  return { picture, truth: classes[test.labels[index]!]!, label: body.label, confidence: body.confidence, ms };
}

function isPrediction(body: unknown): body is { label: string; confidence: number } {
  return (
    typeof body === 'object' &&
    body !== null &&
    'label' in body &&
    typeof body.label === 'string' &&
    'confidence' in body
  );
}

function answer({ label, truth, confidence }: Asked): string {
  return `  ${label}  ${(confidence * 100).toFixed(1)}%${label === truth ? '' : ` (a ${truth})`}`;
}
