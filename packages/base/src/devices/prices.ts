/** What an hour of a device costs on demand, of which date, and who says so. */
export interface DatedPrice {
  /** US dollars for one unit (a core or a device) and hour. */
  readonly perHour: number;
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly source: string;
}

const nebius = (perHour: number): DatedPrice => ({
  perHour,
  date: '2026-11-24',
  source: 'Nebius on demand (SkyPilot catalog v8 @0082b043, as read on this date)',
});
const runpod = (perHour: number): DatedPrice => ({
  perHour,
  date: '2025-03-03',
  source: 'RunPod (Epoch training-cost-trends @263c40a)',
});

/**
 * The built-in prices by the name of a device, of one date and, where it has the chip, of one seller, so that they compare.
 * They stand in until a user gives their own.
 */
export const PRICES: ReadonlyMap<string, DatedPrice> = new Map([
  ['CPU core', nebius(0.0248)],
  ['H100', nebius(2.95)],
  ['H200', nebius(3.5)],
  ['B200', nebius(5.5)],
  ['A100', runpod(1.89)],
  ['L40S', nebius(1.5484)],
  ['L4', runpod(0.43)],
  ['RTX 4090', runpod(0.69)],
  [
    'Apple GPU',
    {
      perHour: 0.65,
      date: '2024-01-01',
      source: 'AWS mac2.metal on demand; unverified, low confidence: give your own price',
    },
  ],
]);
