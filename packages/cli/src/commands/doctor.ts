import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Command } from '../command.ts';
import { exitCode } from '../errors.ts';

const script = join(import.meta.dirname, '../../../../tools/doctor.mjs');

export const command: Command = {
  name: 'doctor',
  summary: 'Says what this machine has, what is missing and how to get it.',
  flags: { json: { type: 'boolean', help: 'write the findings as JSON' } },
  examples: ['capstan doctor', 'capstan doctor --json'],
  async run({ flags }) {
    const child = spawn(process.execPath, [script, ...(flags.json ? ['--json'] : [])], { stdio: 'inherit' });
    const [code] = await once(child, 'exit');
    return typeof code === 'number' ? code : exitCode.failed;
  },
};
