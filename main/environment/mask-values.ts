/** Stands where a value is not shown. Always as long, so that it says nothing of what it hides. */
export const MASK = '••••••••';

/** Words in a name that say the value is nobody's business. */
const SECRET_NAME =
  /TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|PRIVATE|API_?KEY|KEY|COOKIE|SIGNATURE|BEARER|WEBHOOK|_PASS(?:$|_)|^PASS$|_PWD$|_PAT$|(?:^|_)(?:AUTH|DSN|SALT|CERT|OTP|PIN|LICENSE|LICENCE)(?:$|_)/i;
/** Names that look like it, and hold a place or a number. */
const HARMLESS_NAME =
  /^(?:OLDPWD|SSH_AUTH_SOCK|XAUTHORITY|.*KEYBOARD.*|.*KEYMAP.*|GPG_AGENT_INFO|GIT_TERMINAL_PROMPT|(?:SSL|CURL|REQUESTS|NODE_EXTRA|PIP|GIT_SSL|HTTPLIB2)_.*CERTS?(?:_FILE|_DIR)?)$/i;
/** Long strings of letters and digits that are not secret: what commits, checksums and ids look like. */
const HARMLESS_VALUE = /^(?:[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9.]+)$/i;

/** Forms in which services hand out secrets. */
const KNOWN_FORMS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*/g,
  /\beyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*/g,
  /\b(?:gh[oprsu]_|github_pat_|glpat-|xox[abeoprs]-|sk[-_]|rk_live_|pk_live_|whsec_|npm_|pypi-|hf_|dop_v1_|shpat_|SG\.|CCIPAT_|CCIPRJ_|AIza|ya29\.|sq0[a-z]{3}-|dapi|AGE-SECRET-KEY-)[\w.-]{12,}/g,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
];
/** User and password before the host of an address (RFC 3986, 3.2.1); also a user alone, who may be a token. */
const IN_ADDRESS = /\b([a-z][a-z0-9+.-]{1,30}:\/\/)(?:[^\s/]{1,2000}|[^\s/:@]{0,200}:\S{1,2000})@/gi;
const WORDS =
  'token|secret|password|passwd|pwd|pass|passphrase|credentials?|key|signature|sig|auth|authorization|cookie';
/** A text in quotes, which may be escaped themselves, or one word; what stands before it is kept. */
const VALUE = String.raw`(?:(\\{0,3}")[^"]{1,2000}|(\\{0,3}')[^']{1,2000}|(?!(?:true|false|yes|no|on|off)\b)[^\s"'&;,]{3,})`;
/** `password=…`, `"token": "…"`, `?sig=…` */
const ASSIGNED = new RegExp(
  String.raw`((?:${WORDS})(?:\\{0,3}["'])?\s*[=:]\s*)(?!(?:bearer|basic|token)\s)${VALUE}`,
  'gi',
);
/** `--api-key …`, `Authorization: Bearer …`, `curl -u …`, `machine host login ada password …` of a .netrc */
const FOLLOWING = new RegExp(
  String.raw`((?:--?[\w-]{0,40}(?:${WORDS})|\b(?:bearer|basic|token|password)|(?:-u|--user)(?<=\bcurl\s.{0,200}))\s+)${VALUE}`,
  'gi',
);
/** Addresses that are secrets themselves. */
const SECRET_ADDRESS = /(\bhttps:\/\/(?:hooks\.slack\.com|discord(?:app)?\.com\/api\/webhooks)\/)[^\s"',;]+/gi;
/** Colours and the like, between which a secret would not be seen. */
const ESCAPES = /\u001B\[[0-?]*[ -/]*[@-~]/g;

/** Without room for words of a language, with letters, digits and much variety: most likely made by a machine. */
function looksRandom(value: string): boolean {
  const isBase64 = /^[A-Za-z0-9+/]{40}(?:[A-Za-z0-9+/]{4})*={0,2}$/.test(value) && /[A-Z]/.test(value);
  if ((!isBase64 && !/^[A-Za-z0-9+=_.~-]{24,}$/.test(value)) || HARMLESS_VALUE.test(value)) return false;
  const hasAll = /[0-9]/.test(value) && /[A-Za-z]/.test(value);
  return hasAll && entropyOf(value) > 3.6 && !/(?:[A-Za-z]{3,}[-_.]){2,}/.test(value);
}

/** Bits for each character, as Shannon counts them. */
function entropyOf(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  return -[...counts.values()].reduce((sum, count) => {
    const share = count / value.length;
    return sum + share * Math.log2(share);
  }, 0);
}

/** A value as it may be shown, and whether anything of it is hidden. */
export interface Masked {
  text: string;
  isMasked: boolean;
}

/** Hides what may be secret. To be called before a value leaves main. */
export type Mask = (name: string, value: string) => Masked;

/** Shorter ones would hide half of all words. */
const MIN_SECRET_LENGTH = 6;
/** Of a known secret; a shorter piece of one may be any word. */
const MIN_PART_LENGTH = 12;
/** More of a value is not looked at, nor shown; in characters. */
const MAX_LENGTH = 20_000;

/** @param secrets known to the app: tokens, passwords, keys; also where they are only a part of a value */
export function createMask(secrets: readonly string[]): Mask {
  const known = secrets.map((secret) => secret.trim()).filter(({ length }) => length >= MIN_SECRET_LENGTH);
  return (name, coloured) => {
    const whole = coloured.replace(ESCAPES, '');
    const value = whole.slice(0, MAX_LENGTH);
    if (value === '') return { text: value, isMasked: false };
    const isSecretName = SECRET_NAME.test(name) && !HARMLESS_NAME.test(name);
    if (known.some((secret) => whole.includes(secret) || (value.length >= MIN_PART_LENGTH && secret.includes(value))))
      return { text: MASK, isMasked: true };
    if (isSecretName && !isTrivial(value)) return { text: MASK, isMasked: true };
    let text = value.replace(/[^\s"',;]{24,}/g, (word) => (looksRandom(word) ? MASK : word));
    for (const form of KNOWN_FORMS) text = text.replace(form, MASK);
    text = text
      .replace(IN_ADDRESS, `$1${MASK}@`)
      .replace(ASSIGNED, `$1$2$3${MASK}`)
      .replace(FOLLOWING, `$1$2$3${MASK}`)
      .replace(SECRET_ADDRESS, `$1${MASK}`);
    return { text, isMasked: text !== value };
  };
}

/** Switches are no secrets, whatever they are called. */
function isTrivial(value: string): boolean {
  return /^(?:true|false|yes|no|on|off|[01])$/i.test(value);
}
