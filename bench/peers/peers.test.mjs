import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { interpreter, peersPython } from './python.mjs';
import { pinned, setupPeers } from './setup.mjs';

describe("the peers' environment", { skip: process.platform === 'win32' }, () => {
  const dir = mkdtempSync(join(tmpdir(), 'capstan-peers-'));
  after(() => rmSync(dir, { recursive: true, force: true }));

  /** An environment whose Python answers with these versions. @param {Record<string, string>} versions */
  function environment(versions) {
    const env = mkdtempSync(join(dir, 'env-'));
    mkdirSync(dirname(interpreter(env)));
    const install = `touch '${env}/installed'`;
    writeFileSync(
      interpreter(env),
      `#!/bin/sh\ncase "$1" in -c) echo '${JSON.stringify(versions)}';; *) ${install};; esac\n`,
    );
    chmodSync(interpreter(env), 0o755);
    return env;
  }

  it('is found where CAPSTAN_PEERS says, folder or interpreter', () => {
    const env = environment({});
    assert.equal(peersPython({ CAPSTAN_PEERS: env }), interpreter(env));
    assert.equal(peersPython({ CAPSTAN_PEERS: interpreter(env) }), interpreter(env));
  });

  it('that is absent is reported with the command that makes it', () => {
    assert.throws(
      () => peersPython({ CAPSTAN_CACHE: dir }),
      /expected .*peers.*python.* node bench\/peers\/setup\.mjs/,
    );
    assert.throws(() => peersPython({ CAPSTAN_PEERS: '/nowhere' }), /CAPSTAN_PEERS names no Python environment/);
  });

  it('with all the pinned versions is left as it is', async () => {
    const env = environment(pinned());
    assert.equal(await setupPeers({ CAPSTAN_PEERS: env }), interpreter(env));
    assert.throws(() => rmSync(join(env, 'installed')), { code: 'ENOENT' });
  });

  it('that lacks one has it installed', async () => {
    const env = environment({ ...pinned(), numpy: '1.0.0' });
    await setupPeers({ CAPSTAN_PEERS: env });
    rmSync(join(env, 'installed'));
  });
});
