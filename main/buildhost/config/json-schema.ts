import { z } from 'zod';
import { configFileSchema } from './config-schema.ts';

/** The text of assets/jumpseat.schema.json, which editors read to complete and check jumpseat.yml. */
export function configJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(configFileSchema, { io: 'input' }), undefined, 2)}\n`;
}
