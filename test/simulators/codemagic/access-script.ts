/** What a script needs to say. */
export interface ScriptFacts {
  host: string;
  port: number;
  user: string;
  privateKey: string;
}

/** How the script may look; its real text is published nowhere. */
export const scriptForms = {
  'port first': ({ host, port, user, privateKey }: ScriptFacts) => `#!/usr/bin/env bash
set -e
KEY_FILE="$(mktemp)"
cat > "$KEY_FILE" << 'EOF'
${privateKey.trim()}
EOF
chmod 600 "$KEY_FILE"
ssh -i "$KEY_FILE" -o StrictHostKeyChecking=no -o IdentitiesOnly=yes -p ${port} ${user}@${host}
`,
  'user first': ({ host, port, user, privateKey }: ScriptFacts) => `#!/bin/bash
echo "${privateKey.trim()}" > /tmp/key
chmod 600 /tmp/key
exec ssh ${user}@${host} -p ${port} -i /tmp/key -o "StrictHostKeyChecking no"
`,
  'line breaks written out': ({ host, port, user, privateKey }: ScriptFacts) => `#!/bin/sh
echo -e "${privateKey.trim().replaceAll('\n', '\\n')}" > ~/.ssh/codemagic
ssh -i ~/.ssh/codemagic \\
    -p ${port} \\
    ${user}@${host}
`,
  'key in base64': ({ host, port, user, privateKey }: ScriptFacts) => `#!/bin/sh
echo "${Buffer.from(privateKey).toString('base64')}" | base64 -d > key
/usr/bin/ssh -p${port} -l ${user} -i key ${host}
`,
  variables: ({ host, port, user, privateKey }: ScriptFacts) => `#!/bin/bash
HOST=${host}
export PORT="${port}"
USER_NAME='${user}'
cat <<KEY >key
${privateKey.trim()}
KEY
ssh -t -i key -p "$PORT" "\${USER_NAME}@$HOST"
`,
} satisfies Record<string, (facts: ScriptFacts) => string>;

export type ScriptForm = keyof typeof scriptForms;
