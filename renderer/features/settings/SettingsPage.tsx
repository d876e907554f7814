import type { ReactNode } from 'react';
import type { Theme } from '../../../main/contract/settings.ts';
import { useSettings } from '../../state/areas.ts';
import { FONT_SIZE_PX, updateSettings } from '../../state/settings-actions.ts';
import { Choice } from '../../ui/Choice.tsx';
import { Card, Page } from '../../ui/Page.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { About } from './About.tsx';
import { KeepingCard } from './KeepingCard.tsx';
import { NotificationCard } from './NotificationCard.tsx';
import { OnOff } from './OnOff.tsx';

const themeOptions: readonly { value: Theme; label: string }[] = [
  { value: 'system', label: 'System' },
  { value: 'dark', label: 'Dark' },
  { value: 'light', label: 'Light' },
  { value: 'contrast', label: 'High contrast' },
];

/** Lines above the screen; the contract refuses more. */
const MAX_SCROLLBACK_LINES = 100_000;
const SCROLLBACK_STEP_LINES = 1_000;

/** `children` are cards of other features. */
export function SettingsPage({ children }: { children?: ReactNode }) {
  const { theme, terminalFontSize, terminalScrollback, screenReader } = useSettings();
  return (
    <Page title="Settings" region="settings">
      <Card title="Look">
        <Choice
          label="Theme"
          value={theme}
          options={themeOptions}
          onChange={(next) => void updateSettings({ theme: next })}
        />
      </Card>
      {children}
      <Card title="Terminal">
        <NumberField
          label="Text size"
          description="In pixels"
          value={terminalFontSize}
          min={FONT_SIZE_PX.min}
          max={FONT_SIZE_PX.max}
          step={1}
          onChange={(next) => void updateSettings({ terminalFontSize: next })}
        />
        <NumberField
          label="Scrollback"
          description="Lines kept above the screen of each terminal"
          value={terminalScrollback}
          min={0}
          max={MAX_SCROLLBACK_LINES}
          step={SCROLLBACK_STEP_LINES}
          onChange={(next) => void updateSettings({ terminalScrollback: Math.round(next) })}
        />
        <OnOff
          label="Text for screen readers"
          description="Terminals keep their lines as text; much output then takes longer to draw"
          isOn={screenReader}
          onChange={(isOn) => void updateSettings({ screenReader: isOn })}
        />
      </Card>
      <NotificationCard />
      <KeepingCard />
      <About />
    </Page>
  );
}
