/** A name of code as a word of a command line. @example kebab('macroF1') // 'macro-f1' */
export function kebab(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
}
