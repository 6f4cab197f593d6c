import { CENTRE, EXP, LN2_HIGH, LN2_LOW, LOG_EVEN, LOG_ODD, TAIL } from '@capstan/base';
import { Code, i32, type Pool, v128 } from './assembler.ts';

// The functions of ../special over two numbers at once: the same operations in the same order, so the same bits.

/** e^x for two doubles. */
export function expCode(pool: Pool): Code {
  const code = new Code(1, pool);
  const [k, high, low, r, t, c, y, whole, half] = Array.from({ length: 9 }, () => code.local(v128));
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

/** Two vectors' worth of a stack through a function of JavaScript, lane by lane. */
export function byLane(code: Code, count: number, index: number): void {
  const args = Array.from({ length: count }, () => code.local(v128));
  for (const arg of args.toReversed()) code.set(arg);
  for (const lane of [0, 1]) {
    for (const arg of args) code.get(arg).simd('extract', lane);
    code.call(index);
    if (lane === 0) code.simd('splat');
    else code.simd('replace', 1);
  }
}

/**
 * `quantiles(at, end, list)`: replaces the probabilities from address `at` to `end`, 32 bytes at a time, by their Φ⁻¹. Only three in twenty lie in the
 * tails, so a first pass does the centre and lists the others' addresses, and a second does these, two at a time; what is beyond
 * the tails goes to `beyond`, a function of JavaScript.
 *
 * The list needs 4 bytes for each probability, and 8 more.
 */
export function quantilesCode(pool: Pool, beyond: number): Code {
  const code = new Code(3, pool);
  const [at, end, list] = [0, 1, 2];
  const [next, mask, first, second] = Array.from({ length: 4 }, () => code.local(i32));
  const [p, q, r, outside, tail, root, ...scratch] = Array.from({ length: 14 }, () => code.local(v128));
  code.get(list!).set(next!);
  // Two vectors at a time share what is loaded for them.
  const pair = [0, 16].map((offset) => {
    const [own, low, top, below] = Array.from({ length: 4 }, () => code.local(v128));
    return { offset, q: own!, r: low!, top: top!, below: below! };
  });
  const both = (sums: 'top' | 'below', coefficients: readonly number[]): void => {
    code.f64x2(coefficients[7]!).set(tail!);
    for (const each of pair) code.get(tail!).set(each[sums]);
    for (let i = 6; i >= 0; i--) {
      code.f64x2(coefficients[i]!).set(tail!);
      for (const each of pair) code.get(each[sums]).get(each.r).simd('mul').get(tail!).simd('add').set(each[sums]);
    }
  };
  code.loopTo(at!, 32, end!, () => {
    for (const each of pair) {
      code.get(at!).memory('load', each.offset).f64x2(0.5).simd('sub').set(each.q);
      code.f64x2(0.180625).get(each.q).get(each.q).simd('mul').simd('sub').set(each.r);
    }
    both('top', CENTRE[0]);
    both('below', CENTRE[1]);
    for (const { offset, q: own, top, below } of pair) {
      code.f64x2(0.425).get(own).simd('abs').simd('lt').set(outside!);
      code.get(at!).get(at!).memory('load', offset);
      code.get(own).get(top).simd('mul').get(below).simd('div');
      code.get(outside!).simd('select').memory('store', offset);
      code.get(outside!).simd('bitmask64').set(mask!);
      code.get(next!).get(at!).i32(offset).addI32().storeI32();
      code.get(next!).get(mask!).i32(1).andI32().i32(2).shlI32().addI32().set(next!);
      code
        .get(next!)
        .get(at!)
        .i32(offset + 8)
        .addI32()
        .storeI32();
      code.get(next!).get(mask!).i32(2).andI32().i32(1).shlI32().addI32().set(next!);
    }
  });
  code.get(next!).get(list!).neI32();
  code.when(() => {
    // Where their number is odd, the last is done twice.
    code.get(next!).get(next!).i32(-4).addI32().loadI32().storeI32();
    code.loopTo(list!, 8, next!, () => {
      code.get(list!).loadI32().set(first!).get(list!).loadI32(4).set(second!);
      code.get(second!).get(first!).memory('loadSplat', 0).lane('loadLane', 1).tee(p!).f64x2(0.5).simd('sub').set(q!);
      code.get(p!).f64x2(1).get(p!).simd('sub').get(q!).f64x2(0).simd('lt').simd('select');
      emitLog(code, scratch);
      code.simd('neg').simd('sqrt').tee(root!).f64x2(1.6).simd('sub').set(r!);
      emitHorner(code, r!, TAIL[0]);
      emitHorner(code, r!, TAIL[1]);
      code.simd('div').tee(tail!).simd('neg').get(tail!).get(q!).f64x2(0).simd('lt').simd('select').set(tail!);
      // Not `5 < root`: it is no number where p is none.
      code.get(root!).f64x2(5).simd('le').simd('bitmask64').i32(3).neI32();
      code.when(() => {
        code.get(p!);
        byLane(code, 1, beyond);
        code.set(tail!);
      });
      code.get(first!).get(tail!).lane('storeLane', 0).get(second!).get(tail!).lane('storeLane', 1);
    });
  });
  return code;
}
