import { useLayoutEffect, useState, type CSSProperties, type RefObject } from 'react';
import { gridFontSize, gridLayout, leastPane, type Area } from '../features/grid/grid-layout.ts';

/** How so many panes are laid out in an element, as it is measured, and the size of their letters; nothing for none. */
export function useGridStyle(
  host: RefObject<HTMLElement | null>,
  count: number,
  usualFontSize: number,
): { style: CSSProperties; fontSize: number } | undefined {
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
  const fontSize = gridFontSize(count, area, usualFontSize);
  const { columns, rowHeight } = gridLayout(count, area, leastPane(fontSize));
  return {
    style: { gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, gridAutoRows: `${rowHeight}px` },
    fontSize,
  };
}
