import { EXP, LN2_HIGH, LN2_LOW, LOG_EVEN, LOG_ODD } from '../special/elementary.ts';
import { CENTRE, TAIL } from '../special/normal.ts';
import { Code, v128 } from './assembler.ts';

// The functions of ../special over two numbers at once: the same operations in the same order, so the same bits.

/** e^x for two doubles. */
export function expCode(): Code {
  const code = new Code(1);
  const [k, high, low, r, t, c, y, whole, half] = Array.from({ length: 9 }, () => code.local(v128)) as number[];
  const x = 0;
  // pmax and pmin give their first operand when it is NaN, as does every step after.
  code.get(x).f64x2(-746).simd('pmax').f64x2(710).simd('pmin').set(y!);
  code.get(y!).f64x2(Math.LOG2E).simd('mul').f64x2(0.5).simd('add').simd('floor').set(k!);
  code.get(y!).get(k!).f64x2(LN2_HIGH).simd('mul').simd('sub').set(high!);
  code.get(k!).f64x2(LN2_LOW).simd('mul').set(low!);
  code.get(high!).get(low!).simd('sub').tee(r!).get(r!).simd('mul').set(t!);
  code.get(r!).get(t!);
  for (const coefficient of EXP.slice(0, 4)) code.f64x2(coefficient).get(t!);
  code.f64x2(EXP[4]);
  for (let i = 0; i < 4; i++) code.simd('mul').simd('add');
  code.simd('mul').simd('sub').set(c!);
  code.f64x2(1).get(low!).get(r!).get(c!).simd('mul').f64x2(2).get(c!).simd('sub').simd('div').simd('sub');
  code.get(high!).simd('sub').simd('sub').set(y!);
  const power = (): Code => code.i64x2(1023n).simd('add64').i32(52).simd('shl64');
  code.get(k!).simd('truncate32').simd('widenLow32').set(whole!);
  code.get(whole!).i32(1).simd('shrSigned64').set(half!);
  code.get(y!).get(half!);
  power().simd('mul').get(whole!).get(half!).simd('sub64');
  power().simd('mul');
  return code;
}

/** Emits ln x of the two positive normal doubles on the stack. */
function emitLog(code: Code, [fraction, up, f, s, z, w, half, k]: number[]): void {
  code.set(fraction!);
  code.get(fraction!).i32(52).simd('shrUnsigned64').set(k!);
  code.get(fraction!).i64x2(0xfffffffffffffn).simd('and').set(fraction!);
  code
    .get(fraction!)
    .i64x2(0x95f64n << 32n)
    .simd('add64')
    .i64x2(0x100000n << 32n)
    .simd('and')
    .set(up!);
  code.get(k!).get(up!).i32(52).simd('shrUnsigned64').simd('add64').i64x2(1023n).simd('sub64');
  // The low halves of both lanes, side by side.
  code
    .set(k!)
    .get(k!)
    .get(k!)
    .simd('shuffle', 0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11)
    .simd('fromSigned32')
    .set(k!);
  code
    .get(fraction!)
    .get(up!)
    .i64x2(0x3ff00000n << 32n)
    .simd('xor')
    .simd('or')
    .f64x2(1)
    .simd('sub')
    .set(f!);
  code.get(f!).f64x2(2).get(f!).simd('add').simd('div').set(s!);
  code.get(s!).get(s!).simd('mul').tee(z!).get(z!).simd('mul').set(w!);
  code.f64x2(0.5).get(f!).simd('mul').get(f!).simd('mul').set(half!);
  code.get(k!).f64x2(LN2_HIGH).simd('mul').get(half!).get(s!).get(half!);
  code.get(w!).f64x2(LOG_EVEN[0]).get(w!).f64x2(LOG_EVEN[1]).get(w!).f64x2(LOG_EVEN[2]);
  code.simd('mul').simd('add').simd('mul').simd('add').simd('mul').simd('add');
  code.get(z!).f64x2(LOG_ODD[0]).get(w!).f64x2(LOG_ODD[1]).get(w!).f64x2(LOG_ODD[2]).get(w!).f64x2(LOG_ODD[3]);
  code.simd('mul').simd('add').simd('mul').simd('add').simd('mul').simd('add').simd('mul').simd('add');
  code.simd('mul').get(k!).f64x2(LN2_LOW).simd('mul').simd('add').simd('sub').get(f!).simd('sub').simd('sub');
}

function emitHorner(code: Code, r: number, coefficients: readonly number[]): void {
  code.f64x2(coefficients[7]!);
  for (let i = 6; i >= 0; i--) code.get(r).simd('mul').f64x2(coefficients[i]!).simd('add');
}

/** Φ⁻¹ of two probabilities of at least 2⁻³³ and at most 1 − 2⁻³³: the far tail is never met. */
export function normalQuantileCode(): Code {
  const code = new Code(1);
  const [q, r, result, outside, tail, ...scratch] = Array.from({ length: 13 }, () => code.local(v128)) as number[];
  const p = 0;
  code.get(p).f64x2(0.5).simd('sub').set(q!);
  code.f64x2(0.180625).get(q!).get(q!).simd('mul').simd('sub').set(r!);
  code.get(q!);
  emitHorner(code, r!, CENTRE[0]);
  code.simd('mul');
  emitHorner(code, r!, CENTRE[1]);
  code.simd('div').set(result!);
  code.f64x2(0.425).get(q!).simd('abs').simd('lt').tee(outside!).simd('anyTrue');
  code.when(() => {
    code.get(p).f64x2(1).get(p).simd('sub').get(q!).f64x2(0).simd('lt').simd('select');
    emitLog(code, scratch);
    code.simd('neg').simd('sqrt').f64x2(1.6).simd('sub').set(r!);
    emitHorner(code, r!, TAIL[0]);
    emitHorner(code, r!, TAIL[1]);
    code.simd('div').set(tail!);
    code.get(tail!).simd('neg').get(tail!).get(q!).f64x2(0).simd('lt').simd('select');
    code.get(result!).get(outside!).simd('select').set(result!);
  });
  return code.get(result!);
}
