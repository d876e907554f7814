/** A keyboard layout of Windows: its number (the low word is the language, MS-LCID) and its name. */
export interface KeyboardLayout {
  id: number;
  name: string;
  /** Languages that usually have it (BCP 47). */
  languages: readonly string[];
}

const US = 0x409;

/** The usual layouts. Source: Microsoft, "Keyboard identifiers and input method editors for Windows". */
export const keyboardLayouts: readonly KeyboardLayout[] = [
  { id: 0x41c, name: 'Albanian', languages: ['sq'] },
  { id: 0x813, name: 'Belgian Dutch', languages: ['nl-BE'] },
  { id: 0x80c, name: 'Belgian French', languages: ['fr-BE'] },
  { id: 0x416, name: 'Brazilian (ABNT2)', languages: ['pt-BR'] },
  { id: 0x402, name: 'Bulgarian', languages: ['bg'] },
  { id: 0x1009, name: 'Canadian French', languages: ['fr-CA'] },
  { id: 0x41a, name: 'Croatian', languages: ['hr'] },
  { id: 0x405, name: 'Czech', languages: ['cs'] },
  { id: 0x406, name: 'Danish', languages: ['da'] },
  { id: 0x413, name: 'Dutch', languages: ['nl'] },
  { id: 0x425, name: 'Estonian', languages: ['et'] },
  { id: 0x40b, name: 'Finnish', languages: ['fi'] },
  { id: 0x40c, name: 'French', languages: ['fr'] },
  { id: 0x407, name: 'German', languages: ['de'] },
  { id: 0x408, name: 'Greek', languages: ['el'] },
  { id: 0x40d, name: 'Hebrew', languages: ['he'] },
  { id: 0x40e, name: 'Hungarian', languages: ['hu'] },
  { id: 0x40f, name: 'Icelandic', languages: ['is'] },
  { id: 0x1809, name: 'Irish', languages: ['en-IE', 'ga'] },
  { id: 0x410, name: 'Italian', languages: ['it'] },
  { id: 0x411, name: 'Japanese', languages: ['ja'] },
  { id: 0x412, name: 'Korean', languages: ['ko'] },
  { id: 0x80a, name: 'Latin American', languages: ['es-MX', 'es-AR', 'es-CL', 'es-CO', 'es-PE', 'es-VE', 'es-419'] },
  { id: 0x426, name: 'Latvian', languages: ['lv'] },
  { id: 0x427, name: 'Lithuanian', languages: ['lt'] },
  { id: 0x414, name: 'Norwegian', languages: ['nb', 'nn', 'no'] },
  { id: 0x415, name: 'Polish (programmers)', languages: ['pl'] },
  { id: 0x816, name: 'Portuguese', languages: ['pt'] },
  { id: 0x418, name: 'Romanian', languages: ['ro'] },
  { id: 0x419, name: 'Russian', languages: ['ru'] },
  { id: 0x41b, name: 'Slovak', languages: ['sk'] },
  { id: 0x424, name: 'Slovenian', languages: ['sl'] },
  { id: 0x40a, name: 'Spanish', languages: ['es'] },
  { id: 0x41d, name: 'Swedish', languages: ['sv'] },
  { id: 0x100c, name: 'Swiss French', languages: ['fr-CH'] },
  { id: 0x807, name: 'Swiss German', languages: ['de-CH', 'de-LI'] },
  { id: 0x41f, name: 'Turkish (Q)', languages: ['tr'] },
  { id: 0x422, name: 'Ukrainian', languages: ['uk'] },
  { id: 0x809, name: 'United Kingdom', languages: ['en-GB'] },
  { id: US, name: 'United States', languages: ['en'] },
];

/** Layouts known by what stands on a few keys; the first that fits counts. */
const signs: readonly { id: number; keys: Record<string, string>; languages?: readonly string[] }[] = [
  { id: 0x80c, keys: { KeyQ: 'a', Minus: ')' }, languages: ['fr-BE', 'nl-BE'] },
  { id: 0x40c, keys: { KeyQ: 'a' } },
  { id: 0x100c, keys: { KeyY: 'z', Semicolon: 'é' } },
  { id: 0x807, keys: { KeyY: 'z', Minus: "'" } },
  { id: 0x407, keys: { KeyY: 'z', Semicolon: 'ö', Minus: 'ß' } },
  { id: 0x40a, keys: { Semicolon: 'ñ', BracketLeft: '`' } },
  { id: 0x80a, keys: { Semicolon: 'ñ' } },
  { id: 0x416, keys: { Semicolon: 'ç', BracketLeft: '´' } },
  { id: 0x410, keys: { Semicolon: 'ò' } },
  { id: 0x41d, keys: { Semicolon: 'ö', Quote: 'ä', KeyY: 'y' }, languages: ['sv'] },
  { id: 0x40b, keys: { Semicolon: 'ö', Quote: 'ä', KeyY: 'y' } },
  { id: 0x406, keys: { Semicolon: 'æ' } },
  { id: 0x414, keys: { Semicolon: 'ø' } },
];

function speaks(language: string, known: readonly string[]): boolean {
  return known.some((one) => language === one || language.startsWith(`${one}-`));
}

function byLanguage(language: string): number {
  const exact = keyboardLayouts.find(({ languages }) => languages.includes(language));
  return (exact ?? keyboardLayouts.find(({ languages }) => speaks(language, languages)))?.id ?? US;
}

/**
 * The layout that this computer seems to have.
 * @param language BCP 47; @param keys what stands on the keys, by code
 */
export function guessLayout(language: string, keys: ReadonlyMap<string, string>): number {
  const sign = signs.find(
    ({ keys: wanted, languages }) =>
      Object.entries(wanted).every(([code, character]) => keys.get(code) === character) &&
      (languages === undefined || speaks(language, languages)),
  );
  if (sign !== undefined) return sign.id;
  // Letters as in English: the language of the window says nothing about the keys then.
  const isEnglish = keys.get('KeyQ') === 'q' && keys.get('KeyY') === 'y' && keys.get('Semicolon') === ';';
  return isEnglish && !speaks(language, ['en', 'pl', 'nl', 'ja', 'ko']) ? US : byLanguage(language);
}
