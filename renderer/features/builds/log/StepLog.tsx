import { ArrowDownToLine, Clock, Copy } from 'lucide-react';
import { useRef, useState } from 'react';
import type { Build, Step } from '../../../../main/contract/build.ts';
import { copyText } from '../../../state/app-actions.ts';
import { useCommands } from '../../../state/use-commands.ts';
import { toggleTimestamps, useView } from '../../../state/view.ts';
import { IconButton } from '../../../ui/IconButton.tsx';
import { LogBody } from './LogBody.tsx';
import { LogSearchField } from './LogSearchField.tsx';
import { useLog } from './use-log.ts';
import { useLogSearch } from './use-log-search.ts';
import styles from './StepLog.module.css';

/** As much as `app.copyText` takes. */
const MAX_COPY_CHARACTERS = 1_048_576;

/** The output of one step: search, times, follow, copy. */
export function StepLog({ build, step }: { build: Build; step: Step }) {
  const { log, retry } = useLog(build.id, step);
  const find = useLogSearch(log);
  const searchInput = useRef<HTMLInputElement>(null);
  const showTimestamps = useView((view) => view.showTimestamps);
  const [isFollowing, setFollowing] = useState(step.state === 'running' || step.state === 'failed');

  function copy(): void {
    if (log !== undefined) void copyText(log.text.plain().slice(-MAX_COPY_CHARACTERS), 'The output');
  }

  useCommands(() => {
    const group = 'Log';
    return [
      {
        id: 'log.search',
        title: 'Search in this log',
        group,
        keys: ['Mod+F'],
        run: () => searchInput.current?.focus(),
      },
      { id: 'log.times', title: 'Show or hide times', group, keys: ['Alt+T'], run: toggleTimestamps },
      { id: 'log.follow', title: 'Go to the end and follow', group, keys: ['Alt+End'], run: () => setFollowing(true) },
      { id: 'log.copy', title: 'Copy the output of this step', group, run: copy },
    ];
  });

  return (
    <section className={styles['log']}>
      <div className={styles['bar']}>
        <code className={styles['command']} title={step.command}>
          {step.command?.split('\n')[0] ?? step.name}
        </code>
        {step.exitCode !== undefined && step.exitCode !== 0 && (
          <span className={styles['exit']}>exit code {step.exitCode}</span>
        )}
        <span className={styles['tools']}>
          <LogSearchField find={find} inputRef={searchInput} />
          <IconButton label="Show times" isOn={showTimestamps} onPress={toggleTimestamps}>
            <Clock size={15} />
          </IconButton>
          <IconButton label="Follow the end" isOn={isFollowing} onPress={() => setFollowing(!isFollowing)}>
            <ArrowDownToLine size={15} />
          </IconButton>
          <IconButton label="Copy the output" onPress={copy}>
            <Copy size={15} />
          </IconButton>
        </span>
      </div>
      <LogBody
        step={step}
        log={log}
        find={find}
        showTimestamps={showTimestamps}
        isFollowing={isFollowing && find.currentLine === undefined}
        onFollow={setFollowing}
        onRetry={retry}
      />
    </section>
  );
}
