import { CHIPS, type Chip } from './chips.ts';
import { type DatedPrice, PRICES } from './prices.ts';

/** A kind of device as a book of costs knows it: what one unit of it draws and what renting it costs. */
export interface DeviceKind {
  kind: string;
  /** What PyTorch or the system calls such a device. */
  match: RegExp;
  /** What one unit is. */
  unit: 'core' | 'device';
  /** Power of one unit with nothing to do, and its average while training, in watts. */
  idleWatts: number;
  loadWatts: number;
  /** Multiplies the device's power by its share of the rest of the server: processors, memory, network, fans. */
  server: number;
  powerSource: string;
  /** US dollars for one unit and hour, on demand. */
  perHour: number;
  priceDate: string;
  priceSource: string;
}

// Load: the chip's TDP × 0.75, the average load of training clusters, times a server factor, both from Epoch's
// training-cost-trends @263c40a. Idle: a tenth of the TDP, our assumption.
const power = (watts: number, server: number) => ({
  unit: 'device' as const,
  idleWatts: watts * 0.1,
  loadWatts: watts * 0.75,
  server,
  powerSource: `TDP ${watts} W × 0.75 × server factor ${server} (Epoch training-cost-trends @263c40a, 2025-03)`,
});

const priced = ({ perHour, date, source }: DatedPrice) => ({ perHour, priceDate: date, priceSource: source });

const A100 = PRICES.get('A100')!; // the table has it

/** A chip that has both a power and a price; without either there is nothing to book. */
function bookable({ name, match, watts, serverPower }: Chip): DeviceKind[] {
  const price = PRICES.get(name);
  return watts === undefined || price === undefined
    ? []
    : [{ kind: name, match, ...power(watts, serverPower), ...priced(price) }];
}

/** The kinds of device, first match wins; the last matches everything. */
export const DEVICES: readonly DeviceKind[] = [
  {
    kind: 'CPU core',
    match: /^cpu/i,
    unit: 'core',
    // Averages over AWS's processors for one vCPU at 0 % and 100 %, from SPECpower results.
    idleWatts: 0.74,
    loadWatts: 3.5,
    server: 1,
    powerSource: 'Cloud Carbon Footprint methodology, average of AWS vCPUs (SPECpower 2023-05)',
    ...priced(PRICES.get('CPU core')!), // the table has it
  },
  ...CHIPS.flatMap(bookable),
  {
    kind: 'Apple GPU',
    match: /^mps|apple/i,
    unit: 'device',
    idleWatts: 7,
    loadWatts: 50,
    server: 1,
    powerSource: 'whole Mac mini (M2), idle and maximum; unverified, low confidence',
    ...priced(PRICES.get('Apple GPU')!), // the table has it
  },
  {
    kind: 'GPU of unknown kind',
    match: /(?:)/,
    ...power(400, 1.8),
    ...priced(A100),
    priceSource: 'priced as an A100, as its kind is not in the table; low confidence: give your own price',
  },
];

/**
 * The kind of a device by the name that PyTorch gives it.
 *
 * @example deviceKind('NVIDIA H100 80GB HBM3').kind // 'H100'
 */
export function deviceKind(device: string): DeviceKind {
  return DEVICES.find((row) => row.match.test(device))!; // the last row matches everything
}
