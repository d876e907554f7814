/** One commit of the sample project: its message, and the files it adds or replaces. */
export interface SampleRevision {
  message: string;
  files: Record<string, readonly string[]>;
}
