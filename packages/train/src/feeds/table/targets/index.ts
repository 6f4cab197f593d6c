// The only list of what a table's column may be as a target.
export { classes } from './classes.ts';
export { numbers } from './numbers.ts';
export { tags } from './tags.ts';
