// LightGBM's C API, as far as it is used here: include/LightGBM/c_api.h of 4.7.0. Only the process of the trees loads it.
import koffi from 'koffi';

/** A DatasetHandle or BoosterHandle. */
export type Handle = unknown;

/** Calls of the library by their name without `LGBM_`; what it refuses is an Error with its own words. */
export type Library = ReturnType<typeof openLibrary>;

const SIGNATURES = {
  GetSampleCount: 'int32_t rows, const char *params, _Out_ int *count',
  SampleIndices: 'int32_t rows, const char *params, void *indices, _Out_ int32_t *count',
  DatasetCreateFromSampledColumn:
    'void *values, void *indices, int32_t columns, void *counts, int32_t sample, int32_t local, int64_t rows, const char *params, _Out_ void **dataset',
  DatasetCreateByReference: 'void *reference, int64_t rows, _Out_ void **dataset',
  DatasetPushRows: 'void *dataset, void *data, int type, int32_t rows, int32_t columns, int32_t start',
  DatasetSetField: 'void *dataset, const char *field, void *data, int count, int type',
  DatasetSetFeatureNames: 'void *dataset, const char **names, int count',
  DatasetGetSubset: 'void *dataset, void *rows, int32_t count, const char *params, _Out_ void **subset',
  DatasetFree: 'void *dataset',
  BoosterCreate: 'void *dataset, const char *params, _Out_ void **booster',
  BoosterLoadModelFromString: 'const char *text, _Out_ int *rounds, _Out_ void **booster',
  BoosterAddValidData: 'void *booster, void *dataset',
  BoosterUpdateOneIter: 'void *booster, _Out_ int *finished',
  BoosterGetEvalCounts: 'void *booster, _Out_ int *count',
  BoosterGetEvalNames: 'void *booster, int count, _Out_ int *found, size_t room, _Out_ size_t *needed, void *names',
  BoosterGetEval: 'void *booster, int set, _Out_ int *count, void *values',
  BoosterSaveModelToString:
    'void *booster, int start, int rounds, int importance, int64_t room, _Out_ int64_t *length, void *text',
  BoosterDumpModel:
    'void *booster, int start, int rounds, int importance, int64_t room, _Out_ int64_t *length, void *text',
  BoosterCalcNumPredict: 'void *booster, int rows, int kind, int start, int rounds, _Out_ int64_t *count',
  BoosterPredictForMat:
    'void *booster, void *data, int type, int32_t rows, int32_t columns, int rowMajor, int kind, int start, int rounds, const char *params, _Out_ int64_t *count, void *result',
  BoosterFree: 'void *booster',
} as const;

/**
 * Loads the library.
 *
 * @param runtimes folders in which OpenMP's runtime lies, for systems that have none: its name is then known already
 */
export function openLibrary(path: string, runtimes: readonly string[]) {
  const library = load(path, runtimes);
  const lastError = library.func('const char *LGBM_GetLastError()');
  const bind = (name: keyof typeof SIGNATURES) => {
    const call = library.func(`int LGBM_${name}(${SIGNATURES[name]})`);
    return (...given: unknown[]): void => {
      if (call(...given) !== 0) throw new Error(String(lastError()));
    };
  };
  const names = Object.keys(SIGNATURES) as (keyof typeof SIGNATURES)[]; // as: its own keys
  const calls = Object.fromEntries(names.map((name) => [name, bind(name)]));
  return calls as Record<keyof typeof SIGNATURES, (...given: unknown[]) => void>; // as: made of the same keys
}

function load(path: string, runtimes: readonly string[]) {
  try {
    return koffi.load(path);
  } catch (error) {
    if (process.platform !== 'linux' || !String(error).includes('libgomp')) throw error;
    for (const folder of runtimes) koffi.load(`${folder}/libgomp.so.1`, { global: true });
    return koffi.load(path);
  }
}

/** The address of an array's first value, for C's pointers to pointers. Large arrays do not move. */
export function addressOf(array: ArrayBufferView): bigint {
  return koffi.address(array);
}

/** A text that the library writes into a buffer whose size it says first. */
export function textOf(write: (room: number, length: [number], text: Buffer) => void): Buffer {
  const length: [number] = [0];
  let text = Buffer.allocUnsafe(1 << 20);
  write(text.length, length, text);
  if (length[0] > text.length) {
    text = Buffer.allocUnsafe(length[0]);
    write(text.length, length, text);
  }
  return text.subarray(0, length[0] - 1); // without C's closing zero
}
