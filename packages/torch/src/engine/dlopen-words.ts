// One of the places that read a library's English, for it tells nowhere else (ARCHITECTURE.md lists them).

/** What dlopen's words mean, the telling ones first. */
const MEANINGS: readonly [RegExp, string][] = [
  [/undefined symbol|symbol not found/i, 'it was built for another engine than the one that is there'],
  [/different Node\.js version|NODE_MODULE_VERSION/, 'it was built for another Node'],
  [
    /wrong ELF class|invalid ELF header|file too short|not a mach-o|%1 is not a valid/i,
    'it is damaged, or of another platform',
  ],
  [/did not self-register/i, 'it is no addon of Capstan'],
  [
    /cannot open shared object|Library not loaded|module could not be found/i,
    'the engine that it was built for is gone',
  ],
];

/** What is wrong with an addon, by what the system's loader says of it; something general where it says it otherwise. */
export const meaningOf = (message: string): string =>
  MEANINGS.find(([pattern]) => pattern.test(message))?.[1] ?? 'the system refuses it';
