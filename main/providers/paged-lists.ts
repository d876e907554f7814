import type { Result } from '../contract/problem.ts';
import { ok } from '../lib/result.ts';

/**
 * Asks for one page of one list.
 *
 * @param cursor where an older page begins; undefined for the newest one
 * @returns where the page after it begins, if there is one
 */
type LoadPage = (listId: string, cursor: string | undefined) => Promise<Result<{ next: string | undefined }>>;

/** Lists that come page by page, the newest page again and again. Good when any list is; else the first problem. */
export interface PagedLists {
  newest(listIds: readonly string[], load: LoadPage): Promise<Result<undefined>>;
  /** The next older page of every list that has one. */
  older(listIds: readonly string[], load: LoadPage): Promise<Result<undefined>>;
  readonly hasMore: boolean;
}

export function createPagedLists(): PagedLists {
  /** Where the next older page of a list begins; null when there is none. */
  const cursors = new Map<string, string | null>();

  async function each(listIds: readonly string[], load: LoadPage, isOlder: boolean): Promise<Result<undefined>> {
    const pages = await Promise.all(
      listIds.map(async (listId) => {
        const cursor = isOlder ? (cursors.get(listId) ?? undefined) : undefined;
        const page = await load(listId, cursor);
        // The newest page comes again and again; where the older ones go on stays as it is.
        if (page.ok && (cursor !== undefined || !cursors.has(listId))) cursors.set(listId, page.value.next ?? null);
        return page;
      }),
    );
    const failed = pages.find((page) => !page.ok);
    return failed !== undefined && pages.every((page) => !page.ok) ? failed : ok();
  }

  return {
    newest: (listIds, load) => each(listIds, load, false),
    older: (listIds, load) =>
      each(
        listIds.filter((listId) => typeof cursors.get(listId) === 'string'),
        load,
        true,
      ),
    get hasMore() {
      return [...cursors.values()].some((cursor) => cursor !== null);
    },
  };
}
