export { bringPackages } from './bring-packages.ts';
export { hashFile } from './hash-file.ts';
export { importFile } from './import-file.ts';
export { isDenied, isThere } from './is-there.ts';
export { replaceFile, syncFile, syncFolder, writeSynced } from './replace-file.ts';
export { type UserPlace, userPlace } from './user-place.ts';
export { Zip } from './zip.ts';
