import type { Hold } from '../../contract/hold.ts';
import { durationWords } from '../../lib/deadline/duration-words.ts';
import type { Rule } from '../../lib/deadline/rule.ts';

/** An open SSH session keeps the machine. Source: https://circleci.com/docs/ssh-access-jobs/ */
export function holdOf({ idleMs, limitMs, isTold }: Rule<'while-connected'>): Hold {
  const longest = isTold
    ? `CircleCI takes it after ${durationWords(limitMs)}`
    : `CircleCI takes it after 1 hour or 2 hours, as your plan has it`;
  return {
    kind: 'keep-open',
    label: 'Keep this machine while I am away',
    does:
      'Jumpseat keeps an idle SSH session open on every machine of the job, so that it does not go ' +
      `${durationWords(idleMs)} after the last one was closed.`,
    costs: `The job goes on using credits and one of your concurrent jobs until you end it, or ${longest}.`,
    isOn: false,
  };
}
