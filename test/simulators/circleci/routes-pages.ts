import { text } from '../lib/exchange.ts';
import type { SimulatorReply } from '../lib/exchange.ts';
import type { SimulatorServer } from '../lib/server.ts';
import type { CircleCi } from './circle-ci.ts';

function page(title: string, body: string): SimulatorReply {
  const html = `<!doctype html><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>${body}`;
  return text(html, 200, { 'content-type': 'text/html; charset=utf-8' });
}

function escape(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/** The pages of CircleCI that Jumpseat opens, as far as a person needs them to go on. */
export function addPages(server: SimulatorServer, service: CircleCi): void {
  const keysPage = (): SimulatorReply =>
    page(
      'Job SSH keys of a simulated CircleCI',
      `<ul>${service.world.keys.map((key) => `<li><code>${escape(key)}</code>`).join('')}</ul>
      <form method="post"><textarea name="key" rows="4" cols="90"></textarea><p><button>Add SSH key</button></form>`,
    );
  server.onOpen('GET', '/settings/user/job-ssh-keys', keysPage);
  server.onOpen('POST', '/settings/user/job-ssh-keys', ({ body }) => {
    const key = new URLSearchParams(typeof body === 'string' ? body : '').get('key')?.trim() ?? '';
    if (!/^(ssh-|ecdsa-)\S+ [A-Za-z0-9+/=]+( .*)?$/.test(key)) return page('This is no public key', '');
    service.world.keys.push(key);
    return keysPage();
  });
  server.onOpen('GET', '/settings/user/tokens', () =>
    page('Personal API tokens of a simulated CircleCI', `<p>A token that is good: <code>${service.token}</code>`),
  );
  for (const path of ['/pipelines/:rest(.+)', '/gh/:rest(.+)', '/circleci/:rest(.+)'])
    server.onOpen('GET', path, ({ path: asked }) =>
      page('A page of a simulated CircleCI', `<code>${escape(asked)}</code>`),
    );
}
