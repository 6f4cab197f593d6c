import { guessLanguage } from '../../../text/language.ts';
import type { FileFindingKind, ReadText } from '../contract.ts';
import { few, usual } from '../few.ts';
import { texts } from '../words.ts';

/** Letters that a guess wants, and its least share of what speaks for some language. */
const leastLetters = 60;
const leastShare = 0.7;

export const otherLanguage: FileFindingKind<ReadText> = {
  kind: 'other-language',
  severity: 'warning',
  about: 'A text in another language than nine in ten of the others.',
  what: (count) => `${texts(count, 'is', 'are')} in another language than the others`,
  hint: 'Look at them: a model that is to read one language learns nothing from them',
  look(files) {
    const guesses = files.flatMap(({ file, text }) => {
      if ((text.match(/\p{L}/gu)?.length ?? 0) < leastLetters) return [];
      const { language, confidence } = guessLanguage(text);
      return confidence >= leastShare ? [{ file, language }] : [];
    });
    const most = usual(guesses.map(({ language }) => language));
    if (most === undefined || guesses.length < 10) return [];
    return few(
      guesses.flatMap(({ file, language }) =>
        language === most ? [] : [{ file, reason: `${language}, not ${most}` }],
      ),
      guesses,
    );
  },
};
