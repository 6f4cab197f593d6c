import { isIPv6 } from 'node:net';

/** Milliseconds in which half of what a client did is forgotten. */
const HALF_LIFE = 10_000;

/** What is held against nobody: mistakes happen. */
const FREE = 64;

/** Milliseconds that a refusal is held back for at most. */
const LONGEST = 1000;

/** Clients that are remembered. */
const MOST = 10_000;

/**
 * What clients made the server take in for nothing, by address: MiB of bodies that were refused, and 8 for each that had to
 * be stopped as it came. The more that is of late, the longer the next refusal waits and the slower large bodies are
 * read: whoever sends the same again and again is slowed to what it costs. Right requests from the same address are
 * answered as ever.
 */
export class Offences {
  readonly #marks = new Map<string, { sum: number; at: number }>();

  /** @param now milliseconds, as of `performance.now()` */
  add(address: string, cost: number, now = performance.now()): void {
    const client = clientOf(address);
    const sum = this.#sum(client, now) + cost;
    this.#marks.delete(client); // the latest last
    this.#marks.set(client, { sum, at: now });
    if (this.#marks.size <= MOST) return;
    for (const oldest of this.#marks.keys()) {
      this.#marks.delete(oldest);
      break;
    }
  }

  /** What is held against a client now; 0 for nearly all. */
  of(address: string, now = performance.now()): number {
    const sum = this.#sum(clientOf(address), now);
    return sum > FREE ? sum : 0;
  }

  /** Milliseconds for which a refusal to this client is held back. */
  wait(address: string): number {
    return Math.min(LONGEST, this.of(address));
  }

  #sum(client: string, now: number): number {
    const mark = this.#marks.get(client);
    return mark ? mark.sum * 0.5 ** ((now - mark.at) / HALF_LIFE) : 0;
  }
}

/**
 * Whom an address stands for: of IPv6 the network of 64 bits, since everyone there has as many addresses as they like.
 *
 * @example clientOf('2001:db8::1') // '2001:db8:0:0'
 */
export function clientOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  if (!isIPv6(address)) return address;
  const [front = '', back] = address.split('%', 1)[0]!.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const [first, last] = [groups(front), groups(back ?? '')];
  const zeros = new Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0');
  return [...first, ...zeros, ...last]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':');
}
