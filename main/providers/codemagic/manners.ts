import { z } from 'zod';
import type { Problem } from '../../contract/problem.ts';
import { serviceForms } from '../../contract/services.ts';
import type { ServiceManners } from '../../lib/http/http-client.ts';
import { problem } from '../../lib/result.ts';
import { legacyOrigin } from './addresses.ts';

const errorBody = z.object({
  detail: z.string().optional().catch(undefined),
  error: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
});

/** v3: `{status_code, detail, extra}`. The legacy API documents no form; `error` and `message` are seen, and bare text. */
function errorText(body: unknown): string | undefined {
  if (typeof body === 'string') return body === '' ? undefined : body;
  const { detail, error, message } = errorBody.safeParse(body).data ?? {};
  return detail ?? error ?? message;
}

function explain(status: number, sentence: string | undefined, path: string): Problem | undefined {
  if (status === 400 && path.endsWith('/remote-access')) {
    return problem(
      'not-supported',
      'This build was started without remote access, and Codemagic cannot add it later.',
      'Rebuild with remote access: tick “Enable SSH/VNC access” when you start the build.',
      sentence,
    );
  }
  if (status === 410) {
    return problem(
      'session-ended',
      'Remote access to this build is over.',
      'Rebuild with remote access to get a new machine.',
    );
  }
  if (status === 403 && path.startsWith('/builds')) {
    return problem(
      'no-right',
      'Your role in the team does not let you start or cancel builds of this app.',
      'Ask the owner of the team for a role that may.',
      sentence,
    );
  }
  if (status === 402) {
    return problem(
      'no-right',
      'Codemagic wants the team to pay before it goes on.',
      'Look at Billing in the settings of the team.',
      sentence,
    );
  }
  return undefined;
}

/** The current API, v3. Source: its OpenAPI document. */
export function currentManners(origin: string): ServiceManners {
  return {
    name: 'Codemagic',
    baseUrl: origin,
    authorize: (token) => ({ 'x-auth-token': token }),
    errorText,
    explain,
    tokenPage: serviceForms.codemagic.tokenPage,
  };
}

export function legacyManners(origin: string): ServiceManners {
  return { ...currentManners(origin), baseUrl: legacyOrigin(origin) };
}
