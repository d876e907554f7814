import type { MachineKindOfForm, PastedRecord, PasteItem } from './record.ts';

/** A machine while its parts are being gathered. */
export interface Gathered extends PastedRecord {
  /** Words that stood alone behind it. */
  words: string[];
  /** Its kind was told by a heading or label, not by its form. */
  heading?: MachineKindOfForm;
  /** It was told by labels alone. */
  isLabelled: boolean;
}

function begin(heading: MachineKindOfForm | undefined): Gathered {
  return { words: [], isLabelled: true, ...(heading === undefined ? {} : { heading }) };
}

/** Puts what a text says together to machines: a part that is told a second time belongs to the next one. */
export function assemble(items: readonly PasteItem[]): { records: Gathered[]; leftOver: Gathered[] } {
  const gathered: Gathered[] = [];
  let heading: MachineKindOfForm | undefined;
  let current = begin(heading);
  const next = (): void => {
    gathered.push(current);
    current = begin(heading);
  };
  for (const item of items) {
    if (item.type === 'kind') {
      heading = item.kind;
      if (current.host === undefined) current.heading = heading;
    } else if (item.type === 'place') {
      if (current.host !== undefined) next();
      // What the command says counts; labels before it fill its gaps.
      current = { ...current, ...item.record, isLabelled: !item.isWhole };
    } else if (item.type === 'field') {
      const { field, value } = item;
      const known = current[field];
      if (known !== undefined && String(known) !== value) next();
      if (item.kind !== undefined) current.heading = item.kind;
      if (field === 'port') current.port ??= toPort(value);
      else current[field] ??= value;
    } else {
      current.words.push(item.text);
    }
  }
  gathered.push(current);
  return fillGaps(gathered);
}

/** A port as a number; what is none is told later, as the port 0. */
function toPort(value: string): number {
  return /^\d{1,5}$/.test(value) ? Number(value) : 0;
}

/** Parts that came without a host belong to a machine that lacks them, or to a second door of the one before. */
function fillGaps(gathered: readonly Gathered[]): { records: Gathered[]; leftOver: Gathered[] } {
  const records: Gathered[] = [];
  const leftOver: Gathered[] = [];
  gathered.forEach((record, index) => {
    if (record.host !== undefined) return void records.push(record);
    const before = gathered.slice(0, index).findLast(({ host }) => host !== undefined);
    if (before !== undefined && record.port !== undefined) {
      records.push({
        ...record,
        host: before.host ?? '',
        ...((record.user ?? before.user) ? { user: record.user ?? before.user ?? '' } : {}),
      });
      return;
    }
    leftOver.push(record);
  });
  for (const loose of leftOver) {
    for (const record of records) {
      if (loose.user !== undefined) record.user ??= loose.user;
      if (loose.password !== undefined && (loose.user === undefined || loose.user === record.user))
        record.password ??= loose.password;
    }
  }
  const isUsed = (loose: Gathered): boolean =>
    loose.password === undefined || records.some(({ password }) => password === loose.password);
  return { records, leftOver: leftOver.filter((loose) => !isUsed(loose)) };
}
