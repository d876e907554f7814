import {
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type ErrorCode,
  type YAMLError,
} from 'yaml';
import type { ConfigMistake } from '../../contract/project.ts';
import { describe } from '../../lib/result.ts';
import { CONFIG_FILE, type ConfigFile } from './config-schema.ts';
import { checkConfig, type Finding } from './mistakes.ts';

/** More than any real jumpseat.yml; keeps a mistaken file from being read whole. */
export const MAX_CONFIG_BYTES = 262_144;
/** So many mistakes are told; whoever has mended these looks again. */
export const MAX_MISTAKES = 50;

export type ParsedConfig = { ok: true; config: ConfigFile } | { ok: false; mistakes: ConfigMistake[] };

const REPEATED_KEY = 'This name stands here twice. Remove or rename one of them.';

/** What to do about the mistakes people make most in YAML itself. */
const yamlHelp: Partial<Record<ErrorCode, string>> = {
  TAB_AS_INDENT: 'Tabs cannot indent in YAML. Use spaces instead.',
  BAD_INDENT: 'The indentation does not fit the lines above. Line it up with its neighbours, using spaces.',
  BLOCK_AS_IMPLICIT_KEY: 'A text that contains ": " must stand in quotes, or below "run: |" on lines of its own.',
  MISSING_CHAR: 'Something is missing here, such as a ":" behind a name or a closing quote or bracket.',
  MULTILINE_IMPLICIT_KEY: 'A name must stand on one line with a ":" behind it.',
  UNEXPECTED_TOKEN: 'This cannot stand here. If it belongs to a text, put quotes around the text.',
  BAD_ALIAS: '"*" and "&" have a meaning in YAML. Put quotes around a text that begins with one.',
  RESOURCE_EXHAUSTION: 'This is nested too deeply.',
  MULTIPLE_DOCS: 'Only one document may stand in the file. Remove the "---" line and what follows.',
};

function fromYamlError({ code, pos, message }: YAMLError, lines: LineCounter): ConfigMistake {
  const { line, col } = lines.linePos(pos[0]);
  return {
    line: Math.max(1, line),
    column: Math.max(1, col),
    message: yamlHelp[code] ?? `This is not valid YAML: ${message}.`,
  };
}

/** The parser's own check compares each key with every other one, which takes minutes for a file made to do that. */
function findRepeatedKeys(document: Document, lines: LineCounter): ConfigMistake[] {
  const mistakes: ConfigMistake[] = [];
  visit(document, {
    Map(_key, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) {
          const { line, col } = lines.linePos(key.range?.[0] ?? 0);
          mistakes.push({ line, column: col, message: REPEATED_KEY });
        }
        seen.add(key.value);
        if (mistakes.length === MAX_MISTAKES) return visit.BREAK;
      }
      return undefined;
    },
  });
  return mistakes;
}

function refuse(message: string): ParsedConfig {
  return { ok: false, mistakes: [{ line: 1, column: 1, message }] };
}

/** In variables `1.10` means the text 1.10, not the number 1.1: what was written counts. */
function keepVariablesAsWritten(document: Document): void {
  visit(document, {
    Pair(_key, pair) {
      if (!isScalar(pair.key) || pair.key.value !== 'env' || !isMap(pair.value)) return;
      for (const { value } of pair.value.items) {
        if (isScalar(value) && (typeof value.value === 'number' || typeof value.value === 'boolean'))
          value.value = value.source ?? value.value;
      }
    },
  });
}

function offsetOf(document: Document, { path, at }: Finding): number {
  if (at === 'key') {
    const owner = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
    const pair = isMap(owner)
      ? owner.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === path.at(-1))
      : undefined;
    if (isNode(pair?.key)) return pair.key.range?.[0] ?? 0;
  }
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}

/** Reads the text of a jumpseat.yml. Mistakes come in the order in which they stand in the file. */
export function parseConfig(text: string): ParsedConfig {
  if (Buffer.byteLength(text) > MAX_CONFIG_BYTES)
    return refuse(`The file is too large: at most ${MAX_CONFIG_BYTES / 1024} KiB are read.`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  if (document.errors.length > 0) {
    const mistakes = document.errors.slice(0, MAX_MISTAKES).map((error) => fromYamlError(error, lines));
    return { ok: false, mistakes };
  }
  const repeated = findRepeatedKeys(document, lines);
  if (repeated.length > 0) return { ok: false, mistakes: repeated };
  keepVariablesAsWritten(document);
  let raw: unknown;
  try {
    raw = document.toJS();
  } catch (error) {
    // Aliases that multiply beyond all measure.
    return refuse(`${CONFIG_FILE} cannot be read: ${describe(error)}.`);
  }
  if (raw === null || raw === undefined)
    return refuse('The file is empty: write "steps:" with a list of steps below it.');
  const checked = checkConfig(raw);
  if ('config' in checked) return { ok: true, config: checked.config };
  const mistakes = checked.findings.slice(0, MAX_MISTAKES).map((finding) => {
    const { line, col } = lines.linePos(offsetOf(document, finding));
    return { line: Math.max(1, line), column: Math.max(1, col), message: finding.message };
  });
  return { ok: false, mistakes: mistakes.toSorted((a, b) => a.line - b.line || a.column - b.column) };
}
