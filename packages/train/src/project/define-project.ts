import { checkProject } from './check-project.ts';
import type { Project } from './project.ts';

/**
 * Checks a project and gives it back, for `capstan.config.ts`.
 * @throws {TrainError} bad-project — naming every field that is wrong, with what it may be
 * @example
 * export default defineProject({
 *   name: 'insects',
 *   data: imageFolder('data/hymenoptera'),
 *   model: resnet50({ weights: 'resnet50.safetensors' }),
 * });
 */
export function defineProject(project: Project): Project {
  checkProject(project);
  return project;
}
