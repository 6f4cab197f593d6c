export { LRScheduler, type ScheduleClass, type SchedulerState } from './scheduler.ts';
export * from './schedules.ts';
export * as schedules from './schedules.ts';
