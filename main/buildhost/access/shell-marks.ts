import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { interactiveShell, type ShellCommand } from './shell-command.ts';

/**
 * Marks that shells send around prompts, commands and outputs, so that a terminal knows where they are and how they
 * ended (OSC 133, "semantic prompts": A prompt, B command, C output, D end with the exit code). They lie in the prompt
 * itself: nothing is forked, `$?` and job control stay, and no trap of the person's is taken. What was typed goes into the
 * shell's history file with each prompt, so that a salvage finds it.
 */

/** How a shell is started so that it sends marks. */
export interface MarkedShell {
  command: ShellCommand;
  /** What its environment needs besides; the shell takes it out again. */
  environment: Record<string, string>;
}

const bash = `# Read by bash in place of ~/.bashrc; adds marks for exit codes (OSC 133) to the prompt.
if [ -r ~/.bashrc ]; then . ~/.bashrc; fi
case \${PS1-}\${PS0-} in
  *'133;'*) ;;
  *)
    # Prompts may be set anew at any time; this is the last to look at them.
    __jumpseat_marks() {
      # Otherwise it is written when the shell ends, and by then nobody can save it any more.
      history -a || :
      case \${PS1-} in
        *'133;B'*) ;;
        *) PS1='\\[\\e]133;D;$?\\a\\e]133;A\\a\\]'\${PS1-}'\\[\\e]133;B\\a\\]' ;;
      esac
    }
    PS0=\${PS0-}'\\e]133;C\\a'
    case $(declare -p PROMPT_COMMAND 2>/dev/null) in
      'declare -a'*) PROMPT_COMMAND+=('{ __jumpseat_marks; } 2>/dev/null') ;;
      *) PROMPT_COMMAND=\${PROMPT_COMMAND:+$PROMPT_COMMAND$'\\n'}'{ __jumpseat_marks; } 2>/dev/null' ;;
    esac
    ;;
esac
`;

const zsh = `# Read by zsh in place of ~/.zshenv; adds marks for exit codes (OSC 133) to the prompt.
if (( \${+JUMPSEAT_ZDOTDIR} )); then
  ZDOTDIR=$JUMPSEAT_ZDOTDIR
  unset JUMPSEAT_ZDOTDIR
else
  unset ZDOTDIR
fi
if [[ -r \${ZDOTDIR-$HOME}/.zshenv ]]; then . \${ZDOTDIR-$HOME}/.zshenv; fi
if [[ -o interactive ]]; then
  __jumpseat_output() { builtin print -n '\\e]133;C\\a' }
  __jumpseat_marks() {
    [[ -n \${HISTFILE-} && \${SAVEHIST:-0} -gt 0 ]] && builtin fc -AI
    [[ -o prompt_percent ]] || return 0
    emulate -L zsh
    case \${PS1-} in
      (*'133;B'*) ;;
      (*) PS1=$'%{\\e]133;D;%?\\a\\e]133;A\\a%}'\${PS1-}$'%{\\e]133;B\\a%}' ;;
    esac
    # After ~/.zshrc, so that this is the last to look at the prompt.
    precmd_functions=(\${precmd_functions:#__jumpseat_marks} __jumpseat_marks)
    preexec_functions=(\${preexec_functions:#__jumpseat_output} __jumpseat_output)
  }
  typeset -ga precmd_functions
  precmd_functions+=(__jumpseat_marks)
fi
`;

const dash = `# Read by sh as $ENV; adds marks for exit codes (OSC 133) to the prompt.
if [ -n "\${JUMPSEAT_ENV+set}" ]; then
  ENV=$JUMPSEAT_ENV
  unset JUMPSEAT_ENV
  if [ -r "$ENV" ]; then . "$ENV"; fi
else
  unset ENV
fi
PS1='\u001b]133;D;$?\u0007\u001b]133;A\u0007'"\${PS1-\\$ }"'\u001b]133;B\u0007'
`;

function realName(shell: string): string {
  try {
    return basename(realpathSync(shell));
  } catch {
    return basename(shell);
  }
}

/** Keeps a variable of the person's for the shell to put back. */
function keep(name: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [name]: value };
}

/**
 * The shell as a person uses it, with marks where it is one that can have them. bash before 4.4 has no way to mark where
 * output begins; a terminal takes the line after the command for that.
 * @param folder where the start-up files of these shells are put; made if need be
 * @param environment what the shell gets otherwise
 */
export function markedShell(shell: string, folder: string, environment: Record<string, string>): MarkedShell {
  const plain = interactiveShell(shell);
  const write = (name: string, text: string): string => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  if (process.platform === 'win32') return { command: plain, environment: {} };
  // A bash that is called sh reads other files; what it is called decides.
  if (basename(shell) === 'bash') {
    return { command: { ...plain, args: ['--rcfile', write('bashrc', bash)] }, environment: {} };
  }
  if (basename(shell) === 'zsh') {
    write('.zshenv', zsh);
    const own = keep('JUMPSEAT_ZDOTDIR', environment['ZDOTDIR']);
    return { command: plain, environment: { ...own, ZDOTDIR: folder } };
  }
  if (realName(shell) === 'dash') {
    const own = keep('JUMPSEAT_ENV', environment['ENV']);
    return { command: plain, environment: { ...own, ENV: write('shrc', dash) } };
  }
  return { command: plain, environment: {} };
}
