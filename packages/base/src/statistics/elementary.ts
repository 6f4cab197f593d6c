// exp and log after fdlibm (e_exp.c, e_log.c; Sun Microsystems, 1993), from + − × ÷ alone. JavaScript rounds those the same
// everywhere, but leaves Math.exp and Math.log to the engine, so only our own make a seed's figures equal on every machine.

export const LN2_HIGH = 0.6931471803691238;
export const LN2_LOW = 1.9082149292705877e-10;
const INVERSE_LN2 = Math.LOG2E; // a constant of the language, not a computation

/** The coefficients of {@link exp}, for those who compute it elsewhere with the same bits. */
export const EXP = [
  0.16666666666666602, -0.0027777777777015593, 6.613756321437934e-5, -1.6533902205465252e-6, 4.1381367970572385e-8,
] as const;
/** The coefficients of {@link log}: of even powers, and of odd ones. */
export const LOG_EVEN = [0.3999999999940942, 0.22222198432149784, 0.15313837699209373] as const;
export const LOG_ODD = [0.6666666666666735, 0.2857142874366239, 0.1818357216161805, 0.14798198605116586] as const;

/** 2^(i − 1074) for i in 0..2097: every power of two that a double holds, made by exact doubling. */
const POWERS = powersOfTwo();
const POWERS_ZERO = 1074;

function powersOfTwo(): Float64Array {
  const powers = new Float64Array(1074 + 1024);
  powers[0] = Number.MIN_VALUE;
  for (let i = 1; i < powers.length; i++) powers[i] = powers[i - 1]! * 2;
  return powers;
}

/**
 * eˣ to within one unit in the last place, with the same bits on every machine.
 *
 * @unguarded called for every number drawn
 * @example exp(1) // 2.718281828459045
 */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  const clamped = Math.min(Math.max(x, -746), 710);
  const k = Math.floor(clamped * INVERSE_LN2 + 0.5);
  const high = clamped - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c = r - t * (EXP[0] + t * (EXP[1] + t * (EXP[2] + t * (EXP[3] + t * EXP[4]))));
  const y = 1 - (low - (r * c) / (2 - c) - high);
  // 2^k by halves, since k itself may be beyond a double's exponents.
  const half = k >> 1;
  return y * POWERS[half + POWERS_ZERO]! * POWERS[k - half + POWERS_ZERO]!;
}

const bits = new DataView(new ArrayBuffer(8));

/**
 * The natural logarithm to within one unit in the last place, with the same bits on every machine; NaN below 0.
 *
 * @unguarded called for every number drawn
 * @example log(10) // 2.302585092994046
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let k = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984; // 2^54: out of the subnormals
    k = -54;
  }
  bits.setFloat64(0, x);
  const word = bits.getUint32(0);
  k += (word >>> 20) - 1023;
  // The fraction goes to [√2/2, √2).
  const fraction = word & 0xfffff;
  const up = (fraction + 0x95f64) & 0x100000;
  bits.setUint32(0, fraction | (up ^ 0x3ff00000));
  k += up >>> 20;
  const f = bits.getFloat64(0) - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (LOG_EVEN[0] + w * (LOG_EVEN[1] + w * LOG_EVEN[2]));
  const odd = z * (LOG_ODD[0] + w * (LOG_ODD[1] + w * (LOG_ODD[2] + w * LOG_ODD[3])));
  const half = 0.5 * f * f;
  return k * LN2_HIGH - (half - (s * (half + even + odd) + k * LN2_LOW) - f);
}

/**
 * xʸ for x ≥ 0 with the same bits on every machine: exact for whole y up to 64, otherwise e^(y log x).
 *
 * @unguarded called for every number drawn
 * @example pow(1.5, 3) // 3.375
 */
export function pow(x: number, y: number): number {
  if (Number.isInteger(y) && y >= -64 && y <= 64) {
    let result = 1;
    for (let i = Math.abs(y), base = x; i > 0; i >>>= 1, base *= base) if (i & 1) result *= base;
    return y < 0 ? 1 / result : result;
  }
  if (x === 0) return y > 0 ? 0 : Number.POSITIVE_INFINITY;
  return exp(y * log(x));
}
