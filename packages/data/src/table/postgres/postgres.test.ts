// Against a real server, where PostgreSQL's programs are installed: one is made in a temporary folder and ended again.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, globSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { freePort } from '../../testing/free-port.ts';
import { temporaryFolder } from '../../testing/samples.ts';
import { openTable, type TableSource } from '../open-table.ts';

const bin = ['/usr/lib/postgresql/*/bin', '/opt/homebrew/opt/postgresql*/bin', '/usr/local/opt/postgresql*/bin']
  .flatMap((pattern) => globSync(pattern))
  .sort()
  .findLast((folder) => existsSync(join(folder, 'initdb')));

describe('a PostgreSQL server', { skip: !bin && 'PostgreSQL is not installed here' }, () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let server: ReturnType<typeof spawn>;
  let port: number;
  let encrypts = false;
  // PostgreSQL does not run as root.
  const who = userInfo().uid === 0 ? idOf('postgres') : undefined;
  const program = (name: string, args: string[], input = '') =>
    execFileSync(join(bin!, name), args, {
      ...who,
      cwd: folder.path,
      input,
      env: { PATH: process.env.PATH, PGPASSWORD: 'se cret' },
      stdio: 'pipe',
    }).toString();
  const psql = (sql: string) =>
    program('psql', ['-h', folder.path, '-p', String(port), '-U', 'postgres', '-v', 'ON_ERROR_STOP=1', '-qAt'], sql);
  const address = (more = '', login = 'postgres:se%20cret', database = 'postgres') =>
    `postgres://${login}@127.0.0.1:${port}/${database}${more}`;

  before(async () => {
    folder = await temporaryFolder();
    if (who) chownSync(folder.path, who.uid, who.gid);
    writeFileSync(join(folder.path, 'password'), 'se cret', { mode: 0o644 });
    program('initdb', [
      '-D',
      'data',
      '-U',
      'postgres',
      '-A',
      'md5', // SCRAM for those whose password is kept so
      '--pwfile',
      'password',
      '-E',
      'UTF8',
      '--no-sync',
    ]);
    port = await freePort();
    const certificate = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
    const files = ['-keyout', join(folder.path, 'data/server.key'), '-out', join(folder.path, 'data/server.crt')];
    try {
      execFileSync('openssl', [...certificate, ...files], { ...who, stdio: 'pipe' });
      encrypts = true;
    } catch {
      encrypts = false; // without OpenSSL's program nothing can be said of encrypted connections
    }
    const options = [
      '-D',
      'data',
      '-p',
      String(port),
      '-k',
      folder.path,
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'fsync=off',
      '-c',
      `ssl=${encrypts ? 'on' : 'off'}`,
    ];
    server = spawn(join(bin!, 'postgres'), options, { ...who, cwd: folder.path, stdio: 'ignore' });
    for (let i = 0; i < 600; i++) {
      try {
        program('pg_isready', ['-h', folder.path, '-p', String(port)]);
        break;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
    psql(`
      create table visits (id bigint primary key, town text, weight numeric(6, 2), share double precision, ok boolean,
        seen date, at timestamptz, tags text[], note text);
      insert into visits values
        (1, 'Oslo', 61.25, 0.1, true, '2024-01-05', '2024-01-05 12:00+02', '{a,b}', E'two\\nlines, "quoted"'),
        (9007199254740993, '', null, 'NaN', false, null, null, null, '\\N'),
        (3, 'Zürich', -0.5, 'Infinity', null, '1999-12-31', '2024-06-01 00:00+00', '{}', null);
      create table empty (x integer);
      create table one (x text);
      insert into one values (null), ('a'), (null);
      set password_encryption = 'md5';
      create role old login password 'years';
      grant select on one to old;
      create schema "other one";
      create table "other one"."a.b" as select 7 as seven;
      create table many as select i, md5(i::text) as word, i / 7.0 as ratio from generate_series(1, 200000) as i;
    `);
  });
  after(async () => {
    if (server) {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT');
      await ended;
    }
    await folder?.remove();
  });

  const rows = async (source: TableSource) => {
    await using table = await openTable(source);
    return {
      columns: table.columns.map(({ name, type }) => `${name} ${type}`),
      rows: await Array.fromAsync(table.rows()),
    };
  };

  test('a table comes with its types, and what is missing is missing', async () => {
    const { columns, rows: found } = await rows({ postgres: address(), table: 'visits' });
    assert.deepEqual(columns, [
      'id integer',
      'town text',
      'weight number',
      'share number',
      'ok boolean',
      'seen date',
      'at timestamp',
      'tags text',
      'note text',
    ]);
    assert.deepEqual(found[0], {
      id: 1,
      town: 'Oslo',
      weight: 61.25,
      share: 0.1,
      ok: true,
      seen: '2024-01-05',
      at: '2024-01-05 10:00:00',
      tags: '{a,b}',
      note: 'two\nlines, "quoted"',
    });
    assert.deepEqual(
      { ...found[1] },
      {
        id: '9007199254740993',
        town: '',
        weight: null,
        share: Number.NaN,
        ok: false,
        seen: null,
        at: null,
        tags: null,
        note: '\\N',
      },
    );
    assert.deepEqual([found[2]!.share, found[2]!.town, found[2]!.note], [Number.POSITIVE_INFINITY, 'Zürich', null]);
  });

  test('queries, schemas, columns of nothing but gaps, tables without rows, and large ones', async () => {
    const query = 'select town, count(*) as visits, town from visits group by town order by town; ';
    const { columns, rows: found } = await rows({ postgres: address(), sql: query });
    assert.deepEqual(columns, ['town text', 'visits integer', 'town_2 text']);
    assert.equal(found.length, 3);
    assert.deepEqual((await rows({ postgres: address(), table: 'other one.a.b' })).rows, [{ seven: 7 }]);
    assert.deepEqual((await rows({ postgres: address(), table: 'one' })).rows, [{ x: null }, { x: 'a' }, { x: null }]);
    assert.deepEqual((await rows({ postgres: address(), table: 'empty' })).rows, []);
    await using many = await openTable({ postgres: address('?sslmode=disable'), table: 'many' });
    assert.equal(await many.count(), 200_000);
  });

  test('logins, statements that write, and servers that are not there are refused in words', async () => {
    const refused = (source: TableSource, code: string, message: RegExp) =>
      assert.rejects(openTable(source), { code, message });
    await refused(
      { postgres: address('', 'postgres:wrong'), table: 'one' },
      'table-unreadable',
      /password authentication failed/,
    );
    await refused({ postgres: address('', 'postgres'), table: 'one' }, 'table-unreadable', /wants a password/);
    await refused(
      { postgres: address('', undefined, 'nowhere'), table: 'one' },
      'table-unreadable',
      /"nowhere" does not exist/,
    );
    await refused({ postgres: address(), table: 'vistis' }, 'table-missing', /Did you mean 'visits'/);
    await refused({ postgres: address() }, 'table-missing', /more than one/);
    await refused(
      { postgres: address(), sql: 'select wieght from visits' },
      'sql-invalid',
      /"wieght" does not exist.*visits\.weight/,
    );
    await refused({ postgres: address(), sql: 'delete from one returning x' }, 'sql-invalid', /syntax error/);
    await refused(
      { postgres: address(), sql: "select setval('x', 1) from (select 1) as y" },
      'table-missing',
      /"x" does not exist/,
    );
    await refused({ postgres: 'mysql://host/db', table: 'one' }, 'option-invalid', /postgres:\/\/user:password@host/);
    await refused(
      { postgres: `postgres://a:b@127.0.0.1:${await freePort()}/c`, table: 'one' },
      'table-unreadable',
      /cannot be reached/,
    );
    assert.equal(psql('select count(*) from one').trim(), '3');
  });

  test('encrypted connections, MD5 logins and sockets', async (t) => {
    const three = [{ x: null }, { x: 'a' }, { x: null }];
    const { rows: found } = await rows({ postgres: address('', 'old:years'), table: 'one' });
    assert.deepEqual(found, three);
    const socket = `?host=${encodeURIComponent(folder.path)}`;
    assert.deepEqual((await rows({ postgres: address(socket), table: 'one' })).rows, three);
    if (!encrypts) return t.diagnostic('encrypted connections were not tested: openssl is not here');
    const encrypted = 'select ssl::text as x from pg_stat_ssl where pid = pg_backend_pid()';
    assert.deepEqual((await rows({ postgres: address('?sslmode=require'), sql: encrypted })).rows, [{ x: 'true' }]);
    assert.deepEqual((await rows({ postgres: address('?sslmode=disable'), sql: encrypted })).rows, [{ x: 'false' }]);
    const checked = openTable({ postgres: address('?sslmode=verify-full'), table: 'one' });
    await assert.rejects(checked, { code: 'table-unreadable', message: /cannot be reached \(self-signed certificate/ });
  });

  test('a server that is ended in mid-read is a lost source', async () => {
    const slow = openTable({
      postgres: address(),
      sql: 'select i, pg_sleep(0.01)::text from generate_series(1, 100000) as i',
    });
    const lost = assert.rejects(slow, { code: 'source-lost', message: /terminating connection/ });
    const reading = "from pg_stat_activity where query like 'copy%' and pid <> pg_backend_pid()";
    while (psql(`select pg_terminate_backend(pid) ${reading}`) === '')
      await new Promise((done) => setTimeout(done, 50));
    await lost;
  });
});

function idOf(user: string): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, user]).toString());
  return { uid: id('-u'), gid: id('-g') };
}
