// The only list of the ways in which a folder of pictures can be given; each says when it is asked.
export { classFolders } from './class-folders.ts';
export { labelTable } from './label-table.ts';
export { metadataFile } from './metadata-file.ts';
