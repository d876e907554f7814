import { config } from 'zod';

// Zod asks for eval when it makes its first schema, and the policy would report that it was refused.
config({ jitless: true });
