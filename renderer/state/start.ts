import { runCommand } from './commands.ts';
import { saveLeftNotes } from './note-drafts.ts';
import { listenToShortcuts } from './shortcuts.ts';
import { followTheme } from './theme.ts';
import { followTruth } from './truth.ts';
import { goToBuild, showSession } from './view.ts';
import { watchBuilds } from './watch-builds.ts';

/** Joins the window to main. The returned function takes everything back, in reverse. */
export function startWindow(): () => void {
  const stops = [
    followTheme(),
    followTruth(),
    watchBuilds(),
    saveLeftNotes(),
    listenToShortcuts(),
    window.jumpseat.on('app.command', ({ command }) => runCommand(command)),
    window.jumpseat.on('app.openSession', ({ sessionId }) => showSession(sessionId)),
    window.jumpseat.on('app.openBuild', ({ buildId }) => goToBuild(buildId)),
  ];
  return () => {
    for (const stop of stops.reverse()) stop();
  };
}
