// Honest clients: each sends a small request, waits for the answer, pauses, and sends the next.
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** What honest clients saw: milliseconds of each answer, and every answer that was none. */
export type Seen = { millis: number[]; refused: string[] };

export type Ask = { path: string; headers: Record<string, string>; body: Buffer; keepAlive: boolean };

const PAUSE = 20;

/** Keeps asking until the signal fires; clients may also have a connection of its own for each request. */
export async function beHonest(url: string, asks: readonly Ask[], signal: AbortSignal): Promise<Seen> {
  const seen: Seen = { millis: [], refused: [] };
  const client = async (ask: Ask) => {
    const agent = new Agent({ keepAlive: ask.keepAlive, maxSockets: 1 });
    while (!signal.aborted) {
      const start = performance.now();
      const outcome = await send(url, ask, agent);
      if (outcome === '200') seen.millis.push(performance.now() - start);
      else seen.refused.push(`${ask.path}: ${outcome}`);
      await sleep(PAUSE);
    }
    agent.destroy();
  };
  await Promise.all(asks.map(client));
  return seen;
}

function send(url: string, { path, headers, body }: Ask, agent: Agent): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const sent = request(
    url + path,
    { method: 'POST', agent, headers: { ...headers, 'content-length': body.length } },
    (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const { statusCode } = response;
        resolve(statusCode === 200 ? '200' : `${statusCode} ${Buffer.concat(parts).toString().slice(0, 200)}`);
      });
      response.on('error', (error) => resolve(error.message));
    },
  );
  sent.on('error', (error) => resolve(error.message));
  sent.end(body);
  return promise;
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
