/**
 * A line for bash and zsh that has them send marks around prompts and outputs (OSC 133), for as long as they run. It is
 * typed where the person sees it; the space before it keeps it out of most histories.
 */
export const SHOW_MARKS_LINE =
  String.raw` if [ -n "$ZSH_VERSION" ]; then PS1=$'%{\e]133;D;%?\a\e]133;A\a%}'$PS1$'%{\e]133;B\a%}'; ` +
  String.raw`preexec_functions+=(output_mark); output_mark() { printf '\e]133;C\a'; }; ` +
  String.raw`else PS0=$PS0'\e]133;C\a'; PS1='\[\e]133;D;$?\a\e]133;A\a\]'$PS1'\[\e]133;B\a\]'; fi`;
