import { basename } from 'node:path';
import type { TransferOrder } from '../../contract/connection-control.ts';
import { release, topNode } from './folder-node.ts';
import { countLocal, localThing } from './local-sources.ts';
import { Pass } from './pass.ts';
import { countedThing, lookAhead } from './remote-sources.ts';
import type { RemoteThing } from './remote-sources.ts';
import { ended } from './run.ts';
import type { Outcome, Run } from './run.ts';
import { TreeFeed, canPack } from './tree-feed.ts';
import { treeUpload } from './tree-upload.ts';

type Things = Extract<TransferOrder['what'], { kind: 'things' }>;

/** How often everything is gone through for what a `tar` did not bring. */
const MAX_PASSES = 3;

/** Runs an order of things, each with all that is in it, until nothing is left that can be done now. */
export async function runThings(run: Run, what: Things): Promise<Outcome> {
  const prepared = await run.parts.target.prepare();
  if (!prepared.ok) run.stop(prepared.problem);
  if (run.signal.aborted) return ended(run);
  return run.parts.order.direction === 'upload' ? upload(run, what) : download(run, what);
}

async function upload(run: Run, { sources }: Things): Promise<Outcome> {
  const { journal, target } = run.parts;
  const isPartial = journal.state.wanted !== undefined;
  const counted = journal.state.totals === undefined ? countLocal(run, sources) : Promise.resolve();
  const top = topNode(target.root, isPartial);
  const pass = new Pass(run);
  for (const [index, from] of sources.entries()) {
    if (run.signal.aborted) break;
    const name = basename(from);
    if (await treeUpload(run, { index, from, name })) continue;
    await pass.take({ index, from, name, items: localThing(from, run.signal) }, top);
  }
  await pass.idle();
  await release(run, top);
  await counted;
  return ended(run);
}

async function download(run: Run, { sources }: Things): Promise<Outcome> {
  const { journal, target } = run.parts;
  const first = await lookAhead(run, sources);
  if (!first.ok) {
    run.stop(first.problem);
    return ended(run);
  }
  if (first.value.kind === 'limit') return run.signal.aborted ? ended(run) : first.value;
  let hasTar = await canPack(run);
  for (let number = 0; number < MAX_PASSES && !run.signal.aborted; number += 1) {
    const top = topNode(target.root, journal.state.wanted !== undefined);
    const pass = new Pass(run);
    const feeds: TreeFeed[] = [];
    for (const thing of first.value.things) {
      if (run.signal.aborted) break;
      const feed = hasTar && thing.hasManySmall ? feedOf(run, thing) : undefined;
      if (feed !== undefined) feeds.push(feed);
      await pass.take({ ...thing, items: countedThing(run, thing), feed }, top);
    }
    await pass.idle();
    const finished = await Promise.all(feeds.map((feed) => feed.finish()));
    await release(run, top);
    if (finished.every((isWhole) => isWhole) && !run.isShort) break;
    run.isShort = false;
    // What `tar` did not bring is fetched file by file.
    hasTar = false;
  }
  return ended(run);
}

function feedOf(run: Run, { from }: RemoteThing): TreeFeed {
  const { movers, target, journal } = run.parts;
  const slash = from.lastIndexOf('/');
  return new TreeFeed(run, (context, items, onOutcome) =>
    movers.downloadTree(context, {
      remoteFolder: slash <= 0 ? '/' : from.slice(0, slash),
      localFolder: target.root,
      tag: journal.tag,
      replace: false,
      items,
      onOutcome,
    }),
  );
}
