import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Zip } from './zip.ts';

/** Written by Python's zipfile with `force_zip64`: '0.txt' stored, '1.txt' deflated, its directory in ZIP64's records. */
const wide = Buffer.from(
  'UEsDBC0AAAAAAAAAIVz2+YHt//////////8FABQAMC50eHQBABAABgAAAAAAAAAGAAAAAAAAAGhlbGxvIFBLAwQtAAAACAAAACFc2eSkJP//////////BQAUADEudHh0AQAQAH4AAAAAAAAACwAAAAAAAADLSM3JyVfIGCASAFBLAQItAy0AAAAAAAAAIVz2+YHtBgAAAAYAAAAFAAAAAAAAAAAAAACAAQAAAAAwLnR4dFBLAQItAy0AAAAIAAAAIVzZ5KQkCwAAAH4AAAAFAAAAAAAAAAAAAACAAT0AAAAxLnR4dFBLBgYsAAAAAAAAAC0ALQAAAAAAAAAAAAIAAAAAAAAAAgAAAAAAAABmAAAAAAAAAH8AAAAAAAAAUEsGBwAAAADlAAAAAAAAAAEAAABQSwUGAAAAAAIAAgBmAAAAfwAAAAAA',
  'base64',
);
const refuse = (reason: string) => new Error(reason);

test('a ZIP64 file gives its entries, stored and packed', () => {
  const zip = new Zip(wide, refuse);
  assert.deepEqual(zip.names(), ['0.txt', '1.txt']);
  assert.equal(zip.text('0.txt'), 'hello ');
  assert.equal(zip.text('1.txt'), 'hello '.repeat(21));
  assert.throws(() => zip.text('2.txt'), /2\.txt is not in it/);
});

test('a file cut anywhere, and one with any byte changed, is read whole, refused or read with other bytes, and never crashes', () => {
  const read = (bytes: Buffer) => {
    const zip = new Zip(bytes, refuse);
    for (const name of zip.names()) zip.bytes(name);
  };
  for (let length = 0; length < wide.length; length++) {
    assert.throws(() => read(wide.subarray(0, length)), /cut short|damaged/);
  }
  for (let at = 0; at < wide.length; at++) {
    const changed = Buffer.from(wide);
    changed[at] = changed[at]! ^ 0xff;
    try {
      read(changed);
    } catch (error) {
      assert.match(String(error), /cut short|damaged|would unpack|not read/, `byte ${at}`);
    }
  }
});
