import { positive } from '../../check.ts';
import { CapitalError } from '../../errors.ts';

/** L = E + A/N^α + B/D^β: loss in nats a token, from N parameters and D tokens. */
export interface LossLaw {
  readonly name: string;
  readonly a: number;
  readonly b: number;
  readonly e: number;
  readonly alpha: number;
  readonly beta: number;
  /** Standard errors, where the source states them. */
  readonly errors?: {
    readonly a: number;
    readonly b: number;
    readonly e: number;
    readonly alpha: number;
    readonly beta: number;
  };
  readonly source: string;
}

/**
 * Besiroglu et al. refit Hoffmann's own data and is the default. Hoffmann's printed constants are rounded so far that they
 * misjudge the optimum: 93 tokens a parameter at Chinchilla's compute, where the unrounded ones of the TeX source say 59.
 */
export const LOSS_LAWS = {
  besiroglu: {
    name: 'besiroglu',
    a: 482.00572,
    b: 2085.4342,
    e: 1.81686,
    alpha: 0.34781,
    beta: 0.36585,
    errors: { a: 124.5, b: 1293.3, e: 0.026, alpha: 0.015, beta: 0.021 },
    source: 'Besiroglu et al. 2024, arXiv 2404.10102',
  },
  hoffmann: {
    name: 'hoffmann',
    a: 406.4,
    b: 410.7,
    e: 1.69,
    alpha: 0.34,
    beta: 0.28,
    source: 'Hoffmann et al. 2022, arXiv 2203.15556, as printed',
  },
  hoffmannTex: {
    name: 'hoffmannTex',
    a: Math.exp(6.0073404),
    b: Math.exp(6.0179186),
    e: Math.exp(0.5267228),
    alpha: 0.33917084,
    beta: 0.2849083,
    source: 'Hoffmann et al. 2022, unrounded in the TeX source of arXiv 2203.15556',
  },
} as const satisfies Record<string, LossLaw>;

/** A model's size, its data, and the loss they should reach. */
export interface Optimum {
  /** N. */
  parameters: number;
  /** D. */
  tokens: number;
  /** Nats a token. */
  loss: number;
}

/**
 * The loss that a law foretells, in nats a token.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example lossAt(LOSS_LAWS.besiroglu, 70e9, 1.4e12) // 1.973416
 */
export function lossAt(law: LossLaw, parameters: number, tokens: number): number {
  positive({ parameters, tokens });
  return law.e + law.a / parameters ** law.alpha + law.b / tokens ** law.beta;
}

/**
 * The size and data with the least loss for a compute of C = 6ND FLOP: N* = G(C/6)^(β/(α+β)), G = (αA/βB)^(1/(α+β)).
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example optimum(LOSS_LAWS.besiroglu, 5.76e23) // 7.24e10 parameters, 1.33e12 tokens, loss 1.974
 */
export function optimum(law: LossLaw, flops: number): Optimum {
  positive({ flops });
  const { a, b, alpha, beta } = law;
  const g = ((alpha * a) / (beta * b)) ** (1 / (alpha + beta));
  const parameters = g * (flops / 6) ** (beta / (alpha + beta));
  const tokens = flops / 6 / parameters;
  return { parameters, tokens, loss: lossAt(law, parameters, tokens) };
}

/**
 * The losses of several sizes at one compute: the valley that a smaller or larger model than the best climbs out of.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example isoFlop(law, 1e21, [1e8, 3e8, 1e9])
 */
export function isoFlop(law: LossLaw, flops: number, sizes: readonly number[]): Optimum[] {
  positive({ flops });
  return sizes.map((parameters) => {
    const tokens = flops / (6 * positive({ parameters }).parameters);
    return { parameters, tokens, loss: lossAt(law, parameters, tokens) };
  });
}

/**
 * The least compute that reaches a loss, in FLOP.
 *
 * @throws {CapitalError} bad-number — when the loss is not above the law's irreducible E
 * @example flopsForLoss(LOSS_LAWS.besiroglu, 2) // 3.6e23
 */
export function flopsForLoss(law: LossLaw, loss: number): number {
  if (!(Number.isFinite(loss) && loss > law.e)) {
    throw new CapitalError(
      'bad-number',
      `A loss of ${loss} cannot be reached: expected more than ${law.e}, which the law '${law.name}' calls irreducible.`,
      { fields: { loss, irreducible: law.e } },
    );
  }
  // At the optimum both terms are powers of one compute, αA/N^α = βB/D^β, so the loss falls steadily: halve in log C.
  let [low, high] = [-200, 700];
  for (let i = 0; i < 200 && high - low > 1e-14 * Math.abs(high); i++) {
    const middle = (low + high) / 2;
    if (optimum(law, Math.exp(middle)).loss > loss) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}
