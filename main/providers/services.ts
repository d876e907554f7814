import type { Services } from './registry.ts';
import { bitrise } from './bitrise/service.ts';
import { circleci } from './circleci/service.ts';
import { codemagic } from './codemagic/service.ts';
import { semaphore } from './semaphore/service.ts';

/** Every CI service of this release, in the order in which they are offered. Nothing else knows them by name. */
const all = [circleci, semaphore, codemagic, bitrise];

export const services: Services = new Map(all.map((service) => [service.id, service]));
