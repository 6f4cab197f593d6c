export { hashFile } from './hash-file.ts';
export { importFile } from './import-file.ts';
export { replaceFile, syncFile, syncFolder, writeSynced } from './replace-file.ts';
export { Zip } from './zip.ts';
