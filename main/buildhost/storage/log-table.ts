import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

const rowSchema = z.object({ offset: z.number(), at: z.number(), bytes: z.instanceof(Uint8Array) });

/** A piece of output as it is stored: whole UTF-8 characters. */
export interface StoredChunk {
  /** Byte position in the step's whole output. */
  offset: number;
  /** Milliseconds since the epoch. */
  at: number;
  bytes: Uint8Array;
}

export type LogTable = ReturnType<typeof logTable>;

/** The output of steps, in pieces. */
export function logTable(database: DatabaseSync) {
  return {
    append(stepKey: number, chunks: StoredChunk[]): void {
      const insert = database.prepare(
        'INSERT INTO log_chunks (step_key, offset, size, at, bytes) VALUES (?, ?, ?, ?, ?)',
      );
      for (const { offset, at, bytes } of chunks) insert.run(stepKey, offset, bytes.byteLength, at, bytes);
    },

    /** Drops the chunks that begin in `from` up to, not including, `to`. */
    drop(stepKey: number, from: number, to: number): void {
      database
        .prepare('DELETE FROM log_chunks WHERE step_key = ? AND offset >= ? AND offset < ?')
        .run(stepKey, from, to);
    },

    /** The chunks that hold anything behind `offset`, in order; at least one if there is one, and no more than needed. */
    read(stepKey: number, offset: number, maxBytes: number): StoredChunk[] {
      const chunks: StoredChunk[] = [];
      let bytes = 0;
      const rows = database
        .prepare('SELECT offset, at, bytes FROM log_chunks WHERE step_key = ? AND offset + size > ? ORDER BY offset')
        .iterate(stepKey, offset);
      for (const row of rows) {
        const chunk = rowSchema.parse(row);
        chunks.push(chunk);
        bytes += chunk.bytes.byteLength;
        if (bytes >= maxBytes) break;
      }
      return chunks;
    },

    /** When anything was last written by a step of the build, in milliseconds since the epoch. */
    lastWrite(buildId: string): number | undefined {
      const row = database
        .prepare('SELECT max(at) AS at FROM log_chunks JOIN steps ON steps.key = step_key WHERE build_id = ?')
        .get(buildId);
      return z.object({ at: z.number().nullable() }).parse(row).at ?? undefined;
    },
  };
}
