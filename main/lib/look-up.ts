/** What a table says of a word from outside; never what every object has of itself, such as "constructor". */
export function lookUp<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
