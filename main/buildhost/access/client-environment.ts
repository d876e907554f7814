/** Variables a client may set, as Debian's sshd accepts them, and the colour depth of its terminal. */
const ALLOWED = /^(LANG|LC_[A-Z_]{1,32}|TERM|COLORTERM)$/;
const MAX_VALUE_CHARACTERS = 256;
const PRINTABLE = /^[\x20-\x7e]*$/;
const TERMINAL_TYPE = /^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$/;

/** True when a client's `env` request (RFC 4254, section 6.4) may be honoured. */
export function isAllowedVariable(name: string, value: string): boolean {
  return ALLOWED.test(name) && value.length <= MAX_VALUE_CHARACTERS && PRINTABLE.test(value);
}

/** The terminal type a client named, or a safe one when the name is empty or no name at all. */
export function terminalType(requested: string | undefined): string {
  return requested !== undefined && TERMINAL_TYPE.test(requested) ? requested : 'xterm-256color';
}
