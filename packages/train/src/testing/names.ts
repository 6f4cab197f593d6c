import { Random } from '@capstan/base';

const PEOPLE = ['Ada', 'Grace', 'Alan', 'Emmy', 'Kurt', 'Rosa', 'Otto', 'Lise', 'Max', 'Sofia'];
const SURNAMES = ['Lovelace', 'Hopper', 'Turing', 'Noether', 'Gödel', 'Luxemburg', 'Hahn', 'Meitner', 'Born'];
const PLACES = ['Bonn', 'Oslo', 'Paris', 'Kyoto', 'Lagos', 'Lima', 'Turin', 'Delft'];
const SENTENCES = [
  '@ went to # .',
  'In # lives @ , who knows @ .',
  '@ and @ met in # yesterday .',
  'Nobody was there .',
  'The train from # to # was late .',
  'Why did @ leave # ?',
];

/** Sentences about people and places as CoNLL writes them. */
export function namesAsConll(count: number, seed = 5): string {
  const random = new Random(seed);
  const one = (list: readonly string[]) => list[random.below(list.length)]!;
  const person = () => [`${one(PEOPLE)} B-PER`, ...(random.below(2) === 0 ? [`${one(SURNAMES)} I-PER`] : [])];
  const sentences = Array.from({ length: count }, () =>
    one(SENTENCES)
      .split(' ')
      .flatMap((word) => (word === '@' ? person() : word === '#' ? [`${one(PLACES)} B-LOC`] : [`${word} O`]))
      .join('\n'),
  );
  return `-DOCSTART- O\n\n${sentences.join('\n\n')}\n`;
}
