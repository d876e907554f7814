/** What the browser shows once the service has sent it back to us. */
export type AnswerPage = 'signed-in' | 'denied' | 'failed' | 'stranger' | 'used';

const pages: Record<AnswerPage, { status: number; heading: string; text: string }> = {
  'signed-in': { status: 200, heading: 'You are signed in', text: 'Close this page and go back to Jumpseat.' },
  denied: {
    status: 200,
    heading: 'Nothing was allowed',
    text: 'Jumpseat got no access. Close this page, and start again in Jumpseat if that was a mistake.',
  },
  failed: { status: 502, heading: 'That did not work', text: 'Jumpseat says what went wrong. Close this page.' },
  stranger: {
    status: 400,
    heading: 'This is not the answer Jumpseat waits for',
    text: 'It belongs to another sign-in. Close this page, and start again in Jumpseat.',
  },
  used: {
    status: 409,
    heading: 'This answer was used already',
    text: 'An answer counts once. Close this page and go back to Jumpseat.',
  },
};

/** Nothing is loaded, run or sent from these pages, and nothing of the request is in them. */
export const answerPageHeaders = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  Connection: 'close',
};

export function answerPage(page: AnswerPage): { status: number; html: string } {
  const { status, heading, text } = pages[page];
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${heading} · Jumpseat</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 32rem; margin: 20vh auto; padding: 0 1.5rem; }
  h1 { font-size: 1.4rem; margin: 0 0 .5rem; }
  p { margin: 0; }
</style>
<h1>${heading}</h1>
<p>${text}</p>
</html>
`;
  return { status, html };
}
