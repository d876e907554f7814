import type { SimulatorReply } from '../lib/exchange.ts';

/** Text as HTML shows it. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);
}

/**
 * A page of a simulated website, plain on purpose: it must not be taken for the real one.
 *
 * @param again the page loads itself again, because there is more to come
 */
export function webPage(title: string, body: string, again = false): SimulatorReply {
  return {
    headers: { 'content-type': 'text/html; charset=utf-8' },
    text: `<!doctype html>
<html lang="en">
<meta charset="utf-8">${again ? '<meta http-equiv="refresh" content="3">' : ''}
<title>${escaped(title)}</title>
<style>
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
  pre { background: #eee; padding: .6rem; overflow: auto; user-select: all }
  table { border-collapse: collapse } td, th { padding: .2rem .8rem .2rem 0; text-align: left }
  .note { color: #666 }
</style>
<p class="note">This is a simulator on this computer, not the real service.</p>
<h1>${escaped(title)}</h1>
${body}
</html>
`,
  };
}

/** The fields of a form that was sent. */
export function formFields(body: unknown): URLSearchParams {
  return new URLSearchParams(typeof body === 'string' ? body : '');
}

/** After a form: on to another page. */
export function seeOther(path: string): SimulatorReply {
  return { status: 303, headers: { location: path } };
}
