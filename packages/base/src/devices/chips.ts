/** An accelerator as forecasts, energy and prices need it. */
export interface Chip {
  readonly name: string;
  /** What PyTorch or the system calls such a device. */
  readonly match: RegExp;
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
  match: RegExp,
  peak: number,
  watts: number,
  { serverPower = 1.8, serverPrice = 1.64 }: { serverPower?: number; serverPrice?: number } = {},
): Chip => ({ name, match, peak, watts, serverPower, serverPrice, source: `NVIDIA ${name} data sheet, dense` });

const tpu = (name: string, peak: number): Chip => ({
  name,
  match: new RegExp(`${name.replace(' ', '\\s*')}\\b`, 'i'),
  peak,
  serverPower: 1.8,
  serverPrice: 1.64,
  source: `Google Cloud ${name} page`,
});

/** Every chip that is known by name, and the only table of them; the power of a TPU is not published. */
export const CHIPS: readonly Chip[] = [
  nvidia('B200', /B200/i, 2.25e15, 1000),
  nvidia('H200', /H200/i, 989.5e12, 700, { serverPower: 1.821 }),
  nvidia('H100', /H100/i, 989.4e12, 700, { serverPower: 1.821 }),
  nvidia('H800', /H800/i, 989.4e12, 700, { serverPower: 1.821 }),
  nvidia('A100', /A100/i, 312e12, 400, { serverPower: 2.031, serverPrice: 1.66 }),
  nvidia('L40S', /L40S/i, 362e12, 350),
  nvidia('L4', /\bL4\b/i, 121e12, 72),
  nvidia('V100', /V100/i, 125e12, 300, { serverPrice: 1.69 }),
  // With FP32 accumulation; the 330e12 often quoted is the rate with sparsity (Ada white paper, table 2).
  nvidia('RTX 4090', /4090/, 165.2e12, 450),
  tpu('TPU v4', 275e12),
  tpu('TPU v5e', 197e12),
  tpu('TPU v5p', 459e12),
  tpu('TPU v6e', 918e12),
];
