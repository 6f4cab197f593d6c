import { checked } from '../../checked.ts';

/** Bass's coefficients: `p` adopt by themselves, `q` follow others. */
export interface Bass {
  p: number;
  q: number;
}

/**
 * F(t), the part of the market that has adopted by t: (1 − e^(−(p+q)t)) ÷ (1 + (q/p)·e^(−(p+q)t)). Continuous; the discrete model
 * (`bassSales`) gives other figures for the same coefficients.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example bassShare({ p: 0.03, q: 0.38 }, 5) // 0.331199
 */
export function bassShare(bass: Bass, t: number): number {
  const { p, q } = read(bass);
  const decay = Math.exp(-(p + q) * checked('t', t, { least: 0 }));
  return (1 - decay) / (1 + (q / p) * decay);
}

/** f(t) = F′(t), the part adopting a unit of time. @example bassRate({ p: 0.03, q: 0.38 }, 6.19) */
export function bassRate(bass: Bass, t: number): number {
  const share = bassShare(bass, t);
  return (bass.p + bass.q * share) * (1 - share);
}

/** When most adopt at once: t* = ln(q/p) ÷ (p + q), or 0 when q ≤ p. @example bassPeak({ p: 0.03, q: 0.38 }).time // 6.192619 */
export function bassPeak(bass: Bass): { time: number; share: number; rate: number } {
  const { p, q } = read(bass);
  const time = q > p ? Math.log(q / p) / (p + q) : 0;
  return { time, share: bassShare(bass, time), rate: bassRate(bass, time) };
}

/**
 * Discrete: those who adopt in each period, (p + q·N/m)·(m − N), N before it.
 *
 * @example bassSales({ p: 0.03, q: 0.38 }, 100_000, 3) // [3000, 4015.8, 5268.49]
 */
export function bassSales(bass: Bass, market: number, periods: number): number[] {
  const { p, q } = read(bass);
  checked('market', market, { above: 0 });
  checked('periods', periods, { least: 1, whole: true });
  let adopted = 0;
  return Array.from({ length: periods }, () => {
    const sales = (p + (q * adopted) / market) * (market - adopted);
    adopted += sales;
    return sales;
  });
}

function read({ p, q }: Bass): Bass {
  return { p: checked('p', p, { above: 0 }), q: checked('q', q, { least: 0 }) };
}
