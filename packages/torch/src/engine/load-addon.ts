import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { findAddon } from '@capstan/setup/addon';
import { TorchError } from '../errors.ts';
import { meaningOf } from './dlopen-words.ts';

const KEY = Symbol.for('@capstan/torch');

/**
 * Loads the addon that set-up made, once in a process.
 * @throws {TorchError} engine-missing — set-up has not been run, or what it made is gone
 * @throws {TorchError} engine-broken — the addon does not fit engine, Node or platform, or a second copy of this package is loaded
 */
export function loadAddon(): object {
  const here = fileURLToPath(new URL('../..', import.meta.url));
  const { addon, hint: command } = findAddon(here);
  const hint = `run \`${command}\`; \`capstan doctor\` says what is missing`;
  if (addon === undefined) throw new TorchError('engine-missing', 'the engine is not set up', { hint });
  if (!existsSync(addon)) throw new TorchError('engine-missing', `the addon ${addon} is gone`, { hint });
  claim(here);
  const module: { exports: { watchCores?(): void } } = { exports: {} }; // filled by dlopen
  // libgomp's threads spin at every barrier before they sleep; it reads how long once, when it loads. Its default of
  // 300,000 turns makes a GPT step 12 times slower where other work wants the cores too (530 against 44 ms); at 1,000 they
  // sleep too soon on quiet cores (30 against 20 ms). 10,000 is as fast as the default there (bench/LOG.md), and
  // while the process waits for cores the addon brings it down to 100 (native/cores.cc). Who sets either variable decides.
  const ours = !process.env.OMP_WAIT_POLICY && process.env.GOMP_SPINCOUNT === undefined;
  if (ours) process.env.GOMP_SPINCOUNT = '10000';
  try {
    process.dlopen(module, addon, constants.dlopen.RTLD_NOW);
  } catch (cause) {
    const { message } = cause as Error; // as: Node throws nothing else
    throw new TorchError('engine-broken', `the addon ${addon} cannot be loaded: ${meaningOf(message)} (${message})`, {
      hint,
      cause,
    });
  } finally {
    if (ours) delete process.env.GOMP_SPINCOUNT; // a child decides for itself
  }
  if (ours) module.exports.watchCores?.();
  return module.exports;
}

/** Tensors of one copy of this package are no tensors of another: two in one thread are said, not met as a crash later. */
function claim(here: string): void {
  const shared = globalThis as { [KEY]?: string }; // as: the one place that all copies see
  const other = shared[KEY];
  if (other !== undefined && other !== here) {
    throw new TorchError('engine-broken', `two copies of @capstan/torch in one program: ${other} and ${here}`, {
      hint: '`npm ls @capstan/torch` shows who brings each; give them one version, then `npm dedupe`',
    });
  }
  shared[KEY] = here;
}
