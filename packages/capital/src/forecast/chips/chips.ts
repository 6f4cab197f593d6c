import { CapitalError } from '../../errors.ts';

/** An accelerator as training forecasts need it. */
export interface Chip {
  readonly name: string;
  /** Dense BF16 FLOP/s (FP16 where a chip has no BF16). */
  readonly peak: number;
  /** Thermal design power in watts; absent where no vendor states it. */
  readonly watts?: number;
  /** A server's power over its chips' (Epoch training-cost-trends @263c40a). */
  readonly serverPower: number;
  /** A server's price over its bare chips' (Epoch, same file). */
  readonly serverPrice: number;
  readonly source: string;
}

const nvidia = (
  name: string,
  peak: number,
  watts: number,
  { serverPower = 1.8, serverPrice = 1.64 }: { serverPower?: number; serverPrice?: number } = {},
): Chip => ({ name, peak, watts, serverPower, serverPrice, source: `NVIDIA ${name} data sheet, dense` });

const tpu = (name: string, peak: number): Chip => ({
  name,
  peak,
  serverPower: 1.8,
  serverPrice: 1.64,
  source: `Google Cloud ${name} page`,
});

/** The built-in chips; the power of a TPU is not published. */
export const CHIPS: readonly Chip[] = [
  nvidia('B200', 2.25e15, 1000),
  nvidia('H200', 989.5e12, 700, { serverPower: 1.821 }),
  nvidia('H100', 989.4e12, 700, { serverPower: 1.821 }),
  nvidia('H800', 989.4e12, 700, { serverPower: 1.821 }),
  nvidia('A100', 312e12, 400, { serverPower: 2.031, serverPrice: 1.66 }),
  nvidia('L40S', 362e12, 350),
  nvidia('L4', 121e12, 72),
  nvidia('V100', 125e12, 300, { serverPrice: 1.69 }),
  // With FP32 accumulation; the 330e12 often quoted is the rate with sparsity (Ada white paper, table 2).
  nvidia('RTX 4090', 165.2e12, 450),
  tpu('TPU v4', 275e12),
  tpu('TPU v5e', 197e12),
  tpu('TPU v5p', 459e12),
  tpu('TPU v6e', 918e12),
];

/**
 * The chip of a name.
 *
 * @throws CapitalError 'bad-plan' listing the names there are.
 * @example chip('H100').peak // 989.4e12
 */
export function chip(name: string): Chip {
  const found = CHIPS.find((row) => row.name === name);
  if (found) return found;
  const names = CHIPS.map((row) => row.name).join(', ');
  throw new CapitalError(
    'bad-plan',
    `There is no chip '${name}'. Known: ${names}; or give its peak and watts yourself.`,
    {
      name,
    },
  );
}
