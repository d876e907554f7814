import type { CallHandlers } from '../ipc/answer-call.ts';
import { accountHandlers } from './account-handlers.ts';
import { appHandlers } from './app-handlers.ts';
import { buildHandlers } from './build-handlers.ts';
import { salvageHandlers } from './salvage-handlers.ts';
import { recordingHandlers } from './recording-handlers.ts';
import { recordHandlers } from './record-handlers.ts';
import { holdHandlers } from './hold-handlers.ts';
import { diagnosisHandlers } from './diagnosis-handlers.ts';
import { portHandlers } from './port-handlers.ts';
import { fileHandlers } from './file-handlers.ts';
import { keyHandlers } from './key-handlers.ts';
import { machineHandlers } from './machine-handlers.ts';
import { projectHandlers } from './project-handlers.ts';
import type { Services } from './services.ts';
import { screenHandlers } from './screen-handlers.ts';
import { sessionHandlers } from './session-handlers.ts';
import { syncHandlers } from './sync-handlers.ts';
import { terminalHandlers } from './terminal-handlers.ts';
import { transferHandlers } from './transfer-handlers.ts';

/** Joins every call of the contract to the service that answers it. */
export function createHandlers(services: Services): CallHandlers {
  return {
    ...appHandlers(services),
    ...accountHandlers(services),
    ...keyHandlers(services),
    ...machineHandlers(services),
    ...projectHandlers(services),
    ...buildHandlers(services),
    ...sessionHandlers(services),
    ...terminalHandlers(services),
    ...screenHandlers(services),
    ...fileHandlers(services),
    ...transferHandlers(services),
    ...syncHandlers(services),
    ...salvageHandlers(services),
    ...recordingHandlers(services),
    ...recordHandlers(services),
    ...holdHandlers(services),
    ...diagnosisHandlers(services),
    ...portHandlers(services),
  };
}
