import { setup } from '@capstan/setup';
import type { Command } from '../command.ts';
import { exitCode } from '../errors.ts';

export const command: Command = {
  name: 'setup',
  summary: "Makes this machine ready: PyTorch's engine, the addon for it, a Node that is new enough.",
  flags: {},
  examples: ['npx capstan setup'],
  // bin/capstan.mjs answers it under any Node, before anything else is loaded; this is for `main(['setup'])`.
  async run() {
    await setup({ from: [import.meta.url] });
    return exitCode.done;
  },
};
