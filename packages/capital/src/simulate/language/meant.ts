/** Signs of other languages and spreadsheets, and how they are written here. */
const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/^&&?/, "Write 'and'."],
  [/^\|\|?/, "Write 'or'."],
  [/^!/, "Write 'x == 0' for not."],
  [/^=/, "Compare with '==': a line needs no '=' of its own."],
  [/^[$€£¥]/, "Write money with its currency behind, '300000 [USD]'."],
  [/^\?/, "Write 'if(condition, then, else)'."],
  [/^\[/, "A unit stands in brackets behind its number, '3 [USD/month]': one of them is missing."],
  [/^;/, "Leave out ';'."],
];

/** What a formula was likely meant to say where it cannot be read on. @example meantAt('2%', 1) // "Write '0.02' for 2 %." */
export function meantAt(text: string, at: number): string | undefined {
  const [before, rest] = [text.slice(0, at), text.slice(at)];
  const digits = /(\d[\d_]*(?:\.\d+)?)\s*$/.exec(before)?.[1];
  if (digits !== undefined) {
    const value = Number(digits.replaceAll('_', ''));
    if (/^\s*%/.test(rest)) return `Write '${Number((value / 100).toPrecision(12))}' for ${digits} %.`;
    if (/^,\d{3}/.test(rest)) {
      const whole = /^\d+(?:,\d{3})+/.exec(before.slice(before.lastIndexOf(digits)) + rest)?.[0];
      return `Leave the commas out: '${(whole ?? digits).replaceAll(',', '')}'.`;
    }
    const scale = /^\s*(k|m|mio|mn|bn)\b/i.exec(rest)?.[1]?.toLowerCase();
    if (scale !== undefined)
      return `Write the number out: '${value * (scale === 'k' ? 1e3 : scale === 'bn' ? 1e9 : 1e6)}'.`;
    const unit = /^\s*([A-Za-z][\w/·*()^]*)\s*$/.exec(rest)?.[1];
    if (unit !== undefined) return `A unit stands in brackets: '${digits} [${unit}]'.`;
  }
  if (rest.startsWith('*') && before.trimEnd().endsWith('*')) return "Write '^' for powers.";
  return SIGNS.find(([sign]) => sign.test(rest))?.[1];
}
