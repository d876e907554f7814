/** The part of https://github.com/sidorares/node-x11 that is used here; it brings no types. */
declare module 'x11' {
  export interface XClient {
    AllocID(): number;
    CreateWindow(
      id: number,
      parent: number,
      x: number,
      y: number,
      width: number,
      height: number,
      borderWidth: number,
      depth: number,
      windowClass: number,
      visual: number,
      values: Record<string, number>,
    ): void;
    CreatePixmap(id: number, drawable: number, depth: number, width: number, height: number): void;
    CreateGC(id: number, drawable: number, values?: Record<string, number>): void;
    ChangeGC(id: number, values: Record<string, number>): void;
    MapWindow(id: number): void;
    RaiseWindow(id: number): void;
    CopyArea(
      source: number,
      target: number,
      gc: number,
      sourceX: number,
      sourceY: number,
      x: number,
      y: number,
      width: number,
      height: number,
    ): void;
    PolyFillRectangle(drawable: number, gc: number, rectangles: number[]): void;
    PutImage(
      format: number,
      drawable: number,
      gc: number,
      width: number,
      height: number,
      x: number,
      y: number,
      leftPad: number,
      depth: number,
      data: Buffer,
    ): void;
    GetInputFocus(callback: (error: Error | null) => void): void;
    on(event: 'error', listener: (error: Error) => void): void;
  }
  interface XDisplay {
    client: XClient;
    screen: { root: number; root_depth: number; white_pixel: number; black_pixel: number }[];
  }
  function createClient(
    options: { display?: string },
    callback: (error: Error | null | undefined, display: XDisplay) => void,
  ): { on(event: 'error', listener: (error: Error) => void): void };
  const x11: { createClient: typeof createClient };
  export default x11;
}
