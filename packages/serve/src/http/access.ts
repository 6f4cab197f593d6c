// Who may ask. Without a key a server talks to this machine alone, and a web page is not this machine: its address must
// be one that no stranger's DNS can answer for, and a request that a page sent must come from a page of ours.
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { quote, ServeError } from '../errors.ts';

/**
 * Refuses to listen to other machines without a key.
 *
 * @throws {ServeError} key-required — where a key is needed
 */
export async function checkListening({ host, apiKey }: { host: string; apiKey?: string | undefined }): Promise<void> {
  if (apiKey !== undefined || (await isLoopback(host))) return;
  throw new ServeError(
    'key-required',
    `host ${host} lets other machines in, and there is no API key. Set one: CAPSTAN_API_KEY=$(openssl rand -hex 32), or ` +
      'serve({ apiKey: generateApiKey() }); or listen to this machine alone, host 127.0.0.1',
  );
}

async function isLoopback(host: string): Promise<boolean> {
  const addresses = isIP(host)
    ? [host]
    : await lookup(host, { all: true }).then(
        (all) => all.map((a) => a.address),
        () => [],
      );
  return addresses.length > 0 && addresses.every((address) => /^(127\.|::1$|::ffff:127\.)/.test(address));
}

/**
 * What is wrong with where a request without a key says it goes, or comes from; undefined where nothing is.
 *
 * Host may be an IP address, a name without a dot, or one of localhost: DNS rebinding needs a name that its owner can
 * point here. Origin, which browsers send, must be the same place.
 */
export function strangerIn(
  headers: { host?: string | undefined; origin?: string | undefined },
  allowedHosts: readonly string[],
): ServeError | undefined {
  const host = (headers.host ?? '').toLowerCase();
  const name = host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
  const own = isIP(name) !== 0 || !name.includes('.') || name.endsWith('.localhost');
  if (!own && !allowedHosts.some((allowed) => [name, host].includes(allowed.toLowerCase()))) {
    return new ServeError(
      'misdirected',
      `this server does not answer for host ${quote(host)}; ask it as localhost, name the host in allowedHosts, or set a key`,
    );
  }
  const { origin } = headers;
  if (origin === undefined) return undefined;
  const from = URL.canParse(origin) ? new URL(origin).host : '';
  if (from !== '' && (from === host || allowedHosts.some((allowed) => allowed.toLowerCase() === from)))
    return undefined;
  return new ServeError(
    'forbidden',
    `pages of ${quote(origin)} may not use this server; name the host in allowedHosts, or set a key`,
  );
}
