// Scripts that one language writes decide at once. For the rest common short words count, which four or five words of
// running text hold several of; letters that few languages have break ties.
const scripts: readonly (readonly [RegExp, string])[] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/gu, 'ja'],
  [/\p{Script=Hangul}/gu, 'ko'],
  [/\p{Script=Han}/gu, 'zh'],
  [/\p{Script=Greek}/gu, 'el'],
  [/\p{Script=Hebrew}/gu, 'he'],
  [/\p{Script=Arabic}/gu, 'ar'],
  [/\p{Script=Devanagari}/gu, 'hi'],
  [/\p{Script=Thai}/gu, 'th'],
];

const words: Readonly<Record<string, string>> = {
  en: 'the of and to a in is you that it he was for on are with as i his they be at this have from or had by not but what we your can my me so do will if just call now how get up when no im u ur ok',
  de: 'der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war ich kein wenn oder man',
  fr: 'de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec elle je vous nous mais ou si leur y cette ces aux été être fait',
  es: 'de la que el en y a los del se las por un para con no una su al lo como más pero sus le ya o este sí porque esta entre cuando muy sin sobre también me hasta hay donde',
  it: 'di e il la che in a per un è del non sono una con le si da i al come dei alla nel più della anche gli ma lo ha questo delle o ed se mi perché cosa',
  pt: 'de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua ou ser quando muito há nos já está eu também',
  nl: 'de en van ik te dat die in een hij het niet zijn is was op aan met als voor had er maar om hem dan zou of wat mijn men dit zo door over ze bij ook tot je naar geen nog',
  sv: 'och i att det som en på är av för med den till inte om han men var jag från hon sig så ett har vid de ska här när över bara också efter man',
  da: 'og i at det er en til af den på for med de der ikke som var jeg et har han men vi om så sig fra kan hun skal nu efter være meget også',
  pl: 'i w nie na się z do to że jest o jak a ale po co tak za od przez czy był dla już są tym ze być może tylko jego',
  tr: 've bir bu da de için ile çok o ne gibi ben daha var kadar sonra ama her en olarak mi değil olan ya ki şey',
  ru: 'и в не на я что он с как а это по но они к у ты из мы за так же от все она бы для его было мне вы только о',
  uk: 'і в не на що я з як у та це до він за але так по є від ви ми про для вона був його які та ж',
};

const letters: readonly (readonly [RegExp, string])[] = [
  [/[äöüß]/gu, 'de'],
  [/[àâçèêëîïôùûœ]/gu, 'fr'],
  [/[ñ¿¡]/gu, 'es'],
  [/[ãõ]/gu, 'pt'],
  [/[ąęłńśźż]/gu, 'pl'],
  [/[ğış]/gu, 'tr'],
  [/[åä]/gu, 'sv'],
  [/[æø]/gu, 'da'],
  [/[ыэё]/gu, 'ru'],
  [/[іїєґ]/gu, 'uk'],
];

const languagesOf = new Map<string, string[]>();
for (const [language, list] of Object.entries(words)) {
  for (const word of list.split(' ')) {
    const of = languagesOf.get(word);
    if (of) of.push(language);
    else languagesOf.set(word, [language]);
  }
}

/** A guess: an ISO 639-1 code, `und` where nothing speaks for any, and the guess's share of what speaks for some. */
export type LanguageGuess = { language: string; confidence: number };

/**
 * Guesses the language of running text among 21: it is for profiles of a column, not for single words.
 *
 * @example guessLanguage('Das ist nicht der Fall') // { language: 'de', confidence: 0.9 }
 */
export function guessLanguage(text: string): LanguageGuess {
  const sample = text.slice(0, 4000).toLowerCase();
  const total = sample.match(/\p{L}/gu)?.length ?? 0;
  if (total === 0) return { language: 'und', confidence: 0 };
  // Japanese mixes its own letters with Chinese ones, so the first script that is there in number decides.
  for (const [script, language] of scripts) {
    const share = (sample.match(script)?.length ?? 0) / total;
    if (share > (language === 'ja' ? 0.1 : 0.3))
      return { language, confidence: Math.min(1, language === 'ja' ? 1 : share) };
  }
  const votes = new Map<string, number>();
  const vote = (language: string, weight: number) => votes.set(language, (votes.get(language) ?? 0) + weight);
  for (const word of sample.match(/\p{L}+/gu) ?? []) {
    const languages = languagesOf.get(word) ?? [];
    for (const language of languages) vote(language, 1 / languages.length);
  }
  for (const [pattern, language] of letters) {
    const count = sample.match(pattern)?.length ?? 0;
    if (count > 0) vote(language, Math.min(2, count * 0.5));
  }
  const sum = votes.values().reduce((all, weight) => all + weight, 0);
  const best = [...votes].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0];
  return best ? { language: best[0], confidence: best[1] / sum } : { language: 'und', confidence: 0 };
}
