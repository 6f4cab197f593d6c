import { checkProject } from './check-project.ts';
import type { Project } from './project.ts';
import { findDevice } from './settings.ts';

/**
 * Checks all that can be known of a project before its data are read, which may take minutes: its fields, the device, and
 * whether the architecture is one for such data.
 *
 * @throws {TrainError} bad-project, no-device
 * @example checkBeforeData(project);
 */
export function checkBeforeData(project: Project): void {
  checkProject(project);
  findDevice(project.train?.device ?? 'auto');
}
