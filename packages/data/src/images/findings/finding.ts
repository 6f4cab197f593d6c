/** What can be found in data; each kind has one way to put it right. */
export const findingKinds = [
  'unreadable',
  'unsupported',
  'too-large',
  'link',
  'stray',
  'duplicate',
  'conflict',
  'leak',
  'near-leak',
  'near-unsearched',
  'empty-class',
  'small-class',
  'nested-class',
  'imbalance',
  'enlarged',
] as const;

export type FindingKind = (typeof findingKinds)[number];

/** Something wrong or worth knowing, what was done about it, and how to put it right. */
export type Finding = {
  kind: FindingKind;
  /** `error`: something was set aside that looks like data; `warning`: it may spoil the model; `note`: good to know. */
  severity: 'error' | 'warning' | 'note';
  message: string;
  fix: string;
  /** The files, relative to the root, each with its own reason. */
  items: { file: string; reason: string }[];
};

type Item = Finding['items'][number];

const rules: Record<FindingKind, { severity: Finding['severity']; what: (count: number) => string; fix: string }> = {
  unreadable: {
    severity: 'error',
    what: (n) => `${files(n, 'cannot', 'cannot')} be decoded: set aside`,
    fix: 'Replace or delete them',
  },
  unsupported: {
    severity: 'error',
    what: (n) => `${files(n, 'is', 'are')} in a format that is not read: set aside`,
    fix: 'Convert them to JPEG, PNG or WebP',
  },
  'too-large': {
    severity: 'error',
    what: (n) => `${files(n, 'has', 'have')} more pixels than may be decoded: set aside unread`,
    fix: 'Save smaller versions, or raise maxPixels',
  },
  link: {
    severity: 'warning',
    what: (n) =>
      `${n === 1 ? '1 symbolic link leads' : `${n} symbolic links lead`} out of the data or to a folder: not followed`,
    fix: 'Copy what they point to into the class folder',
  },
  stray: {
    severity: 'note',
    what: (n) => `${files(n, 'is', 'are')} no picture, or in no class folder: left alone`,
    fix: 'Move pictures among them into a class folder, as PNG or JPEG; the rest needs nothing',
  },
  duplicate: {
    severity: 'warning',
    what: (n) => `${files(n, 'is a copy', 'are copies')} of another: set aside, the first by name stays`,
    fix: 'Delete the copies',
  },
  conflict: {
    severity: 'error',
    what: (n) => `${files(n, 'is', 'are')} the same picture as one of another class: set aside, both sides`,
    fix: 'Decide which class is right and delete the others',
  },
  leak: {
    severity: 'error',
    what: (n) => `${files(n, 'is', 'are')} both for training and for validation or test: set aside from training`,
    fix: 'Delete them from the training folder: what is tested must not have been seen',
  },
  'near-leak': {
    severity: 'warning',
    what: (n) => `${files(n, 'looks', 'look')} the same as one in another split: coded again, cropped or brighter`,
    fix: "Look at the pairs. Delete the copies, or let nearLeaks be 'remove': what is tested must not have been seen",
  },
  'near-unsearched': {
    severity: 'note',
    what: () => 'copies that were coded again, cropped or brightened were not looked for across the splits',
    fix: 'Compare parts of the data with splitLeaks(), a class at a time for instance',
  },
  'empty-class': {
    severity: 'warning',
    what: (n) => `${n === 1 ? '1 class has' : `${n} classes have`} no usable picture: left out`,
    fix: 'Add pictures, or delete the folder',
  },
  'small-class': {
    severity: 'warning',
    what: (n) => `${n === 1 ? '1 class has' : `${n} classes have`} too few pictures to train, validate and test on`,
    fix: 'Add pictures, or join the class with another',
  },
  'nested-class': {
    severity: 'warning',
    what: (n) => `all ${n} class folders hold the same folders, and no picture beside them: are those the classes?`,
    fix: 'If so, make each of them one folder at the top, with the pictures of all',
  },
  imbalance: {
    severity: 'note',
    what: () => 'the classes are of very different size',
    fix: 'Let balance (--balance) be oversample or weights',
  },
  enlarged: {
    severity: 'note',
    what: (n) => `${files(n, 'is', 'are')} much smaller than the size trained on: enlarged`,
    fix: 'Train on a smaller size',
  },
};

/** Makes a finding of a kind. */
export function finding(kind: FindingKind, items: Item[], detail?: string): Finding {
  const { severity, what, fix } = rules[kind];
  const message = `${what(items.length)}${detail === undefined ? '' : ` (${detail})`}`;
  return { kind, severity, message, fix, items };
}

function files(count: number, one: string, several: string): string {
  return count === 1 ? `1 file ${one}` : `${count.toLocaleString('en')} files ${several}`;
}
