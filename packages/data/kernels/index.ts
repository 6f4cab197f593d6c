// Loops over pixels that V8 does not make vector instructions of, and over whole numbers of 64 bits, for which JavaScript has
// none but BigInt. AssemblyScript: ../tools/generate-kernels.ts compiles this folder to ../generated/kernels.wasm. Whoever calls lays the memory out, from `free` on.
export { toRgb } from './colour';
export { setPowers } from './decimal';
export { countKeys, distinctKeys, repeatedKeys, spreadKeys } from './distinct';
export { decodeScan } from './jpeg';
export { codeValues, layText, narrowCodes, setBits, textBytes } from './pages';
export { hardRoom, recordRows, regularRecords, setHard } from './records';
export { resample } from './resample';

/** The first address that nothing here uses. */
export function free(): usize {
  return __heap_base;
}
