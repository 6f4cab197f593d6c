// What every attack is held to: no honest request is refused, memory stays bounded, nothing restarts. How long answers take is for
// the script: besiege.ts.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { temporaryFolder } from '../../src/testing/models.ts';
import { pngBomb } from '../../src/testing/pictures.ts';
import { attacks } from '../attacks.ts';
import { Besieged, besiege, honestAsks, MODEL, saveSmallModel, type Turns } from '../siege.ts';

/** The tests of a siege: one for each attack, beside honest clients. */
export function siegeTests(turns: Turns): void {
  describe('honest clients are answered', () => {
    let server: Besieged;
    let folder: Awaited<ReturnType<typeof temporaryFolder>>;
    before(async () => {
      folder = await temporaryFolder();
      const dir = await saveSmallModel(join(folder.path, MODEL));
      // However loaded the machine: only the attack may make it refuse.
      const patient = { heartbeatMs: 600_000, engineTimeoutMs: 600_000 };
      server = await Besieged.start({ models: { [MODEL]: dir }, threads: 1, ...patient });
    });
    after(async () => {
      await server?.[Symbol.asyncDispose]();
      await folder?.remove();
    });

    for (const attack of attacks) {
      test(`while somebody ${attack.what}`, { skip: process.platform !== 'linux' }, async () => {
        const outcome = await besiege(server, [attack], honestAsks(pngBomb(28, 28, 28 * 29)), turns);
        assert.deepEqual(outcome.attacked.refused, []);
        assert.ok(outcome.attacked.millis.length > 0);
        assert.ok(outcome.begun > 0);
        assert.ok(outcome.most < 1200, `${outcome.most} MiB`); // a heap of 512, and 512 of bodies
        assert.equal(outcome.isAlive, true);
        assert.equal(outcome.restarts, 0);
      });
    }
  });
}
