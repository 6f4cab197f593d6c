/** Kinds of personal data, each with a pattern for a whole cell and a check. */
const kinds: readonly { kind: string; pattern: RegExp; sure?: (cell: string) => boolean }[] = [
  { kind: 'mail addresses', pattern: /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i },
  { kind: 'card numbers', pattern: /^\d(?:[ -]?\d){12,18}$/, sure: luhn },
  { kind: 'US social security numbers', pattern: /^(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}$/ },
  { kind: 'IBANs', pattern: /^[A-Z]{2}\d{2}(?: ?[A-Z\d]){11,30}$/, sure: iban },
  { kind: 'Chinese identity numbers', pattern: /^\d{17}[\dX]$/i, sure: chineseId },
  { kind: 'IP addresses', pattern: /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/ },
  { kind: 'phone numbers', pattern: /^\+?\(?\d{1,4}\)?(?:[ .-]?\(?\d{2,4}\)?){2,5}$/, sure: phone },
];

const nameColumns =
  /(^|[_ .-])((first|last|full|given|family|sur|patient|customer|client|user|person|employee)[_ ]?name|name of (patient|customer|client)|surname)$/i;
const phoneColumns = /phone|mobile|fax|tel(efon|ephone)?\b/i;

/** What personal data a column holds, judged by its name and a sample of its cells; most of them must fit. */
export function personalData(column: string, cells: readonly string[]): string | undefined {
  if (cells.length === 0) return undefined;
  for (const { kind, pattern, sure } of kinds) {
    const hits = cells.filter((cell) => pattern.test(cell.trim()) && (!sure || sure(cell))).length;
    if (kind === 'phone numbers' && !phoneColumns.test(column) && !cells.some((cell) => /^\+|[ ()-]/.test(cell.trim())))
      continue;
    if (hits >= 0.6 * cells.length) return kind;
  }
  if (nameColumns.test(column)) return 'names of people';
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
