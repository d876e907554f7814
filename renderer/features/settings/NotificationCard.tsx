import type { Settings } from '../../../main/contract/settings.ts';
import { useSettings } from '../../state/areas.ts';
import { updateSettings } from '../../state/settings-actions.ts';
import { Choice } from '../../ui/Choice.tsx';
import { Card } from '../../ui/Page.tsx';
import { OnOff } from './OnOff.tsx';
import { WarningMinutes } from './WarningMinutes.tsx';

const buildOptions: readonly { value: Settings['notifyBuilds']; label: string }[] = [
  { value: 'mine', label: 'Mine' },
  { value: 'all', label: 'All' },
  { value: 'none', label: 'None' },
];

/** What notifications of the system tell, and the icon beside the clock. */
export function NotificationCard() {
  const { notifyMinutes, notifyReady, notifyLost, notifyLeft, notifyBuilds, showTray } = useSettings();
  return (
    <>
      <Card
        title="Notifications"
        text="They come from the system, which keeps its own quiet hours. What the window in front shows is not said again, but for the warnings."
      >
        <WarningMinutes minutes={notifyMinutes} onChange={(next) => void updateSettings({ notifyMinutes: next })} />
        <OnOff
          label="A machine is ready"
          description="Or could not be had"
          isOn={notifyReady}
          onChange={(isOn) => void updateSettings({ notifyReady: isOn })}
        />
        <OnOff
          label="A connection is lost"
          description="And does not come back within 10 seconds"
          isOn={notifyLost}
          onChange={(isOn) => void updateSettings({ notifyLost: isOn })}
        />
        <OnOff
          label="A session was left running"
          description="Nobody has typed or moved a file for 15 minutes"
          isOn={notifyLeft}
          onChange={(isOn) => void updateSettings({ notifyLeft: isOn })}
        />
        <Choice
          label="Builds that passed or failed"
          description="Where a service does not say who started a build, it is not among yours"
          value={notifyBuilds}
          options={buildOptions}
          onChange={(next) => void updateSettings({ notifyBuilds: next })}
        />
      </Card>
      <Card
        title="Icon beside the clock"
        text="It shows the time that machines have left, and keeps Jumpseat going while sessions are open and the window is closed. GNOME needs an extension for such icons (AppIndicator)."
      >
        <OnOff label="Show the icon" isOn={showTray} onChange={(isOn) => void updateSettings({ showTray: isOn })} />
      </Card>
    </>
  );
}
