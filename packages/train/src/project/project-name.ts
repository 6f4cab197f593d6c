const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99}$/u;

/** Whether a text may name a project. @example isProjectName("it's") // false */
export const isProjectName = (text: unknown): text is string => typeof text === 'string' && NAME.test(text);

/** What a name may be, for messages. */
export const PROJECT_NAME = 'a short name of letters, digits, space, . _ -';

/**
 * A text, such as that of a folder, as the name of a project: what may not be in one becomes a dash.
 *
 * @example projectName('Photos (2024)') // 'Photos -2024-'
 */
export function projectName(text: string): string {
  const name = text
    .replace(/[^\p{L}\p{N} ._-]/gu, '-')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .slice(0, 100)
    .trim();
  return isProjectName(name) ? name : 'project';
}
