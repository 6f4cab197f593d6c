import assert from 'node:assert/strict';

/** Asserts that `value` is what a source prints: equal when rounded to its digits. @example printed(1.1144374132, '1.1144374') */
export function printed(value: number, digits: string): void {
  const [mantissa, exponent = '0'] = digits.split('e');
  const decimals = mantissa!.split('.')[1]?.length ?? 0;
  const half = 0.5 * 10 ** (Number(exponent) - decimals);
  const expected = Number(digits);
  assert.ok(
    Math.abs(value - expected) <= half * (1 + 1e-9) + Math.abs(expected) * 1e-15,
    `${value} is not ${digits} to the digits printed`,
  );
}

/** Asserts that `value` lies within `tolerance` of `expected`, relative to it. */
export function near(value: number, expected: number, tolerance = 1e-9): void {
  assert.ok(
    Math.abs(value - expected) <= tolerance * Math.max(Math.abs(expected), 1e-300),
    `${value} is not ${expected} within ${tolerance}`,
  );
}
