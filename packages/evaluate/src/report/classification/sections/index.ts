// The only list of a report's sections; each says where it stands.
export { certainty } from './certainty.ts';
export { classes } from './classes.ts';
export { confusion } from './confusion.ts';
export { data } from './data.ts';
export { figures } from './figures.ts';
export { mistakes } from './mistakes.ts';
export { rightAnswers } from './right-answers.ts';
export { run } from './run.ts';
export { threshold } from './threshold.ts';
export { training } from './training.ts';
