import type { SimulatorServer } from '../lib/server.ts';
import { escaped, formFields, seeOther, webPage } from '../scripted-builds/web-page.ts';
import type { CodemagicWorld, SimulatedApp } from './world.ts';

/** The website, as far as it is needed: the page of an app with the box to tick, and that of a build. */
export function addWebRoutes(server: SimulatorServer, world: CodemagicWorld): void {
  const appOf = (id: string | undefined): SimulatedApp | undefined => world.apps.find((app) => app.id === id);
  const notFound = { ...webPage('Not found', ''), status: 404 };

  function form(app: SimulatedApp): string {
    const branches = [...new Set(world.builds.filter((build) => build.app === app).map(({ branch }) => branch))];
    const option = (value: string, label: string): string =>
      `<option value="${escaped(value)}">${escaped(label)}</option>`;
    return `<h2>Start new build</h2>
<form method="post" action="/app/${app.id}/start">
  <p><label>Branch <select name="branch">${branches
    .reverse()
    .map((name) => option(name, name))
    .join('')}</select></label>
  <p><label>Workflow <select name="workflow">${app.workflows.map(({ id, name }) => option(id, name)).join('')}</select></label>
  <p><label><input type="checkbox" name="access"> Enable SSH/VNC access</label>
  <p><button>Start new build</button>
</form>`;
  }

  server.onOpen('GET', '/app/:id', ({ params }) => {
    const app = appOf(params['id']);
    if (app === undefined) return notFound;
    const rows = world
      .visible()
      .filter((build) => build.app === app)
      .slice(0, 20)
      .map(
        (build) =>
          `<tr><td><a href="/app/${app.id}/build/${build.id}">#${build.index}</a><td>${escaped(build.branch)}<td>${escaped(build.workflow.name)}<td>${world.status(build)}`,
      );
    return webPage(`Codemagic simulator: ${app.name}`, `${form(app)}<h2>Builds</h2><table>${rows.join('')}</table>`);
  });
  server.onOpen('POST', '/app/:id/start', ({ params, body }) => {
    const app = appOf(params['id']);
    const fields = formFields(body);
    const workflow = app?.workflows.find(({ id }) => id === fields.get('workflow'));
    const branch = fields.get('branch');
    if (app === undefined || workflow === undefined || branch === null) return notFound;
    const build = world.start({ app, workflow, branch, hasAccess: fields.has('access') });
    return seeOther(`/app/${app.id}/build/${build.id}`);
  });
  server.onOpen('GET', '/app/:id/build/:build', ({ params }) => {
    const build = world.build(params['build'] ?? '');
    if (build === undefined || build.app.id !== params['id']) return notFound;
    const access = build.hasAccess
      ? 'Remote access is enabled: Jumpseat opens the machine by itself.'
      : 'No remote access.';
    return webPage(
      `Codemagic simulator: ${build.app.name} #${build.index}`,
      `<p>${escaped(build.message)} · ${escaped(build.branch)} · ${world.status(build)}<p>${access}${form(build.app)}`,
    );
  });
}
