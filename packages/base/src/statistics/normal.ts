import { exp, log } from './elementary.ts';

// erfc after fdlibm (s_erf.c; Sun Microsystems, 1993); the quantile is Wichura's PPND16 (AS 241, Applied Statistics 37, 1988).

const ROOT_HALF = Math.SQRT1_2;
const ROOT_TWO_PI_INVERSE = 0.3989422804014327;

function polynomial(x: number, coefficients: readonly number[]): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + coefficients[i]!;
  return sum;
}

const PP = [
  0.12837916709551256, -0.3250421072470015, -0.02848174957559851, -0.005770270296489442, -2.3763016656650163e-5,
];
const QQ = [
  1, 0.39791722395915535, 0.0650222499887673, 0.005081306281875766, 0.00013249473800432164, -3.960228278775368e-6,
];
const PA = [
  -0.0023621185607526594, 0.41485611868374833, -0.3722078760357013, 0.31834661990116175, -0.11089469428239668,
  0.035478304325618236, -0.002166375594868791,
];
const QA = [
  1, 0.10642088040084423, 0.540397917702171, 0.07182865441419627, 0.12617121980876164, 0.01363708391202905,
  0.011984499846799107,
];
const RA = [
  -0.009864944034847148, -0.6938585727071818, -10.558626225323291, -62.375332450326006, -162.39666946257347,
  -184.60509290671104, -81.2874355063066, -9.814329344169145,
];
const SA = [
  1, 19.651271667439257, 137.65775414351904, 434.56587747522923, 645.3872717332679, 429.00814002756783,
  108.63500554177944, 6.570249770319282, -0.0604244152148581,
];
const RB = [
  -0.0098649429247001, -0.799283237680523, -17.757954917754752, -160.63638485582192, -637.5664433683896,
  -1025.0951316110772, -483.5191916086514,
];
const SB = [
  1, 30.33806074348246, 325.7925129965739, 1536.729586084437, 3199.8582195085955, 2553.0504064331644,
  474.52854120695537, -22.44095244658582,
];
const ERX = 0.8450629115104675;

/** 1 − erf(x). */
function erfc(x: number): number {
  const size = Math.abs(x);
  if (size < 0.84375) {
    const z = x * x;
    return 1 - (x + x * (polynomial(z, PP) / polynomial(z, QQ)));
  }
  if (size < 1.25) {
    const s = size - 1;
    const ratio = polynomial(s, PA) / polynomial(s, QA);
    return x < 0 ? 1 + ERX + ratio : 1 - ERX - ratio;
  }
  if (size > 28) return x < 0 ? 2 : 0;
  const s = 1 / (size * size);
  const ratio = size < 1 / 0.35 ? polynomial(s, RA) / polynomial(s, SA) : polynomial(s, RB) / polynomial(s, SB);
  // e^(−x²) from a head of 26 bits, whose square is exact, and a tail.
  const split = size * 134217729;
  const head = split - (split - size);
  const tail = exp(-head * head - 0.5625) * exp((head - size) * (head + size) + ratio);
  return x < 0 ? 2 - tail / size : tail / size;
}

/**
 * The standard normal density.
 *
 * @unguarded called for every number drawn
 * @example normalDensity(0) // 0.3989422804014327
 */
export function normalDensity(z: number): number {
  return ROOT_TWO_PI_INVERSE * exp(-0.5 * z * z);
}

/**
 * Φ(z), the standard normal distribution function.
 *
 * @unguarded called for every number drawn
 * @example normalCdf(1.959963984540054) // 0.975
 */
export function normalCdf(z: number): number {
  return 0.5 * erfc(-z * ROOT_HALF);
}

/** The rational functions of {@link normalQuantile}, numerator and denominator by rising powers: centre, tail, far tail. */
export const CENTRE = [
  [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
    33430.57558358813, 2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852854,
  ],
] as const;
export const TAIL = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
] as const;
const FAR_TAIL = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5,
    1.421511758316446e-7, 2.0442631033899397e-15,
  ],
] as const;

type Eight = readonly [number, number, number, number, number, number, number, number];

function horner(r: number, [c0, c1, c2, c3, c4, c5, c6, c7]: Eight): number {
  return ((((((c7 * r + c6) * r + c5) * r + c4) * r + c3) * r + c2) * r + c1) * r + c0;
}

/**
 * Φ⁻¹(p), the standard normal quantile; ∓∞ at 0 and 1, NaN outside.
 *
 * @unguarded called for every number drawn
 * @example normalQuantile(0.975) // 1.959963984540054
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (q >= -0.425 && q <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * horner(r, CENTRE[0])) / horner(r, CENTRE[1]);
  }
  const smaller = q < 0 ? p : 1 - p;
  if (!(smaller > 0)) return smaller === 0 ? q * Number.POSITIVE_INFINITY : Number.NaN;
  const root = Math.sqrt(-log(smaller));
  const [near, shift] = root <= 5 ? [TAIL, 1.6] : [FAR_TAIL, 5];
  const tail = horner(root - shift, near[0]) / horner(root - shift, near[1]);
  return q < 0 ? -tail : tail;
}
