// The thread of heartbeat.ts.
import { DatabaseSync } from 'node:sqlite';
import { workerData } from 'node:worker_threads';

const { path, run, everyMs }: { path: string; run: string; everyMs: number } = workerData;

setInterval(() => {
  try {
    const db = new DatabaseSync(path, { timeout: 1000 });
    try {
      db.prepare(`UPDATE runs SET heartbeat = ? WHERE id = ? AND status = 'running'`).run(Date.now(), run);
    } finally {
      db.close();
    }
  } catch {
    // Locked for long, full, gone: the next beat tries again, and the run's own writes say what is wrong.
  }
}, everyMs);
