import { doctor } from '@capstan/setup';
import type { Command } from './contract.ts';

export const command: Command = {
  flags: { json: { type: 'boolean', help: 'write the findings as JSON' } },
  examples: ['capstan doctor', 'capstan doctor --json'],
  // bin/capstan.mjs answers it under any Node, before anything else is loaded; this is for `main(['doctor'])`.
  run: async ({ flags }) => doctor(flags.json ? ['--json'] : [], [import.meta.url]),
};
