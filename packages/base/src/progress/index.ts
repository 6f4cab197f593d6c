export type { Progress } from './progress.ts';
