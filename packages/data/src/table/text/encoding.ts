// What text that is not UTF-8 is written in. The npm package chardet (2.2.0) was tried: of the short tables in
// encoding.test.ts it told six, as its tables of letter groups want long texts. Here every encoding reads the bytes, and the
// one whose characters are the most ordinary wins.

/** What a text's bytes are taken for, and how ordinary its characters are then, from 0 to 1. */
export type EncodingGuess = { label: string; score: number };

/** How ordinary a pair of bytes is. */
type Pairs = (lead: number, trail: number) => number;

const within = (value: number, low: number, high: number) => value >= low && value <= high;
const isKana = (lead: number) => lead === 0xa4 || lead === 0xa5;

// Each national standard puts its common characters first: level 1 is what newspapers are printed in.
const wide: Readonly<Record<string, Pairs>> = {
  gb18030: (lead, trail) => {
    if (trail < 0xa1) return 0.1; // GBK's additions
    if (within(lead, 0xb0, 0xd7)) return 1;
    return lead === 0xa1 || lead === 0xa3 ? 0.9 : within(lead, 0xd8, 0xf7) ? 0.3 : 0.05;
  },
  big5: (lead) => (within(lead, 0xa4, 0xc6) ? 0.99 : lead === 0xa1 ? 0.9 : within(lead, 0xc9, 0xf9) ? 0.3 : 0.05),
  shift_jis: (lead, trail) => {
    if (lead === 0x82 || lead === 0x83) return 1; // kana
    if (lead === 0x81) return 0.9;
    return within(lead, 0x88, 0x97) ? (lead === 0x88 && trail < 0x9f ? 0.2 : 0.97) : 0.2;
  },
  'euc-jp': (lead, trail) => {
    if (trail < 0xa1) return 0;
    if (isKana(lead)) return 1.1;
    return within(lead, 0xb0, 0xcf) ? 0.97 : lead === 0xa1 ? 0.9 : within(lead, 0xd0, 0xf4) ? 0.3 : 0.05;
  },
  'euc-kr': (lead, trail) => {
    if (trail < 0xa1) return 0.1;
    return within(lead, 0xb0, 0xc8)
      ? 1.02
      : lead === 0xa1 || lead === 0xa3
        ? 0.9
        : within(lead, 0xca, 0xfd)
          ? 0.1
          : 0.05;
  },
};

// Letters beyond ASCII that the languages of a code page are written with, the common ones.
const narrow: Readonly<Record<string, string>> = {
  'windows-1252': 'éèêëàâäáãåæçñöüóòôõøíìîïúùûœßÉÀÖÜÄÅØÑÇÁÓÍ«»“”‘’–—…°€·ªº',
  'windows-1250': 'ěščřžýáíéůúťďňłżźćśąęńóőűăđöüäôÁÉÍÓÖÜĚŠČŘŽŁŻŚĆ„”–§',
  'windows-1251': 'абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЭЮЯЁІЇЄ«»—№',
  'koi8-r': 'абвгдежзийклмнопрстуфхцчшщъыьэюяёАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЭЮЯЁ',
  ibm866: 'абвгдежзийклмнопрстуфхцчшщъыьэюяёАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЭЮЯЁ№',
  'windows-1253': 'αβγδεζηθικλμνξοπρστυφχψωάέήίόύώϊϋςΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏ«»',
  'windows-1254': 'ğşıİçöüÇÖÜŞĞâîû',
  'windows-1255': 'אבגדהוזחטיךכלםמןנסעףפץצקרשת',
  'windows-1256': 'ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگ،؛؟',
  'windows-1257': 'āčēģīķļņšūžąęėįųõäöüÄÖÜŠŽĀĒĪ',
  'windows-874': 'กขคฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮะัาำิีึืุูเแโใไ็่้๊๋์ๆ',
};

/**
 * What text that is not UTF-8 is written in: GB18030, Big5, Shift-JIS, EUC, KOI8-R or a code page of Windows; Windows-1252 where
 * nothing speaks for another.
 *
 * @param bytes text, or lines of one
 */
export function guessEncoding(bytes: Uint8Array): EncodingGuess {
  let best: EncodingGuess = { label: 'windows-1252', score: ordinary(bytes, 'windows-1252') };
  for (const label of [...Object.keys(wide), ...Object.keys(narrow)]) {
    const score = label in wide ? pairs(bytes, label) : ordinary(bytes, label);
    if (score > best.score + 1e-9) best = { label, score };
  }
  return best;
}

function decoded(bytes: Uint8Array, label: string): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** How ordinary the characters of two bytes are; a few single ones prove little, as accents come singly too. */
function pairs(bytes: Uint8Array, label: string): number {
  if (decoded(trimmed(bytes), label) === undefined) return 0;
  const of = wide[label]!;
  let [sum, count, kana] = [0, 0, 0];
  for (let at = 0; at < bytes.length; at++) {
    const lead = bytes[at]!;
    if (lead < 0x80) continue;
    count += 1;
    if (label === 'shift_jis' && within(lead, 0xa1, 0xdf)) {
      sum += 0.15; // half-width kana
      continue;
    }
    const trail = bytes[at + 1] ?? 0;
    if (isKana(lead)) kana += 1;
    sum += of(lead, trail);
    at += 1;
  }
  if (count === 0) return 0;
  const share = sum / count;
  // Chinese knows no kana; Japanese is not written without.
  // A word or two in Chinese fits Korean's table as well.
  if (label === 'euc-kr' && count < 5) return share * 0.95;
  if (label === 'gb18030' && kana > count / 10) return share * 0.5;
  if (label === 'euc-jp' && kana === 0) return share * 0.8;
  return share;
}

/** Without a character that the sample's end cuts. */
function trimmed(bytes: Uint8Array): Uint8Array {
  const end = bytes.lastIndexOf(10) + 1;
  return end > bytes.length / 2 ? bytes.subarray(0, end) : bytes;
}

/** How ordinary the letters of one byte are: of the code page's languages, in words of one script, capitals in front. */
function ordinary(bytes: Uint8Array, label: string): number {
  const text = decoded(bytes, label);
  if (text === undefined) return 0;
  const common = narrow[label]!;
  let [sum, count] = [0, 0];
  for (const [word] of text.matchAll(/[^\s\d,;|"']+/gu)) {
    const foreign = [...word].filter((letter) => letter.codePointAt(0)! >= 0x80);
    if (foreign.length === 0) continue;
    const isWord =
      /^[\p{P}]*(\p{Lu}?[\p{Ll}\p{Lo}\p{M}]+|[\p{Lu}]+)([-.&/ ]|[\p{P}]|\p{Lu}?[\p{Ll}\p{Lo}\p{M}]+|[\p{Lu}]+)*$/u.test(
        word,
      );
    // Words of Latin letters have a few accents, not nothing but accents.
    const isFull = /\p{Script=Latin}/u.test(word) && foreign.length > 2 && foreign.length > 0.6 * word.length;
    const plain = isWord && !isFull && !/\p{Ll}\p{Lu}/u.test(word) && !isMixed(word);
    for (const letter of foreign) {
      count += 1;
      sum += common.includes(letter) ? (plain ? 0.95 : 0.5) : plain && /\p{L}/u.test(letter) ? 0.4 : 0.1;
    }
  }
  if (count === 0) return 0;
  // Two letters of five are vowels in Slavic text; another alphabet's letters, read as Cyrillic, are not so kind.
  const vowels = text.match(/[аеёиоуыэюяіїє]/giu)?.length ?? 0;
  const isOdd = common.includes('б') && vowels < 0.28 * count;
  return (isOdd ? 0.7 : 1) * (sum / count);
}

function isMixed(word: string): boolean {
  const scripts = [
    /\p{Script=Latin}/u,
    /\p{Script=Cyrillic}/u,
    /\p{Script=Greek}/u,
    /\p{Script=Hebrew}/u,
    /\p{Script=Arabic}/u,
  ];
  return scripts.filter((script) => script.test(word)).length > 1;
}
