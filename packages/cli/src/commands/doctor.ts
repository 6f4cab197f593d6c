import { doctor } from '@capstan/setup';
import type { Command } from '../command.ts';

export const command: Command = {
  name: 'doctor',
  summary: 'Says what this machine has, what is missing and how to get it.',
  flags: { json: { type: 'boolean', help: 'write the findings as JSON' } },
  examples: ['capstan doctor', 'capstan doctor --json'],
  // bin/capstan.mjs answers it under any Node, before anything else is loaded; this is for `main(['doctor'])`.
  run: async ({ flags }) => doctor(flags.json ? ['--json'] : [], [import.meta.url]),
};
