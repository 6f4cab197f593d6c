// Different values of a column, counted to the last one: keys of 64 bits are parted by their hash into parts that fit into a
// core's cache, and each part goes through a table of its own. A column too large for the memory takes several rounds, a share of
// the hashes each.

const parts: u32 = 1024;
/** Marks a free slot; the key itself is counted apart. No double that `normal` makes has these bits. */
const free: u64 = ~(<u64>0);
/** An odd number whose bits are spread. */
const spread: u64 = ((<u64>0xd6e8feb8) << 32) | 0x6659fd93;

/** How many keys `distinctKeys` last found to come more than once. */
let repeats: i32 = 0;

/** Equal doubles as equal bits: one zero, one NaN. */
function normal(bits: u64, isDouble: bool): u64 {
  if (!isDouble) return bits;
  if (bits === 0x8000000000000000) return 0;
  return (bits & (free >> 1)) > 0x7ff0000000000000 ? 0x7ff8000000000000 : bits;
}

/** A hash of all bits. */
function mixed(key: u64): u64 {
  let x = key;
  x = (x ^ (x >> 32)) * spread;
  x = (x ^ (x >> 32)) * spread;
  return x ^ (x >> 32);
}

/** Adds to `counts` (u32 each) how many of the values fall into each part, of those whose turn it is. */
export function countKeys(values: usize, count: i32, isDouble: bool, round: u32, rounds: u32, counts: usize): void {
  for (let i = 0; i < count; i++) {
    const hash = mixed(normal(load<u64>(values + ((<usize>i) << 3)), isDouble));
    if ((<u32>(hash >> 48) & (rounds - 1)) !== round) continue;
    const at = counts + ((<usize>hash & (parts - 1)) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
}

/** Puts the same values at the places (addresses, moved on) of their parts. */
export function spreadKeys(values: usize, count: i32, isDouble: bool, round: u32, rounds: u32, places: usize): void {
  for (let i = 0; i < count; i++) {
    const key = normal(load<u64>(values + ((<usize>i) << 3)), isDouble);
    const hash = mixed(key);
    if ((<u32>(hash >> 48) & (rounds - 1)) !== round) continue;
    const at = places + ((<usize>hash & (parts - 1)) << 2);
    const place = load<u32>(at);
    store<u64>(<usize>place, key);
    store<u32>(at, place + 8);
  }
}

/**
 * How many different keys there are.
 * @param slots room for 2^bits keys, more than there are
 * @param seen a byte for each slot
 * @param repeated where the keys go that come more than once, each once; at most `most`
 */
export function distinctKeys(
  keys: usize,
  count: i32,
  slots: usize,
  seen: usize,
  bits: u32,
  repeated: usize,
  most: i32,
): i32 {
  const mask: u64 = (1 << bits) - 1;
  memory.fill(slots, 0xff, (<usize>8) << bits);
  memory.fill(seen, 0, (<usize>1) << bits);
  let found = 0;
  let frees = 0;
  repeats = 0;
  for (let i = 0; i < count; i++) {
    const key = load<u64>(keys + ((<usize>i) << 3));
    if (key === free) {
      frees += 1;
      if (frees === 2) {
        if (repeats < most) store<u64>(repeated + ((<usize>repeats) << 3), key);
        repeats += 1;
      }
      continue;
    }
    let at = (mixed(key) >> 10) & mask;
    for (;;) {
      const slot = load<u64>(slots + ((<usize>at) << 3));
      if (slot === key) {
        if (load<u8>(seen + <usize>at) === 0) {
          store<u8>(seen + <usize>at, 1);
          if (repeats < most) store<u64>(repeated + ((<usize>repeats) << 3), key);
          repeats += 1;
        }
        break;
      }
      if (slot === free) {
        store<u64>(slots + ((<usize>at) << 3), key);
        found += 1;
        break;
      }
      at = (at + 1) & mask;
    }
  }
  return found + (frees > 0 ? 1 : 0);
}

/** How many keys `distinctKeys` last found to come more than once. */
export function repeatedKeys(): i32 {
  return repeats;
}
