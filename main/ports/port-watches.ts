import type { MachinePlace, SessionMachines } from '../sessions/session-machines.ts';

/** Counts who watches the ports of each machine; its connection process looks as long as there is somebody. */
export class PortWatches {
  readonly #machines: SessionMachines;
  readonly #watched = new Map<string, { place: MachinePlace; count: number }>();

  constructor(machines: SessionMachines) {
    this.#machines = machines;
  }

  has(place: MachinePlace): boolean {
    return this.#watched.has(nameOf(place));
  }

  add(place: MachinePlace): void {
    const { count } = this.#watched.get(nameOf(place)) ?? { count: 0 };
    this.#watched.set(nameOf(place), { place, count: count + 1 });
    // Asked again it looks at once.
    this.#tell(place, true);
  }

  /** True when this was the last one. */
  remove(place: MachinePlace): boolean {
    const { count } = this.#watched.get(nameOf(place)) ?? { count: 0 };
    if (count > 1) {
      this.#watched.set(nameOf(place), { place, count: count - 1 });
      return false;
    }
    if (this.#watched.delete(nameOf(place))) this.#tell(place, false);
    return true;
  }

  removeAll(): MachinePlace[] {
    const places = [...this.#watched.values()].map(({ place }) => place);
    this.#watched.clear();
    for (const place of places) this.#tell(place, false);
    return places;
  }

  /** The machine is connected, perhaps by a process that knows of nothing. */
  renew(place: MachinePlace): void {
    if (this.has(place)) this.#tell(place, true);
  }

  forget(sessionId: string): void {
    for (const [name, { place }] of [...this.#watched]) if (place.sessionId === sessionId) this.#watched.delete(name);
  }

  #tell({ sessionId, machine }: MachinePlace, isOn: boolean): void {
    const reached = this.#machines.reach({ sessionId, machine });
    // Then it is told when the machine is connected.
    if (reached.ok) void reached.value.client.call('watchPorts', { machine, isOn });
  }
}

function nameOf({ sessionId, machine }: MachinePlace): string {
  return `${machine} ${sessionId}`;
}
