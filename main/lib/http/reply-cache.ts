/** A reply worth comparing the next one with. */
export interface KnownReply {
  etag: string | undefined;
  lastModified: string | undefined;
  bytes: Uint8Array;
}

/** Most bytes kept per account. */
const MAX_BYTES = 8 * 1024 * 1024;

/** The last replies of one account, by address; the longest unused go first. In memory only. */
export interface ReplyCache {
  get(key: string): KnownReply | undefined;
  keep(key: string, reply: KnownReply): void;
}

export function createReplyCache(): ReplyCache {
  const replies = new Map<string, KnownReply>();
  let size = 0;

  function drop(key: string): void {
    size -= replies.get(key)?.bytes.length ?? 0;
    replies.delete(key);
  }

  return {
    get(key) {
      const known = replies.get(key);
      if (known === undefined) return undefined;
      replies.delete(key);
      replies.set(key, known);
      return known;
    },
    keep(key, reply) {
      drop(key);
      if (reply.bytes.length > MAX_BYTES / 8) return;
      replies.set(key, reply);
      size += reply.bytes.length;
      for (const oldest of replies.keys()) {
        if (size <= MAX_BYTES) break;
        drop(oldest);
      }
    },
  };
}

export function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
