// Draws a moving picture on the X display of its environment: an 800 x 600 piece of a larger picture that wanders, with
// the number of the frame in it. Says "ready", draws after "go" and stops at "stop", and tells of each frame: "NUMBER MS".
import { createInterface } from 'node:readline';
import x11, { type XClient } from 'x11';
import { BITS, CELL, CELLS, MARK, whiteCells } from './barcode.ts';

const [width = 800, height = 600, framesPerSecond = 60] = process.argv.slice(2).map(Number);
/** How far the picture wanders. */
const ROAM = 240;
/** A request to an X server holds 256 KiB at most without extensions. */
const ROWS_AT_ONCE = 32;

/** Something like a photograph: soft colours with grain, the same each time. */
function pictureRows(from: number, count: number, rowWidth: number): Buffer {
  const rows = Buffer.alloc(count * rowWidth * 4);
  for (let y = 0; y < count; y += 1) {
    for (let x = 0; x < rowWidth; x += 1) {
      const row = from + y;
      const grain = ((x * 7919 + row * 104_729) >>> 3) % 24;
      const at = (y * rowWidth + x) * 4;
      rows[at] = 96 + 80 * Math.sin(x / 61 + row / 97) + grain;
      rows[at + 1] = 96 + 80 * Math.sin(x / 37 - row / 53) + grain;
      rows[at + 2] = 96 + 80 * Math.cos(x / 83 + row / 29) + grain;
    }
  }
  return rows;
}

x11
  .createClient({ display: process.env['DISPLAY'] ?? '' }, (error, { client, screen }) => {
    if (error !== null && error !== undefined) throw error;
    const [first] = screen;
    if (first === undefined) throw new Error('The X server has no screen.');
    run(client, first.root, first.root_depth);
  })
  .on('error', (error) => {
    throw error;
  });

function run(client: XClient, root: number, depth: number): void {
  const [picture, window, gc, white, black, mark] = Array.from({ length: 6 }, () => client.AllocID()) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const full = { width: width + ROAM, height: height + ROAM };
  client.CreatePixmap(picture, root, depth, full.width, full.height);
  client.CreateGC(gc, picture);
  for (let y = 0; y < full.height; y += ROWS_AT_ONCE) {
    const count = Math.min(ROWS_AT_ONCE, full.height - y);
    client.PutImage(2, picture, gc, full.width, count, 0, y, 0, depth, pictureRows(y, count, full.width));
  }
  client.CreateWindow(window, root, 0, 0, width, height, 0, 0, 0, 0, { backgroundPixel: 0, overrideRedirect: 1 });
  client.CreateGC(white, window, { foreground: 0xff_ff_ff });
  client.CreateGC(black, window, { foreground: 0 });
  client.CreateGC(mark, window, { foreground: (MARK.red << 16) | (MARK.green << 8) | MARK.blue });
  client.MapWindow(window);
  const showMark = (): void => {
    client.RaiseWindow(window);
    client.PolyFillRectangle(window, mark, [0, 0, width, height]);
  };
  // Windows and pictures that cover one another: what was drawn is not kept, so it is drawn again until it matters.
  let marking: NodeJS.Timeout | undefined = setInterval(showMark, 200);
  let frame = 0;
  let timer: NodeJS.Timeout | undefined;
  let startedAt = 0;

  function draw(): void {
    frame = (frame + 1) % 2 ** BITS;
    const step = frame % (2 * ROAM);
    const away = step < ROAM ? step : 2 * ROAM - step;
    client.CopyArea(picture, window, gc, away, ROAM - away, 0, 0, width, height);
    client.PolyFillRectangle(window, black, [0, 0, CELLS * CELL, CELL]);
    client.PolyFillRectangle(
      window,
      white,
      whiteCells(frame).flatMap((cell) => [cell * CELL, 0, CELL, CELL]),
    );
    process.stdout.write(`${frame} ${(performance.timeOrigin + performance.now()).toFixed(2)}\n`);
    // By the clock, not by the last frame, so that a late one does not delay all that follow.
    const next = startedAt + (frame * 1000) / framesPerSecond;
    timer = setTimeout(draw, Math.max(0, next - performance.now()));
  }

  createInterface({ input: process.stdin }).on('line', (line) => {
    clearTimeout(timer);
    clearInterval(marking);
    marking = undefined;
    if (line === 'go') {
      startedAt = performance.now() - (frame * 1000) / framesPerSecond;
      draw();
    } else {
      showMark();
      marking = setInterval(showMark, 200);
    }
  });
  client.GetInputFocus(() => process.stdout.write('ready\n'));
}
