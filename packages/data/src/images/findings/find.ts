import type { Readable } from '../image-data.ts';
import type { ImageSet } from '../image-set.ts';
import { type Base, fittedSize } from '../preprocessing.ts';
import type { Scanned } from '../scan/scan-picture.ts';
import type { Listed, Listing } from '../source/list-folder.ts';
import { type Finding, type FindingKind, finding } from './finding.ts';

/** What lies beside the pictures. */
export function strayFindings(listing: Listing): Finding[] {
  return (['stray', 'unsupported', 'link'] as const).flatMap((kind) => {
    const items = listing.strays.filter((stray) => stray.kind === kind).map(({ file, reason }) => ({ file, reason }));
    return items.length > 0 ? [finding(kind, items)] : [];
  });
}

/** Class folders that are all divided alike: the folders within them may be what was meant. */
export function nestedFindings({ classes, pictures }: Listing): Finding[] {
  if (classes.length < 2 || pictures.some(({ split }) => split !== undefined)) return [];
  const within = Map.groupBy(pictures, (picture) => picture.class);
  const inner = [...within.values()].map((some) => {
    const names = some.map(({ file }) => (file.split('/').length > 2 ? file.split('/')[1]! : '.'));
    return [...new Set(names)].sort().join('/');
  });
  const [first] = inner;
  if (!first?.includes('/') || first.startsWith('.') || inner.some((names) => names !== first)) return [];
  const items = [...within.keys()].map((file) => ({ file, reason: `holds ${first.replaceAll('/', ', ')}` }));
  return [finding('nested-class', items)];
}

/** What could not be read. */
export function scanFindings(pictures: readonly Listed[], scanned: readonly Scanned[]): Finding[] {
  const kinds: Partial<Record<FindingKind, { file: string; reason: string }[]>> = {};
  for (const [i, result] of scanned.entries()) {
    if (result.ok) continue;
    const { code, reason } = result;
    const kind = code === 'image-too-large' ? 'too-large' : code === 'image-unsupported' ? 'unsupported' : 'unreadable';
    kinds[kind] ??= [];
    kinds[kind].push({ file: pictures[i]!.file, reason });
  }
  return (Object.keys(kinds) as FindingKind[]).map((kind) => finding(kind, kinds[kind]!)); // keys were put in above
}

/** Classes that are too small, or very unlike in size. */
export function classFindings(classes: readonly string[], sets: readonly ImageSet[]): Finding[] {
  const counts = classes.map(() => sets.map(() => 0));
  for (const [s, set] of sets.entries()) for (const label of set.labels) counts[label]![s]! += 1;
  const out: Finding[] = [];
  const small = classes.flatMap((file, k) => {
    const lacking = sets.filter((set, s) => set.length > 0 && counts[k]![s] === 0).map((set) => set.name);
    const total = counts[k]!.reduce((sum, count) => sum + count, 0);
    if (lacking.length === 0) return [];
    return [{ file, reason: `${total === 1 ? '1 picture' : `${total} pictures`}, none for ${lacking.join(' and ')}` }];
  });
  if (small.length > 0) out.push(finding('small-class', small));
  const trained = counts.map((row) => row[0]!).filter((count) => count > 0);
  const largest = Math.max(...trained);
  const smallest = Math.min(...trained);
  if (largest > 3 * smallest)
    out.push(
      finding(
        'imbalance',
        [],
        `${largest.toLocaleString('en')} in the largest, ${smallest.toLocaleString('en')} in the smallest`,
      ),
    );
  return out;
}

/** Pictures that have to be blown up. */
export function enlargedFindings(readable: readonly Readable[], base: Base): Finding[] {
  const items = readable.flatMap(({ file, height, width }) => {
    const [h] = fittedSize(height, width, base);
    return h > 1.5 * height ? [{ file, reason: `${width} × ${height}` }] : [];
  });
  return items.length > 0 ? [finding('enlarged', items)] : [];
}
