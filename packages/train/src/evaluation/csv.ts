/** Lines of cells as CSV (RFC 4180). */
export const csv = (lines: readonly (readonly string[])[]) =>
  `${lines.map((cells) => cells.map(cell).join(',')).join('\r\n')}\r\n`;

/** Quoted where it holds what separates. */
const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
