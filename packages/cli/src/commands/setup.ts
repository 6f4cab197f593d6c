import { setup, setupAsked } from '@capstan/setup';
import type { Command } from './contract.ts';

export const command: Command = {
  flags: { json: { type: 'boolean', help: 'what is ready as JSON' } },
  examples: ['npx capstan setup'],
  // bin/capstan.mjs answers it under any Node, before anything else is loaded; this is for `main(['setup'])`.
  run: ({ flags }) => setupAsked(flags.json ? ['--json'] : [], () => setup({ from: [import.meta.url] })),
};
