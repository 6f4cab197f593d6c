import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import { DataError } from '../../errors.ts';
import { int, type Message, zero } from './bytes.ts';

/** What talks to the server. */
type Talk = { send(type: string, ...parts: Buffer[]): void; receive(): Promise<Message> };

type Login = { user: string; password: string; encrypted: boolean };

/** Rounds of hashing that a server may ask for: more would hold this process up. */
const mostRounds = 1_000_000;

/**
 * Logs in as the server asks: SCRAM-SHA-256 (RFC 5802, RFC 7677), MD5, or a plain password where the connection is
 * encrypted.
 *
 * @throws {DataError} table-unreadable — where a file cannot be read as a table
 */
export async function authenticate(connection: Talk, login: Login): Promise<void> {
  for (;;) {
    const { type, body } = await connection.receive();
    if (type !== 'R') continue;
    const kind = body.readInt32BE(0);
    if (kind === 0) return;
    if (login.password === '') throw refused('the server wants a password', 'Write it into the address');
    if (kind === 3) {
      if (!login.encrypted) {
        throw refused(
          'the server wants the password in plain, over a connection that is not encrypted',
          'Let it take SCRAM, or TLS',
        );
      }
      connection.send('p', zero(login.password));
    } else if (kind === 5) {
      const inner = md5(login.password + login.user);
      connection.send('p', zero(`md5${md5(Buffer.concat([Buffer.from(inner), body.subarray(4, 8)]))}`));
    } else if (kind === 10) {
      const offered = body.toString('utf8', 4).split('\0');
      if (!offered.includes('SCRAM-SHA-256'))
        throw refused(`the server takes ${offered.filter(Boolean).join(', ')} only`);
      await scram(connection, login.password);
    } else throw refused(`the server asks for a login of kind ${kind}, which is not known here`);
  }
}

async function scram(connection: Talk, password: string): Promise<void> {
  const nonce = randomBytes(18).toString('base64');
  const bare = `n=,r=${nonce}`; // the name is that of the start-up message
  const first = Buffer.from(`n,,${bare}`);
  connection.send('p', zero('SCRAM-SHA-256'), int(first.length), first);

  const challenge = await reply(connection, 11);
  const { r = '', s = '', i = '' } = attributes(challenge);
  const rounds = Number(i);
  if (!r.startsWith(nonce) || s === '' || !(rounds >= 4096 && rounds <= mostRounds)) {
    throw refused('the server answers the login with what does not fit');
  }
  const salted = pbkdf2Sync(password.normalize('NFKC'), Buffer.from(s, 'base64'), rounds, 32, 'sha256');
  const final = `c=biws,r=${r}`; // biws: "n,,"
  const signed = `${bare},${challenge},${final}`;
  const clientKey = hmac(salted, 'Client Key');
  const signature = hmac(createHash('sha256').update(clientKey).digest(), signed);
  const proof = Buffer.from(clientKey.map((byte, at) => byte ^ signature[at]!)).toString('base64');
  connection.send('p', Buffer.from(`${final},p=${proof}`));

  const { v = '' } = attributes(await reply(connection, 12));
  const expected = hmac(hmac(salted, 'Server Key'), signed);
  const given = Buffer.from(v, 'base64');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw refused('the server does not know the password itself: it is another than it says');
  }
}

async function reply(connection: Talk, kind: number): Promise<string> {
  for (;;) {
    const { type, body } = await connection.receive();
    if (type !== 'R') continue;
    if (body.readInt32BE(0) !== kind) throw refused('the server breaks off the login');
    return body.toString('utf8', 4);
  }
}

function attributes(text: string): Record<string, string> {
  return Object.fromEntries(text.split(',').map((part) => [part.slice(0, 1), part.slice(2)]));
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function md5(content: string | Buffer): string {
  return createHash('md5').update(content).digest('hex');
}

function refused(reason: string, hint = 'See that user, password and database are right'): DataError {
  return new DataError('table-unreadable', reason, { hint });
}
