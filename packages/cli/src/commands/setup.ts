import { setup } from '@capstan/setup';
import { exitCode } from '../errors.ts';
import type { Command } from './contract.ts';

export const command: Command = {
  flags: {},
  examples: ['npx capstan setup'],
  // bin/capstan.mjs answers it under any Node, before anything else is loaded; this is for `main(['setup'])`.
  async run() {
    await setup({ from: [import.meta.url] });
    return exitCode.done;
  },
};
