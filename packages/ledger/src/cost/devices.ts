/** A kind of device as the ledger knows it: what one unit of it draws and what renting it costs. */
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

// Power of a GPU. Load: its TDP (NVIDIA's data sheets) × 0.75, the average load of training clusters, times a server factor,
// both from Epoch's training-cost-trends @263c40a (H100 1.821, A100 2.031, others 1.8). Idle: a tenth of the TDP, our assumption.
const gpu = (tdp: number, server = 1.8) => ({
  unit: 'device' as const,
  idleWatts: tdp * 0.1,
  loadWatts: tdp * 0.75,
  server,
  powerSource: `TDP ${tdp} W × 0.75 × server factor ${server} (Epoch training-cost-trends @263c40a, 2025-03)`,
});

// Prices are of one date and, where it has the chip, of one seller, so that they compare; the user's own price wins over all of them.
const nebius = {
  priceDate: '2026-11-24',
  priceSource: 'Nebius on demand (SkyPilot catalog v8 @0082b043, as read on this date)',
};
const runpod = { priceDate: '2025-03-03', priceSource: 'RunPod (Epoch training-cost-trends @263c40a)' };

/** The built-in table, first match wins. Every number says where it comes from and of which date it is. */
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
    perHour: 0.0248,
    ...nebius,
  },
  { kind: 'H100', match: /H100/i, ...gpu(700, 1.821), perHour: 2.95, ...nebius },
  { kind: 'H200', match: /H200/i, ...gpu(700, 1.821), perHour: 3.5, ...nebius },
  { kind: 'B200', match: /B200/i, ...gpu(1000), perHour: 5.5, ...nebius },
  { kind: 'A100', match: /A100/i, ...gpu(400, 2.031), perHour: 1.89, ...runpod },
  { kind: 'L40S', match: /L40S/i, ...gpu(350), perHour: 1.5484, ...nebius },
  { kind: 'L4', match: /\bL4\b/i, ...gpu(72), perHour: 0.43, ...runpod },
  { kind: 'RTX 4090', match: /4090/, ...gpu(450), perHour: 0.69, ...runpod },
  {
    kind: 'Apple GPU',
    match: /^mps|apple/i,
    unit: 'device',
    idleWatts: 7,
    loadWatts: 50,
    server: 1,
    powerSource: 'whole Mac mini (M2), idle and maximum; unverified, low confidence',
    perHour: 0.65,
    priceDate: '2024-01-01',
    priceSource: 'AWS mac2.metal on demand; unverified, low confidence: give your own price',
  },
  {
    kind: 'GPU of unknown kind',
    match: /(?:)/,
    ...gpu(400),
    perHour: 1.89,
    ...runpod,
    priceSource: 'priced as an A100, as its kind is not in the table; low confidence: give your own price',
  },
];

/**
 * Finds the row for a device's name as PyTorch gives it.
 *
 * @example
 * deviceKind('NVIDIA H100 80GB HBM3').kind   // 'H100'
 */
export function deviceKind(device: string): DeviceKind {
  // The last row matches everything.
  return DEVICES.find((row) => row.match.test(device))!;
}
