// A job that is left and joined again on the same port: rank 1 meets the old store while it closes. A server in front of it stands
// for each way in which that goes, and ends once rank 1 has connected again; only then does the new store listen there.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { test } from 'node:test';
import * as torch from '../../index.ts';

const { distributed } = torch;
const HOST = '127.0.0.1';
const rank1 = (masterPort: number) => ({ rank: 1, worldSize: 2, masterAddr: HOST, masterPort });

/** Rank 0, which serves the store, in a process of its own; it ends once it has the sum of both. */
function serve(port: number): ChildProcess {
  const script = new URL('../ranks/rejoin.ts', import.meta.url).pathname;
  return spawn(process.execPath, [script, String(port)], { stdio: ['ignore', 'inherit', 'inherit'] });
}

/** Joins as rank 1 beside a new rank 0, adds, and leaves. */
async function sumBeside(port: number, joining: Promise<unknown>): Promise<number> {
  const other = serve(port);
  const ended = once(other, 'exit');
  await joining;
  const sum = (await distributed.allReduce(torch.tensor([1]))).item();
  await distributed.barrier();
  await distributed.destroyProcessGroup();
  assert.deepEqual(await ended, [0, null]);
  return sum;
}

/** What stands where the old store was: `meet` has each connection, and `again` comes true with the one after `count`. */
async function old(port: number, count: number, meet: (socket: Socket) => void) {
  let taken = 0;
  const { promise: again, resolve } = Promise.withResolvers<void>();
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    if (++taken > count) resolve();
    meet(socket);
  });
  server.listen(port, HOST);
  await once(server, 'listening');
  const { port: at } = server.address() as { port: number }; // as: it listens on a port
  const end = async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return { port: at, again, end };
}

test('a store that breaks its connections, greeted or not, is left until the new one listens', async () => {
  await using dying = await distributed.TCPStore.connect(HOST, 0, { isServer: true });
  let greets = true;
  const closing = await old(0, 3, (socket) => {
    greets = !greets;
    if (!greets) return void socket.destroy();
    // The greeting is answered, and whatever is asked then breaks the connection.
    let answered = false;
    const behind = connect(dying.port, HOST).on('error', () => socket.destroy());
    behind.on('data', (data) => {
      answered = true;
      socket.write(data);
    });
    socket.on('data', (data) => void (answered ? socket.destroy() : behind.write(data)));
    socket.on('close', () => behind.destroy());
  });
  const joining = distributed.initProcessGroup({ ...rank1(closing.port), timeoutMs: 300_000 });
  await closing.again;
  await closing.end();
  assert.equal(await sumBeside(closing.port, joining), 2);
});

test('a store that still holds the word of the last time is left, however well it answers', async () => {
  const first = await old(0, 0, (socket) => socket.destroy());
  await first.end(); // a port that is free
  const { port } = first;
  const joined = distributed.initProcessGroup({ ...rank1(port), timeoutMs: 300_000 });
  const other = spawn(
    process.execPath,
    [new URL('../ranks/rejoin.ts', import.meta.url).pathname, String(port), 'stays'],
    { stdio: ['pipe', 'inherit', 'inherit'] },
  );
  const ended = once(other, 'exit');
  await joined;
  await distributed.allReduce(torch.tensor([1]));
  await distributed.destroyProcessGroup();
  // Rank 0 has not left: its store answers. Rank 1 meets it through a server in front, to count its connections.
  const front = await old(0, 1, (socket) => {
    const behind = connect(port, HOST).on('error', () => socket.destroy());
    socket.pipe(behind).pipe(socket);
    socket.on('close', () => behind.destroy());
  });
  const joining = distributed.initProcessGroup({ ...rank1(front.port), timeoutMs: 300_000 });
  await front.again;
  await front.end();
  other.stdin!.end();
  assert.deepEqual(await ended, [0, null]);
  assert.equal(await sumBeside(front.port, joining), 2);
});

test('a store that only breaks is an error once the time is over', async () => {
  const closing = await old(0, 1, (socket) => socket.destroy());
  await assert.rejects(
    distributed.initProcessGroup({ ...rank1(closing.port), timeoutMs: 2000 }),
    /rank 1 did not reach rank 0 at 127\.0\.0\.1/,
  );
  await closing.end();
});
