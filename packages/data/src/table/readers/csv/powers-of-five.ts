const [least, most] = [-342, 308];

/** 5^-342 … 5^308, the first 128 bits of each, the upper half first: what the kernels read doubles by. */
export function powersOfFive(): Uint8Array {
  const out = new BigUint64Array(2 * (most - least + 1));
  const low = (1n << 64n) - 1n;
  let power = 1n;
  for (let q = 0; q <= most; q++, power *= 5n) put(q, shifted(power, 128 - bitsOf(power)));
  power = 5n;
  for (let q = -1; q >= least; q--, power *= 5n) {
    // Rounded up, so that a product is never below what it stands for.
    const bits = bitsOf(power);
    const inverse = (1n << BigInt(q >= -27 ? bits + 127 : 2 * bits + 128)) / power + 1n;
    put(q, shifted(inverse, 128 - bitsOf(inverse)));
  }
  function put(q: number, value: bigint): void {
    out[2 * (q - least)] = value >> 64n;
    out[2 * (q - least) + 1] = value & low;
  }
  return new Uint8Array(out.buffer);
}

const bitsOf = (value: bigint): number =>
  value.toString(16).length * 4 - Math.clz32(Number.parseInt(value.toString(16)[0]!, 16)) + 28;

const shifted = (value: bigint, by: number): bigint => (by < 0 ? value >> BigInt(-by) : value << BigInt(by));
