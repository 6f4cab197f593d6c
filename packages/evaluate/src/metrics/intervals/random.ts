/**
 * A seeded source of numbers in [0, 1) with 32 random bits: sfc32 (Chris Doty-Humphrey), seeded by splitmix32.
 *
 * @example
 * const next = random(7);
 * next()
 */
export function random(seed: number): () => number {
  let mix = seed | 0;
  const word = () => {
    mix = (mix + 0x9e3779b9) | 0;
    let z = mix ^ (mix >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return z ^ (z >>> 15);
  };
  let [a, b, c, d] = [word(), word(), word(), 1];
  const next = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) next(); // the first words still show the seed
  return next;
}
