// The values of a column as Parquet keeps them: text with its length in front, or by a dictionary where they come again and again.

/** Slots of the table in which values are looked up; no more than half of them are taken. */
const slotBits: u32 = 13;
const mostCodes: u32 = 4096;
const spread: u64 = ((<u64>0xd6e8feb8) << 32) | 0x6659fd93;

function mixed(key: u64): u64 {
  const x = (key ^ (key >> 32)) * spread;
  return x ^ (x >> 29);
}

/** A hash of a text: eight bytes at a time, the last ones twice where they overlap. */
function textHash(from: usize, length: usize): u64 {
  let hash: u64 = <u64>length;
  let at = from;
  const end = from + length;
  for (; at + 8 <= end; at += 8) hash = mixed(hash ^ load<u64>(at));
  if (at === end) return hash;
  if (length >= 8) return mixed(hash ^ load<u64>(end - 8));
  let rest: u64 = 0;
  for (; at < end; at++) rest = (rest << 8) | <u64>load<u8>(at);
  return mixed(hash ^ rest);
}

function isSame(a: u64, b: u64, isText: bool): bool {
  if (!isText) return a === b;
  if (a >> 32 !== b >> 32) return false;
  return memory.compare(<usize>(<u32>a), <usize>(<u32>b), <usize>(a >> 32)) === 0;
}

/**
 * Numbers the values of a column.
 *
 * @param values eight bytes each: a number, or the address of a text and its length
 * @param codes two bytes each
 * @param entries the different values, in the order of their numbers; room for 4,096
 * @param slots room for 8,192 of four bytes
 * @returns how many there are; -1 where there are more than 4,096
 */
export function codeValues(values: usize, count: i32, isText: bool, codes: usize, entries: usize, slots: usize): i32 {
  memory.fill(slots, 0, (<usize>4) << slotBits);
  const mask = (1 << slotBits) - 1;
  let found: u32 = 0;
  for (let i = 0; i < count; i++) {
    const value = load<u64>(values + ((<usize>i) << 3));
    const hash = isText ? textHash(<usize>(<u32>value), <usize>(value >> 32)) : mixed(value);
    let slot = <u32>hash & mask;
    for (;;) {
      const code = load<u32>(slots + ((<usize>slot) << 2));
      if (code === 0) {
        if (found === mostCodes) return -1;
        store<u64>(entries + ((<usize>found) << 3), value);
        found++;
        store<u32>(slots + ((<usize>slot) << 2), found);
        store<u16>(codes + ((<usize>i) << 1), <u16>(found - 1));
        break;
      }
      if (isSame(value, load<u64>(entries + ((<usize>(code - 1)) << 3)), isText)) {
        store<u16>(codes + ((<usize>i) << 1), <u16>(code - 1));
        break;
      }
      slot = (slot + 1) & mask;
    }
  }
  return <i32>found;
}

/** Puts numbers of two bytes, all below 256, into one byte each, in place. */
export function narrowCodes(codes: usize, count: i32): void {
  for (let i: usize = 0; i < <usize>count; i++) store<u8>(codes + i, load<u8>(codes + (i << 1)));
}

/** The bytes that `layText` needs. */
export function textBytes(values: usize, count: i32): i32 {
  let sum = 4 * count;
  for (let i = 0; i < count; i++) sum += load<i32>(values + ((<usize>i) << 3) + 4);
  return sum;
}

/** Writes texts one after the other, the length of each in front. */
export function layText(values: usize, count: i32, out: usize): void {
  let to = out;
  for (let i = 0; i < count; i++) {
    const from = <usize>load<u32>(values + ((<usize>i) << 3));
    const length = load<u32>(values + ((<usize>i) << 3) + 4);
    store<u32>(to, length);
    memory.copy(to + 4, from, <usize>length);
    to += 4 + <usize>length;
  }
}

/** How many of the first bits are set. */
export function setBits(bits: usize, count: i32): i32 {
  let sum = 0;
  const whole = count >> 3;
  for (let i = 0; i < whole; i++) sum += <i32>popcnt(<u32>load<u8>(bits + <usize>i));
  const rest = count & 7;
  return rest === 0 ? sum : sum + <i32>popcnt(<u32>(load<u8>(bits + <usize>whole) & ((1 << rest) - 1)));
}
