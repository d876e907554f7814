import { useEffect, useState } from 'react';
import type { CallOutput } from '../../../main/contract/calls.ts';
import type { Result } from '../../../main/contract/problem.ts';
import { readAppInfo } from '../../state/settings-actions.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Card } from '../../ui/Page.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';

/** What this is, for those who report something. */
export function About() {
  const [info, setInfo] = useState<Result<CallOutput<'app.info'>>>();
  useEffect(() => {
    let isGone = false;
    void readAppInfo().then((result) => {
      if (!isGone) setInfo(result);
    });
    return () => {
      isGone = true;
    };
  }, []);
  return (
    <Card title="About">
      {info === undefined && <Skeleton label="Loading" lines={3} />}
      {info?.ok === false && <Notice tone="bad" message={info.problem.message} hint={info.problem.hint} />}
      {info?.ok && (
        <Facts
          entries={[
            ['Jumpseat', info.value.version],
            ['Electron', info.value.electron],
            ['System', info.value.platform],
            ['Data', info.value.dataFolder],
          ]}
        />
      )}
    </Card>
  );
}
