import type { ModuleLike } from './module-like.ts';

/** A module and its children as PyTorch's `print(model)` shows them; equal neighbours in a list share a line. */
export function render(module: ModuleLike): string {
  const head = module.constructor.name;
  const children = module.namedChildren().map(([key, child]) => ({ key, text: render(child) }));
  const extra = module.extraRepr();
  if (children.length === 0) return `${head}(${extra})`;
  const lines = collapse(children).map((line) => `  ${line.replaceAll('\n', '\n  ')}`);
  return [`${head}(${extra}`, ...lines, ')'].join('\n');
}

function collapse(children: { key: string; text: string }[]): string[] {
  const lines: string[] = [];
  for (let i = 0; i < children.length; ) {
    const { key, text } = children[i]!; // i < length
    let end = i;
    while (next(key, end - i) === children[end]?.key && children[end]?.text === text) end++;
    lines.push(
      end - i > 1 ? `(${key}-${children[end - 1]?.key.split('.').at(-1)}): ${end - i} x ${text}` : `(${key}): ${text}`,
    );
    i = Math.max(end, i + 1);
  }
  return lines;
}

/** `blocks.3` and 2 → `blocks.5`; a key without a number has no successor. */
function next(key: string, step: number): string | undefined {
  if (step === 0) return key;
  const number = /\d+$/.exec(key);
  return number ? key.slice(0, number.index) + (Number(number[0]) + step) : undefined;
}

/** `kernelSize=[3, 3], bias=false`: one layer's options in a line, leaving out the undefined. */
export function pairs(options: Record<string, unknown>): string {
  return Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${Array.isArray(value) ? `[${value.join(', ')}]` : String(value)}`)
    .join(', ');
}
