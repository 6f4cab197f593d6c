// The only list of forms of answers: what a saved model may name, what the server and `predict` write.
export { boxes } from './boxes.ts';
export { label } from './label.ts';
export { ranking } from './ranking.ts';
export { tags } from './tags.ts';
export { value } from './value.ts';
