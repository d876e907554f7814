import { Button } from 'react-aria-components';
import type { ServiceId } from '../../../main/contract/account.ts';
import { serviceForms } from '../../../main/contract/services.ts';
import { Described } from '../../ui/Described.tsx';
import styles from './ServicePicker.module.css';

/** How far Jumpseat gets by itself at each service. */
const ways: Record<ServiceId, string> = {
  circleci: 'Rebuilds with SSH by itself; your own key signs in.',
  semaphore: 'Debug jobs by itself; running jobs can be entered.',
  codemagic: 'You start the build on its page, the rest goes by itself.',
  bitrise: 'You start the build on its page and paste what it shows.',
};

const services = Object.keys(serviceForms) as ServiceId[];

interface ServicePickerProps {
  chosen: ServiceId | undefined;
  onChoose(service: ServiceId): void;
}

export function ServicePicker({ chosen, onChoose }: ServicePickerProps) {
  return (
    <div className={styles['services']} role="group" aria-label="Service">
      {services.map((service) => (
        <Described key={service} text={ways[service]}>
          {(described) => (
            <Button
              className={styles['service'] ?? ''}
              aria-label={serviceForms[service].name}
              {...described}
              aria-pressed={service === chosen}
              onPress={() => onChoose(service)}
            >
              <span className={styles['name']}>{serviceForms[service].name}</span>
              <span className={styles['way']}>{ways[service]}</span>
            </Button>
          )}
        </Described>
      ))}
    </div>
  );
}
