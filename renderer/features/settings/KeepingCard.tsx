import { useSettings } from '../../state/areas.ts';
import { updateSettings } from '../../state/settings-actions.ts';
import { Card } from '../../ui/Page.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { OnOff } from './OnOff.tsx';

/** Within the contract's limits; a number field keeps to its steps, counted from the least. */
const SALVAGE_STEP_MIB = 16;
const RECORDING_STEP_MIB = 8;
const TOTAL_STEP_MIB = 256;
const MAX_SALVAGE_MIB = 10_240;
const MAX_RECORDING_MIB = 1_024;
const MAX_DAYS = 3_650;
const MAX_TOTAL_MIB = 1_048_576;

/** What is brought home from machines, what is recorded there, and how long both stay. */
export function KeepingCard() {
  const { salvageAtEnd, salvageLimit, recordTerminals, recordingLimit, keepRecordsDays, keepRecordsLimit } =
    useSettings();
  return (
    <>
      <Card
        title="Before a machine goes"
        text="Changes, commits that were not pushed, and new files are brought to this computer and kept with the build."
      >
        <OnOff
          label="Save my work by itself"
          description="3 minutes before the end, and when you end a session"
          isOn={salvageAtEnd}
          onChange={(isOn) => void updateSettings({ salvageAtEnd: isOn })}
        />
        <NumberField
          label="Limit"
          description="MiB for one machine at a time; what does not fit is listed"
          value={salvageLimit}
          min={SALVAGE_STEP_MIB}
          max={MAX_SALVAGE_MIB}
          step={SALVAGE_STEP_MIB}
          onChange={(next) => void updateSettings({ salvageLimit: Math.round(next) })}
        />
      </Card>
      <Card
        title="Recordings"
        text="What terminals show is recorded here, on this computer, with the secrets that Jumpseat knows struck out. Screens are never recorded, and neither is what you type unless the terminal shows it."
      >
        <OnOff
          label="Record terminals"
          description="From the next terminal on; turning it off pauses those that are open, too"
          isOn={recordTerminals}
          onChange={(isOn) => void updateSettings({ recordTerminals: isOn })}
        />
        <NumberField
          label="Limit of one terminal"
          description="MiB; then its recording stops"
          value={recordingLimit}
          min={RECORDING_STEP_MIB}
          max={MAX_RECORDING_MIB}
          step={RECORDING_STEP_MIB}
          onChange={(next) => void updateSettings({ recordingLimit: Math.round(next) })}
        />
        <NumberField
          label="Keep what stays of sessions"
          description="Days; those you marked to be kept stay longer"
          value={keepRecordsDays}
          min={1}
          max={MAX_DAYS}
          step={1}
          onChange={(next) => void updateSettings({ keepRecordsDays: Math.round(next) })}
        />
        <NumberField
          label="All of them together"
          description="MiB on this computer; the oldest go first"
          value={keepRecordsLimit}
          min={TOTAL_STEP_MIB}
          max={MAX_TOTAL_MIB}
          step={TOTAL_STEP_MIB}
          onChange={(next) => void updateSettings({ keepRecordsLimit: Math.round(next) })}
        />
      </Card>
    </>
  );
}
