import type { PictureFinding } from '../contract.ts';

export const nestedClass = {
  kind: 'nested-class',
  severity: 'warning',
  about: 'Class folders that are all divided alike: the folders within them may be what was meant.',
  what: (count) =>
    `all ${count} class folders hold the same folders, and no picture beside them: are those the classes?`,
  hint: 'If so, make each of them one folder at the top, with the pictures of all',
  look({ listing: { classes, pictures } }) {
    if (classes.length < 2 || pictures.some(({ split }) => split !== undefined)) return [];
    const within = Map.groupBy(pictures, (picture) => picture.class);
    const inner = [...within.values()].map((some) => {
      const names = some.map(({ file }) => (file.split('/').length > 2 ? file.split('/')[1]! : '.'));
      return [...new Set(names)].sort().join('/');
    });
    const [first] = inner;
    if (!first?.includes('/') || first.startsWith('.') || inner.some((names) => names !== first)) return [];
    return [...within.keys()].map((file) => ({ file, reason: `holds ${first.replaceAll('/', ', ')}` }));
  },
} as const satisfies PictureFinding;
