/** One way of doing what a case is about. */
export interface Contestant {
  name: string;
  /** Does it once and returns the figure. */
  measure(): Promise<number>;
  /** Of a peer: the ratio we want to it in particular. */
  aim?: number;
}

/** Something that is measured for us and for others on the same machine, in the same run. */
export interface BenchCase {
  name: string;
  /** Unit of the figures, for example "s". */
  unit: string;
  better: 'less' | 'more';
  ours: Contestant;
  peers: Contestant[];
  /** What we want: a ratio to the fastest peer, or a figure to stay within. */
  aim?: { ratio: number } | { figure: number };
}

/** A subject with its cases. A file test/bench/NAME/bench.ts exports one as `bench`. */
export interface Bench {
  name: string;
  /** What is counted and under which conditions, for the reader of the figures. */
  notes: string[];
  /** Why it cannot run here, or undefined. */
  missing(): string | undefined;
  /** Sets everything up; what it makes goes onto the stack. */
  prepare(stack: AsyncDisposableStack, log: (line: string) => void, options: BenchOptions): Promise<BenchCase[]>;
}

export interface BenchOptions {
  /** Asks for sizes that show whether the bench works; its figures mean nothing. */
  isSmall: boolean;
}

/** One line of `--json`. A ratio above 1 is better than the peer. */
export interface Comparison {
  bench: string;
  case: string;
  ours: number;
  peer: string;
  theirs: number;
  ratio: number;
  unit: string;
}
