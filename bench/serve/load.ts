// The load of both sides: `concurrency` clients in this process, each on a connection of its own, each sending its next
// request when the last is answered.
import { Agent, request } from 'node:http';

export type Load = { url: string; body: Buffer; headers: Record<string, string> };

export type Figures = { perSecond: number; p50: number; p99: number };

/** Sends requests for some seconds; durations are milliseconds. Throws on any answer but 200. */
export async function load({ url, body, headers }: Load, concurrency: number, seconds: number): Promise<Figures> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const times: number[] = [];
  const start = performance.now();
  const end = start + seconds * 1000;
  const client = async () => {
    while (performance.now() < end) {
      const sent = performance.now();
      await post(agent, { url, body, headers });
      times.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, client));
  const elapsed = (performance.now() - start) / 1000;
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))]!;
  return { perSecond: times.length / elapsed, p50: at(0.5), p99: at(0.99) };
}

function post(agent: Agent, { url, body, headers }: Load): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const sent = request(
    url,
    { method: 'POST', agent, headers: { ...headers, 'content-length': body.byteLength } },
    (response) => {
      response.resume();
      response.on('end', () =>
        response.statusCode === 200 ? resolve() : reject(new Error(`${url}: ${response.statusCode}`)),
      );
      response.on('error', reject);
    },
  );
  sent.on('error', reject);
  sent.end(body);
  return promise;
}
