/** Names that say nothing about a failure, with the reason why they are left out of every comparison. */
const reasons: readonly (readonly [names: RegExp, reason: string])[] = [
  [/^(?:_|SHLVL|PWD|OLDPWD|PPID|BASHOPTS|SHELLOPTS|BASH_EXECUTION_STRING)$/, 'shells keep these for themselves'],
  [/^(?:COLUMNS|LINES|WINDOWID|TERM_SESSION_ID|VTE_VERSION)$/, 'the size and the name of a window'],
  [/^(?:SSH_.*)$/, 'of the connection over which the machine was asked'],
  [
    /^(?:XDG_(?:SESSION|RUNTIME|VTNR|SEAT).*|DBUS_SESSION_BUS_ADDRESS|SUDO_.*|LOGNAME|MAIL|MOTD_SHOWN)$/,
    'of the login',
  ],
  [
    /^(?:LS_COLORS|LSCOLORS|LESS(?:OPEN|CLOSE)|PS[0-4]|PROMPT_COMMAND|PROMPT_DIRTRIM|HIST.*)$/,
    'how a terminal looks and remembers',
  ],
  [/^(?:BASH_FUNC_.*|NVM_RC_VERSION)$/, 'functions that start-up files hand on'],
  [/^(?:COLORTERM|BASH_SILENCE_DEPRECATION_WARNING)$/, 'put there for the person who looks around'],
];

/** Whether a variable is left out, because it differs from one shell to the next by nature. */
export function isNoise(name: string): boolean {
  return reasons.some(([names]) => names.test(name));
}
