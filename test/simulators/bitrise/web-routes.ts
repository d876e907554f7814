import type { SimulatorServer } from '../lib/server.ts';
import { escaped, seeOther, webPage } from '../scripted-builds/web-page.ts';
import type { BitriseWorld, SimulatedBuild } from './world.ts';

/** From the start of a build until its page shows how to connect. */
const ACCESS_AFTER_MS = 8_000;

/** What the page of a build shows, to be copied. */
export interface PageTexts {
  /** The SSH tab: command and password, each in a field of its own. */
  ssh: string;
  password: string;
  /** The VSCode tab: one line with everything. */
  vscode: string;
  /** The Screen share tab; only of macOS machines. */
  screenShare: string | undefined;
}

/** Undefined while there is nothing to show. */
export function pageTexts(world: BitriseWorld, build: SimulatedBuild): PageTexts | undefined {
  const { machine } = build;
  const now = world.clock.now();
  const isThere = now >= build.startAt + ACCESS_AFTER_MS && now < world.machineEndsAt(build);
  if (!build.hasAccess || machine === undefined || !isThere) return undefined;
  const { host, port, password } = machine;
  const isMac = build.workflow.stack.startsWith('osx');
  return {
    ssh: `ssh -o StrictHostKeyChecking=no vagrant@${host} -p ${port}`,
    password,
    vscode: `bitrise :remote vscode --host ${host} --port ${port} --user vagrant --password ${password}`,
    screenShare: isMac ? `URL: vnc://${host}:${port}\nUsername: vagrant\nPassword: ${password}` : undefined,
  };
}

/** The website, as far as it is needed: the page of a build, with its buttons and what there is to copy. */
export function addWebRoutes(server: SimulatorServer, world: BitriseWorld): void {
  const notFound = { ...webPage('Not found', ''), status: 404 };

  function panel(build: SimulatedBuild): string {
    if (!build.hasAccess) return '';
    const shown = pageTexts(world, build);
    if (shown === undefined) {
      const isOver = world.clock.now() >= world.machineEndsAt(build);
      return `<h2>Remote access</h2><p>${isOver ? 'The machine is gone.' : 'The machine is being prepared. This page shows it when it is there.'}`;
    }
    const screen =
      shown.screenShare === undefined ? '' : `<h3>Screen share</h3><pre>${escaped(shown.screenShare)}</pre>`;
    return `<h2>Remote access</h2>
<h3>SSH</h3><p>Command<pre>${escaped(shown.ssh)}</pre><p>Password<pre>${escaped(shown.password)}</pre>
<h3>VSCode</h3><pre>${escaped(shown.vscode)}</pre>${screen}`;
  }

  server.onOpen('GET', '/app/:app', ({ params }) => {
    const app = world.apps.find(({ slug }) => slug === params['app']);
    if (app === undefined) return notFound;
    const rows = world
      .visible()
      .filter((build) => build.app === app)
      .slice(0, 20)
      .map(
        (build) =>
          `<tr><td><a href="/app/${app.slug}/build/${build.slug}">#${build.number}</a><td>${escaped(build.message)}`,
      );
    return webPage(`Bitrise simulator: ${app.title}`, `<table>${rows.join('')}</table>`);
  });
  server.onOpen('GET', '/app/:app/build/:build', ({ params }) => {
    const build = world.build(params['app'], params['build']);
    if (build === undefined) return notFound;
    const path = `/app/${build.app.slug}/build/${build.slug}`;
    const state = ['running or queued', 'success', 'failed', 'aborted'][world.status(build)] ?? '';
    return webPage(
      `Bitrise simulator: ${build.app.title} #${build.number}`,
      `<p>${escaped(build.message)} · ${escaped(build.branch)} · ${state}
<form method="post" action="${path}/rebuild"><button name="kind" value="access">Rebuild with remote access</button></form>
${panel(build)}`,
      build.hasAccess && pageTexts(world, build) === undefined && world.clock.now() < world.machineEndsAt(build),
    );
  });
  server.onOpen('POST', '/app/:app/build/:build/rebuild', ({ params }) => {
    const build = world.build(params['app'], params['build']);
    if (build === undefined) return notFound;
    const again = rebuildWithAccess(world, build);
    return seeOther(`/app/${again.app.slug}/build/${again.slug}`);
  });
}

/** The same build again, with remote access. */
export function rebuildWithAccess(world: BitriseWorld, build: SimulatedBuild, isHidden = false): SimulatedBuild {
  const { app, workflow, branch, message, commit, params } = build;
  return world.start({ app, workflow, branch, message, commit, params, hasAccess: true, isHidden });
}
