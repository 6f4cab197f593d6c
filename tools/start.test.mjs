import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { expected } from './start.mjs';

describe('the first line of npm start', () => {
  it('says how long it takes, by what is there', () => {
    const all = { ready: true, packages: true, engine: true, objects: true };
    assert.equal(expected(all, 544), 'About 2 minutes on two cores.');
    assert.equal(
      expected({ ...all, ready: false, packages: false }, 544),
      'About 2 minutes on two cores, after some seconds of set-up: npm packages are installed.',
    );
    assert.equal(
      expected({ ready: false, packages: false, engine: false, objects: false }, 544),
      'About 2 minutes on two cores, after 1 to 5 minutes of set-up: 544 MB are fetched, once, npm packages are installed, the addon is compiled.',
    );
  });
});
