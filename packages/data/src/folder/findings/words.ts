/** "1 text is" or "1,200 texts are". */
export function texts(count: number, one: string, several: string): string {
  return count === 1 ? `1 text ${one}` : `${count.toLocaleString('en')} texts ${several}`;
}

/** "1 recording is" or "1,200 recordings are". */
export function recordings(count: number, one: string, several: string): string {
  return count === 1 ? `1 recording ${one}` : `${count.toLocaleString('en')} recordings ${several}`;
}
