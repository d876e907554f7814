import type { Services } from './registry.ts';
import { circleci } from './circleci/service.ts';
import { codemagic } from './codemagic/service.ts';
import { semaphore } from './semaphore/service.ts';

/** Every CI service of this release. Nothing else knows them by name. */
export const services: Services = new Map([circleci, semaphore, codemagic].map((service) => [service.id, service]));
