// PostgreSQL's frontend/backend protocol 3.0, as much of it as reading takes:
// https://www.postgresql.org/docs/current/protocol.html
import { once } from 'node:events';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { DataError } from '../../errors.ts';
import { authenticate } from './authenticate.ts';
import { int, type Message, zero } from './bytes.ts';

/** A column of a result: its name, the number of its type and the type's modifier. */
export type PostgresField = { name: string; type: number; modifier: number };

/** Longest message that is read: a row of a table is one. */
const mostBytes = 1 << 30;

/** A connection to a PostgreSQL server: one statement at a time, results as text. */
export class PostgresConnection implements AsyncDisposable {
  readonly #socket: Socket;
  readonly #messages: AsyncGenerator<Message>;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#messages = messagesOf(socket);
  }

  /**
   * @param address `postgres://user:password@host:5432/database?sslmode=require`
   * @throws {DataError} option-invalid, table-unreadable — where an option makes no sense, or a file cannot be read as a table
   */
  static async open(address: string): Promise<PostgresConnection> {
    const url = URL.canParse(address) ? new URL(address) : undefined;
    if (!url || !/^postgres(ql)?:$/.test(url.protocol)) {
      throw new DataError('option-invalid', 'the address of a PostgreSQL server was expected', {
        hint: 'Write it as postgres://user:password@host:5432/database',
      });
    }
    const socket = await reach(url);
    const connection = new PostgresConnection(socket);
    try {
      const user = decodeURIComponent(url.username) || 'postgres';
      const database = decodeURIComponent(url.pathname.slice(1)) || user;
      const settings = { user, database, client_encoding: 'UTF8', datestyle: 'ISO', timezone: 'UTC' };
      const pairs = Object.entries({ ...settings, application_name: 'capstan' }).flat();
      connection.#write(undefined, int(196_608), ...pairs.map(zero), Buffer.of(0));
      const encrypted = 'encrypted' in socket;
      await authenticate(connection, { user, password: decodeURIComponent(url.password), encrypted });
      await connection.#until('Z');
      return connection;
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  /**
   * Rows of text of a small result.
   *
   * @throws {DataError} sql-invalid, source-lost — where the query is refused, or the source goes away
   */
  async query(sql: string): Promise<{ fields: PostgresField[]; rows: (string | null)[][] }> {
    this.#write('Q', zero(sql));
    let fields: PostgresField[] = [];
    const rows: (string | null)[][] = [];
    for (;;) {
      const { type, body } = await this.receive();
      if (type === 'T') fields = fieldsOf(body);
      else if (type === 'D') rows.push(valuesOf(body));
      else if (type === 'Z') return { fields, rows };
    }
  }

  /**
   * The bytes that `copy … to stdout` gives.
   *
   * @throws {DataError} sql-invalid, source-lost — where the query is refused, or the source goes away
   */
  async *copyOut(sql: string): AsyncGenerator<Buffer> {
    this.#write('Q', zero(sql));
    for (;;) {
      const { type, body } = await this.receive();
      if (type === 'd') yield body;
      else if (type === 'Z') return;
    }
  }

  /** The next message; an error of the server is thrown. */
  async receive(): Promise<Message> {
    const next = await this.#messages.next();
    if (next.done) throw lost('the server closed the connection');
    if (next.value.type !== 'E') return next.value;
    throw errorOf(next.value.body);
  }

  /** Sends a message. */
  send(type: string, ...parts: Buffer[]): void {
    this.#write(type, ...parts);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#socket.destroyed) this.#write('X');
    this.#socket.destroy();
  }

  async #until(wanted: string): Promise<void> {
    while ((await this.receive()).type !== wanted);
  }

  #write(type: string | undefined, ...parts: Buffer[]): void {
    const length = parts.reduce((sum, part) => sum + part.length, 4);
    this.#socket.write(Buffer.concat([Buffer.from(type ?? ''), int(length), ...parts]));
  }
}

/** A plain connection, or an encrypted one where the server can and `sslmode` does not forbid it. */
async function reach(url: URL): Promise<Socket> {
  const mode = url.searchParams.get('sslmode') ?? 'prefer';
  const port = Number(url.port || url.searchParams.get('port') || 5432);
  const folder = url.searchParams.get('host'); // a socket of this machine
  const host = decodeURIComponent(url.hostname).replace(/^\[|\]$/g, '') || 'localhost';
  const unreachable = (cause: unknown) =>
    new DataError(
      'table-unreadable',
      `the server ${folder ?? `${host}:${port}`} cannot be reached (${reasonOf(cause)})`,
      {
        hint: 'See that it runs, and that address and port are right: postgres://user:password@host:5432/database',
        cause,
      },
    );
  const socket = folder?.startsWith('/')
    ? connectTcp(`${folder}/.s.PGSQL.${port}`)
    : connectTcp({ host, port, noDelay: true });
  socket.setTimeout(30_000, () => socket.destroy(new Error('no answer within 30 s')));
  try {
    await once(socket, 'connect');
    if (mode === 'disable' || folder?.startsWith('/')) return socket;
    socket.write(Buffer.concat([int(8), int(80_877_103)])); // SSLRequest
    const [answer] = (await once(socket, 'data')) as [Buffer]; // without an encoding a socket gives bytes
    if (answer.length !== 1) throw new Error('it sent something before the connection was encrypted');
    if (answer[0] === 0x53) {
      const rejectUnauthorized = mode === 'verify-full' || mode === 'verify-ca';
      const skipName = mode === 'verify-ca' ? { checkServerIdentity: () => undefined } : {};
      const secure = connectTls({
        socket,
        host,
        ...(isIP(host) ? {} : { servername: host }),
        rejectUnauthorized,
        ...skipName,
      });
      await once(secure, 'secureConnect');
      return secure;
    }
    if (mode === 'prefer' || mode === 'allow') return socket;
    throw new Error(`it does not encrypt, and sslmode is ${mode}`);
  } catch (cause) {
    socket.destroy();
    throw unreachable(cause);
  }
}

function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError) return reasonOf(cause.errors[0]); // every address of a name was tried
  return cause instanceof Error ? cause.message : String(cause);
}

async function* messagesOf(socket: Socket): AsyncGenerator<Message> {
  let parts: Buffer[] = [];
  let have = 0;
  let wanted = 5;
  try {
    for await (const chunk of socket) {
      parts.push(chunk);
      have += chunk.length;
      if (have < wanted) continue;
      let all = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
      for (;;) {
        wanted = all.length < 5 ? 5 : 1 + all.readInt32BE(1);
        if (wanted < 5 || wanted > mostBytes) throw new Error(`a message of ${wanted} bytes`);
        if (all.length < wanted) break;
        yield { type: String.fromCharCode(all[0]!), body: all.subarray(5, wanted) };
        all = all.subarray(wanted);
      }
      parts = [all];
      have = all.length;
    }
  } catch (cause) {
    throw lost('the connection broke', cause);
  }
}

function lost(reason: string, cause?: unknown): DataError {
  return new DataError('source-lost', reason, { hint: 'Open it again: it is read from the beginning', cause });
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
function errorOf(body: Buffer): DataError {
  const parts = body.toString('utf8').split('\0').filter(Boolean);
  const field = (letter: string) => parts.find((part) => part.startsWith(letter))?.slice(1) ?? '';
  const [code, reason, hint] = [field('C'), `PostgreSQL says: ${field('M')}`, field('H')];
  const what = hint === '' ? {} : { hint };
  if (code.startsWith('28') || code === '3D000') {
    return new DataError('table-unreadable', reason, { hint: 'See that user, password and database are right' });
  }
  if (code === '42P01') return new DataError('table-missing', reason, what);
  if (code.startsWith('57P') || code.startsWith('08')) return lost(reason);
  return new DataError('sql-invalid', reason, what);
}

function fieldsOf(body: Buffer): PostgresField[] {
  const fields: PostgresField[] = [];
  let at = 2;
  for (let i = body.readInt16BE(0); i > 0; i--) {
    const end = body.indexOf(0, at);
    const name = body.toString('utf8', at, end);
    fields.push({ name, type: body.readUInt32BE(end + 7), modifier: body.readInt32BE(end + 13) });
    at = end + 19;
  }
  return fields;
}

function valuesOf(body: Buffer): (string | null)[] {
  let at = 2;
  return Array.from({ length: body.readInt16BE(0) }, () => {
    const length = body.readInt32BE(at);
    at += 4 + Math.max(0, length);
    return length < 0 ? null : body.toString('utf8', at - length, at);
  });
}
