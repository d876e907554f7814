import { dialog, type BrowserWindow, type MessageBoxOptions } from 'electron';
import type { QuitAnswer } from '../attention/quit-flow.ts';
import type { QuitQuestion } from '../attention/quit-question.ts';
import type { Problem } from '../contract/problem.ts';

/** Shows a question above the window, or by itself where there is none. Gives the index of the answer. */
async function ask(parent: BrowserWindow | undefined, options: MessageBoxOptions): Promise<number> {
  const asked: MessageBoxOptions = { type: 'question', title: 'Jumpseat', noLink: true, ...options };
  const isThere = parent !== undefined && !parent.isDestroyed() && parent.isVisible();
  const { response } = await (isThere ? dialog.showMessageBox(parent, asked) : dialog.showMessageBox(asked));
  return response;
}

/** What shall become of open sessions when the app quits. */
export async function askQuit(parent: BrowserWindow | undefined, question: QuitQuestion): Promise<QuitAnswer> {
  const { message, detail, ending, surviving } = question;
  const answers: { label: string; answer: QuitAnswer }[] = [
    ...(ending.length === 0
      ? []
      : [
          {
            label: ending.length === 1 ? 'End Session and Quit' : 'End Sessions and Quit',
            answer: 'end' as const,
          },
        ]),
    ...(surviving.length > 0 || ending.length === 0
      ? [{ label: surviving.length > 0 ? 'Leave Running and Quit' : 'Quit', answer: 'leave' as const }]
      : []),
    { label: 'Cancel', answer: 'cancel' },
  ];
  const cancelId = answers.length - 1;
  const response = await ask(parent, {
    message: `${message} Quit Jumpseat?`,
    detail,
    buttons: answers.map(({ label }) => label),
    defaultId: cancelId,
    cancelId,
  });
  return answers[response]?.answer ?? 'cancel';
}

/** Sessions could not be ended; true to quit all the same. */
export async function askQuitAnyway(parent: BrowserWindow | undefined, problems: Problem[]): Promise<boolean> {
  const response = await ask(parent, {
    type: 'warning',
    message: problems.length === 1 ? 'A session did not end.' : `${problems.length} sessions did not end.`,
    detail: `${problems[0]?.message ?? ''}\nIts machine may go on, and cost, until its time is up.`,
    buttons: ['Quit Anyway', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
  });
  return response === 0;
}

export type EndAnswer = 'save' | 'end' | 'cancel';

/** Whether a session shall end, asked without a need for the window. */
export async function askEnd(
  parent: BrowserWindow | undefined,
  { name, isDisconnecting, canSave }: { name: string; isDisconnecting: boolean; canSave: boolean },
): Promise<EndAnswer> {
  const answers: { label: string; answer: EndAnswer }[] = [
    ...(canSave ? [{ label: 'Save My Work and End', answer: 'save' as const }] : []),
    {
      label: isDisconnecting ? 'Disconnect' : canSave ? 'End Without Saving' : 'End Session',
      answer: 'end',
    },
    { label: 'Cancel', answer: 'cancel' },
  ];
  const cancelId = answers.length - 1;
  const response = await ask(parent, {
    message: isDisconnecting ? `Disconnect from ${name}?` : `End ${name}?`,
    detail: isDisconnecting
      ? 'The machine itself goes on.'
      : 'The machine goes away, with everything on it that is not saved.',
    buttons: answers.map(({ label }) => label),
    defaultId: cancelId,
    cancelId,
  });
  return answers[response]?.answer ?? 'cancel';
}
