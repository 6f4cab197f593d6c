import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** A folder of a test's own, removed when the test ends. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'capstan-ledger-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The least that a run needs. */
export const START = { name: 'digits', kind: 'train', device: 'cpu', threads: 2, params: {} } as const;
