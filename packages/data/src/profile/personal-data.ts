/** Kinds of personal data, each with a pattern for a whole cell and a check. */
const kinds: readonly { kind: string; pattern: RegExp; sure?: (cell: string) => boolean }[] = [
  { kind: 'mail addresses', pattern: /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i },
  { kind: 'card numbers', pattern: /^\d(?:[ -]?\d){12,18}$/, sure: luhn },
  { kind: 'US social security numbers', pattern: /^(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}$/ },
  { kind: 'IBANs', pattern: /^[A-Z]{2}\d{2}(?: ?[A-Z\d]){11,30}$/, sure: iban },
  { kind: 'Chinese identity numbers', pattern: /^\d{17}[\dX]$/i, sure: chineseId },
  { kind: 'IP addresses', pattern: /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/ },
  {
    kind: 'coordinates',
    pattern: /^[+-]?\d{1,2}\.\d{3,}\s*[,;/ ]\s*[+-]?\d{1,3}\.\d{3,}$/,
  },
  {
    kind: 'streets',
    pattern:
      /^(\d+[a-z]?\s+(\p{L}[\p{L}.'-]*\s+){1,4}(street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|way|court|ct|place|pl|square|sq|terrace|close)\.?(\s.*)?|\p{L}[\p{L} .'-]*(stra(ß|ss)e|str\.|gasse|weg|platz|allee)\s+\d+\s?[a-z]?(,.*)?|\d+,?\s+(rue|avenue|boulevard|place|chemin)\s.+)$/iu,
  },
  { kind: 'phone numbers', pattern: /^\+?\(?\d{1,4}\)?(?:[ .-]?\(?\d{2,4}\)?){2,5}$/, sure: phone },
];

const nameColumns =
  /(^|[_ .-])((first|last|full|given|family|sur|patient|customer|client|user|person|employee)[_ ]?name|name of (patient|customer|client)|surname)$/i;
const birthColumns =
  /(^|[_ .-])(dob|birth[_ -]?(date|day)?|date[_ -]?of[_ -]?birth|born|geburtsdatum|geburtstag)($|[_ .-])/i;
const aDate = /^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})/;
const addressColumns = /(^|[_ .-])(street|address|addr|strasse|straße|adresse)($|[_ .-])/i;
const coordinateColumns = /(^|[_ .-])(lat|latitude|lon|lng|longitude|gps)($|[_ .-])/i;
/** Given names that are frequent in several countries: enough of them, and a column holds people. */
const givenNames = new Set(
  'james mary john patricia robert jennifer michael linda william elizabeth david barbara richard susan joseph jessica thomas sarah charles karen daniel nancy matthew lisa anthony betty mark margaret paul sandra steven ashley andrew kimberly kenneth emily joshua donna kevin michelle brian carol george amanda edward melissa ronald deborah anna emma peter hans maria wolfgang ursula klaus monika jürgen petra stefan sabine andreas julia jan sophie pierre marie jean jacques luc camille antoine claire carlos jose juan ana luis carmen pedro lucia mohammed ahmed fatima ali omar aisha wei li ming fang jun yuki hiroshi kenji sakura ivan olga dmitri natalia giovanni giulia marco francesca lars ingrid erik astrid priya raj arjun ananya alice bob grace henry jack oliver noah mia ella lucas leo max laura'.split(
    ' ',
  ),
);

const phoneColumns = /phone|mobile|fax|tel(efon|ephone)?\b/i;

/** What personal data a column holds, judged by its name and a sample of its cells; most of them must fit. */
export function personalKind(column: string, cells: readonly string[]): string | undefined {
  if (cells.length === 0) return undefined;
  for (const { kind, pattern, sure } of kinds) {
    const hits = cells.filter((cell) => pattern.test(cell.trim()) && (!sure || sure(cell))).length;
    if (kind === 'phone numbers' && !phoneColumns.test(column) && !cells.some((cell) => /^\+|[ ()-]/.test(cell.trim())))
      continue;
    if (hits >= 0.6 * cells.length) return kind;
  }
  if (nameColumns.test(column) || areNames(cells)) return 'names of people';
  const share = (pattern: RegExp) => cells.filter((cell) => pattern.test(cell.trim())).length / cells.length;
  if (birthColumns.test(column) && share(aDate) >= 0.6) return 'dates of birth';
  if (addressColumns.test(column) && share(/\p{L}.*\d|\d.*\p{L}/u) >= 0.6) return 'addresses';
  if (coordinateColumns.test(column) && share(/^[+-]?\d{1,3}\.\d{3,}$/) >= 0.6) return 'coordinates';
  if (phoneColumns.test(column) && cells.filter((cell) => /^\d{7,15}$/.test(cell)).length >= 0.6 * cells.length)
    return 'phone numbers';
  return undefined;
}

/** The checksum of card numbers (ISO/IEC 7812-1). @example luhn('4539 1488 0343 6467') // true */
export function luhn(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0 && !/^(\d)\1+$/.test(digits);
}

function iban(text: string): boolean {
  const plain = text.replaceAll(' ', '');
  const turned = plain.slice(4) + plain.slice(0, 4);
  let rest = 0;
  for (const character of turned) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** GB 11643-1999: the last digit is a checksum modulo 11. */
function chineseId(text: string): boolean {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, i) => total + weight * Number(text[i]), 0);
  return '10X98765432'[sum % 11] === text[17]?.toUpperCase();
}

function phone(text: string): boolean {
  const digits = text.replace(/\D/g, '').length;
  return digits >= 9 && digits <= 15 && !/^\d{4}-\d{2}-\d{2}/.test(text.trim()) && !/^\d+\.\d+$/.test(text.trim());
}

/** Whether most cells are one to four capitalised words, and enough of them begin or end with a given name. */
function areNames(cells: readonly string[]): boolean {
  const word = /^(\p{Lu}[\p{L}'’.-]*,?\s+){1,3}\p{Lu}[\p{L}'’.-]*$/u;
  const like = cells.filter((cell) => word.test(cell.trim()));
  if (like.length < 0.8 * cells.length || new Set(like).size < Math.min(20, 0.3 * like.length)) return false;
  const given = like.filter((cell) => {
    const words = cell
      .trim()
      .toLowerCase()
      .split(/[,\s]+/);
    return givenNames.has(words[0]!) || givenNames.has(words.at(-1)!);
  });
  return given.length >= 0.3 * like.length;
}
