import { useLayoutEffect, useState, type CSSProperties, type RefObject } from 'react';
import { gridLayout, type Area } from '../features/grid/grid-layout.ts';

/** How so many panes are laid out in an element, as it is measured; nothing for none. */
export function useGridStyle(
  host: RefObject<HTMLElement | null>,
  count: number,
  { width, height }: Area,
): CSSProperties | undefined {
  const [area, setArea] = useState<Area>();
  const isGrid = count > 0;
  useLayoutEffect(() => {
    const element = host.current;
    if (element === null || !isGrid) return undefined;
    const measure = () => setArea({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [host, isGrid]);
  if (!isGrid || area === undefined || area.width === 0) return undefined;
  const { columns, rowHeight } = gridLayout(count, area, { width, height });
  return { gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, gridAutoRows: `${rowHeight}px` };
}
