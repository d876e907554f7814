import type { ReactNode } from 'react';
import { Button } from './Button.tsx';
import type { Tone } from './Dot.tsx';
import { Notice } from './Notice.tsx';

interface ProblemNoticeProps {
  problem: {
    message: string;
    hint?: string | undefined;
    detail?: string | undefined;
    link?: string | undefined;
  };
  /** Opens the page where it can be put right. */
  onOpenLink(url: string): void;
  /** What follows from it; stands after the hint. */
  note?: ReactNode;
  tone?: Tone;
  role?: 'alert' | 'status' | 'note';
  /** More buttons, before the one that opens the page. */
  children?: ReactNode;
}

/** Why something did not work, what to do, and the way to the page where that is done. */
export function ProblemNotice(props: ProblemNoticeProps) {
  const { problem, onOpenLink, note, tone = 'bad', role = 'alert', children } = props;
  const { message, hint, detail, link } = problem;
  const advice =
    note === undefined ? (
      hint
    ) : (
      <>
        {hint} {note}
      </>
    );
  return (
    <Notice tone={tone} role={role} message={message} hint={advice} detail={detail}>
      {children}
      {link !== undefined && (
        <Button size="small" onPress={() => onOpenLink(link)}>
          Open the page
        </Button>
      )}
    </Notice>
  );
}
