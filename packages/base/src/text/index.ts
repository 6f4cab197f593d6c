export { displayWidth } from './display-width.ts';
export { editDistance } from './edit-distance.ts';
export { escapeHtml } from './escape-html.ts';
export { jsonFault, jsonFaultAt } from './json-fault.ts';
export { kebab } from './kebab.ts';
export { nearest } from './nearest.ts';
export { printable } from './printable.ts';
export { shown } from './shown.ts';
