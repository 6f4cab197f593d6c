// The only list of feeds: what a project's data may be, how they are opened, noted and kept follows from it.
export { boxes } from './boxes.ts';
export { images } from './images.ts';
export { interactions } from './interactions/index.ts';
export { recordings } from './recordings.ts';
export { tables } from './table/index.ts';
export { tensors } from './tensors.ts';
