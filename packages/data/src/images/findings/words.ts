/** "1 file is" or "1,200 files are". */
export function files(count: number, one: string, several: string): string {
  return count === 1 ? `1 file ${one}` : `${count.toLocaleString('en')} files ${several}`;
}

/** "1 class has" or "3 classes have". */
export function classesHave(count: number): string {
  return count === 1 ? '1 class has' : `${count} classes have`;
}
